"""A statement as a driver takes it: its text, and how values become what the driver wants of them."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Convert = Mapping[str, Callable[[Any], Any]]


def compiled(statement: ClauseElement, dialect: Dialect) -> SQLCompiler:
    """`statement`, a query or a change of rows, in a dialect."""
    made = statement.compile(dialect=dialect)
    assert isinstance(made, SQLCompiler)  # noqa: S101 - what a statement of rows compiles to
    return made


def conversions(made: SQLCompiler, dialect: Dialect) -> Convert:
    """By the name of a parameter, what its values go through; values of all others are given as they are."""
    return {
        name: process
        for name, parameter in made.binds.items()
        if (process := parameter.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
