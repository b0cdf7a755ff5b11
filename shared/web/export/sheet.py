"""Rows and cells of a sheet (ECMA-376, 18.3.1): text, numbers, yes or no, and times, so that none can be a formula.

Text that looks like a formula is marked as text, which it stays when somebody edits the cell.
"""

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape

from shared.envelope import moment
from shared.web.export import workbook
from shared.web.export.cells import Cell, Column
from shared.web.export.harmless import harmless

MOST: Final = 32_767
"""Characters that a cell can hold, counted in UTF-16."""
CUT: Final = " […]"
"""How a longer text ends."""
EXACT: Final = 10**15
"""From here on a spreadsheet no longer keeps every digit of a number."""

_ZERO: Final = datetime(1899, 12, 30, tzinfo=UTC)
_SINCE: Final = datetime(1900, 3, 1, tzinfo=UTC)
"""From this day on all spreadsheets count alike."""
_WRITTEN_OUT: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold or would not keep, and what looks as if it were written out already (22.9.2.19, ST_Xstring)."""


def letter(at: int) -> str:
    """How the column at this place, counted from 0, is called: A … Z, AA …"""
    name = ""
    while at >= 0:
        at, last = at // 26 - 1, at % 26
        name = chr(ord("A") + last) + name
    return name


def heading(letters: Sequence[str], table: Sequence[Column]) -> str:
    """The first row: the names of the columns."""
    named = zip(letters, table, strict=True)
    return _row(1, [_text(f"{at}1", column.name, workbook.HEADING) for at, column in named])


def row(number: int, letters: Sequence[str], table: Sequence[Column], cells: Sequence[Cell]) -> str:
    """The row of this number, counted from 1."""
    placed = zip(letters, table, cells, strict=True)
    return _row(number, [_cell(f"{at}{number}", column, cell) for at, column, cell in placed])


def _row(number: int, cells: Sequence[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(at: str, column: Column, cell: Cell) -> str:
    match cell:
        case None | "":
            return ""
        case bool():
            return f'<c r="{at}" t="b"><v>{cell:d}</v></c>'
        case int() | float() if math.isfinite(cell) and abs(cell) < EXACT:
            return f'<c r="{at}"><v>{cell!r}</v></c>'
        case str() if column.dated is not None and (days := _days(cell)) is not None:
            style = workbook.MOMENT if column.dated == "date-time" else workbook.DAY
            return f'<c r="{at}" s="{style}"><v>{days!r}</v></c>'
        case str():
            return _text(at, cell, workbook.TEXT if harmless(cell) != cell else workbook.PLAIN)
        case _:
            return _text(at, str(cell), workbook.PLAIN)


def _days(text: str) -> float | None:
    """A moment or day as spreadsheets count, in UTC; None of what is none, or too early for them."""
    try:
        read = moment(text) if "T" in text else datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
    return (read - _ZERO).total_seconds() / 86_400 if read >= _SINCE else None


def _text(at: str, text: str, style: int) -> str:
    said = _WRITTEN_OUT.sub(lambda found: f"_x{ord(found[0]):04X}_", _cut(text))
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(said)}</t></is></c>'


def _cut(text: str) -> str:
    if len(text) <= MOST // 2:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * MOST:
        return text
    return units[: 2 * (MOST - len(CUT))].decode("utf-16-le", "ignore") + CUT
