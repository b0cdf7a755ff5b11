"""PostgreSQL's SQL as our tables mean it and SQLite gives it: whole numbers of eight bytes, text by its bytes.

So the same tables and migrations make the same thing on both: positions that never run out, and lists whose order does
not depend on the language that a database was made with.
"""

from typing import Any, Final

from sqlalchemy import Column, Integer, Text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg, _PGBigInteger

DRIVER: Final = "postgresql+koploper"


class _Types(PGTypeCompiler):
    """How types are written; a column's own type comes with the column."""

    def visit_INTEGER(self, type_: Integer, **kw: Any) -> str:  # noqa: ARG002, N802 - SQLAlchemy's names
        return "BIGINT"

    def visit_TEXT(self, type_: Text, **kw: Any) -> str:  # noqa: N802 - likewise
        written = super().visit_TEXT(type_, **kw)
        plain = isinstance(kw.get("type_expression"), Column) and type_.collation is None
        return f'{written} COLLATE "C"' if plain else written


class Dialect(PGDialect_psycopg):
    """SQLAlchemy's own for psycopg, with these types."""

    supports_statement_cache = True
    type_compiler_cls = _Types
    colspecs = {**PGDialect_psycopg.colspecs, Integer: _PGBigInteger}  # noqa: RUF012 - as its parent has it


registry.register("postgresql.koploper", __name__, Dialect.__name__)
