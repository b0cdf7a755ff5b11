"""Rows as CSV (RFC 4180): comma, CRLF, UTF-8 with the mark by which Excel knows it, every text in quotes."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Final

from shared.web.export.cells import Cell, Column
from shared.web.export.harmless import harmless

MEDIA_TYPE: Final = "text/csv"
MARK: Final = "\ufeff"


def written(table: Sequence[Column], pages: Iterable[Iterable[Sequence[Cell]]]) -> Iterator[bytes]:
    """The file, a piece per page."""
    yield (MARK + _lines([[column.name for column in table]])).encode()
    for page in pages:
        yield _lines(page).encode()


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    lines = StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return lines.getvalue()


def _plain(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case str():
            return harmless(cell)
        case _:
            return cell
