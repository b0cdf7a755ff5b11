"""A column's value among those given: one statement for any number of them, where a database has a parameter for that.

PostgreSQL takes them as one array, so that it need not read the statement anew for each number.
"""

from typing import Any, Final

from sqlalchemy import ARRAY, Boolean, ColumnElement, Text, any_, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement[bool]):
    """Its clauses: the column, and the parameter that names the values."""

    inherit_cache = True
    name: Final = "among"
    type = Boolean()


def among(column: ColumnElement[str], values: str) -> ColumnElement[bool]:
    """Whether `column` has one of the texts that are given as the parameter `values`, a list."""
    return _Among(column, bindparam(values, expanding=True, type_=Text))


@compiles(_Among)
def _expanded(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = element.clauses
    return compiler.process(column.in_(values), **kw)


@compiles(_Among, "postgresql")
def _as_array(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = element.clauses
    return compiler.process(column == any_(bindparam(values.key, type_=ARRAY(Text))), **kw)
