"""PostgreSQL's SQL as our tables mean it and SQLite gives it: whole numbers of eight bytes, text by its bytes.

So the same tables and migrations make the same thing on both: positions that never run out, and lists whose order does
not depend on the language that a database was made with.
"""

from typing import Any, Final

from sqlalchemy import Column, Integer, Text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg, PGExecutionContext_psycopg, _PGBigInteger

DRIVER: Final = "postgresql+koploper"
BINARY: Final = "binary_rows"
"""The execution option of statements whose rows come as the server keeps them: bytes as text are twice as long, and
are written and read in as much more time."""


class _Types(PGTypeCompiler):
    """How types are written; a column's own type comes with the column."""

    def visit_INTEGER(self, type_: Integer, **kw: Any) -> str:  # noqa: ARG002, N802 - SQLAlchemy's names
        return "BIGINT"

    def visit_TEXT(self, type_: Text, **kw: Any) -> str:  # noqa: N802 - likewise
        written = super().visit_TEXT(type_, **kw)
        plain = isinstance(kw.get("type_expression"), Column) and type_.collation is None
        return f'{written} COLLATE "C"' if plain else written


class _Context(PGExecutionContext_psycopg):
    """How a statement is executed."""

    def create_default_cursor(self) -> Any:
        return self._dbapi_connection.cursor(binary=BINARY in self.execution_options)


class Dialect(PGDialect_psycopg):
    """SQLAlchemy's own for psycopg, with these types."""

    supports_statement_cache = True
    execution_ctx_cls = _Context
    type_compiler_cls = _Types
    colspecs = {**PGDialect_psycopg.colspecs, Integer: _PGBigInteger}  # noqa: RUF012 - as its parent has it


registry.register("postgresql.koploper", __name__, Dialect.__name__)
