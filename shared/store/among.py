"""A column's value among those given: one statement for any number of them, which need not be read anew for each.

PostgreSQL takes them as one array, SQLite as the text of one in JSON (https://www.sqlite.org/json1.html#jeach).
"""

from typing import Any, Final

from sqlalchemy import ARRAY, JSON, Boolean, ColumnElement, Text, any_, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement[bool]):
    """Its clauses: the column, and the parameter that names the values."""

    inherit_cache = True
    name: Final = "among"
    type = Boolean()

    def self_group(self, against: Any = None) -> "_Among":  # noqa: ARG002 - SQLAlchemy asks
        """A condition as it is: `= 1` behind it, as SQLAlchemy has it of others, would keep SQLite from an index."""
        return self


def among(column: ColumnElement[str], values: str) -> ColumnElement[bool]:
    """Whether `column` has one of the texts that are given as the parameter `values`, a list."""
    return _Among(column, bindparam(values))


@compiles(_Among, "sqlite")
def _as_json(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = element.clauses
    each = func.json_each(bindparam(values.key, type_=JSON)).table_valued("value")
    return compiler.process(column.in_(select(each.c.value)), **kw)


@compiles(_Among, "postgresql")
def _as_array(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = element.clauses
    return compiler.process(column == any_(bindparam(values.key, type_=ARRAY(Text))), **kw)
