"""A register in XLSX: values only, and nothing in it is run, expanded or followed."""

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile, ZipFile

from cli.language import say
from cli.registers.sheet import MOST_COLUMNS, MOST_ROWS, Cell, Fault, NoRegister, Row, Sheet, not_too_many, tidy

if TYPE_CHECKING:
    from openpyxl import Workbook

SIGN: Final = b"PK\x03\x04"
"""How every XLSX begins, since it is a ZIP archive."""
OLD: Final = b"\xd0\xcf\x11\xe0"
"""How an `.xls` begins, and an XLSX with a password."""
MOST_UNPACKED: Final = 100 * 1024 * 1024
"""Bytes that an archive may unpack to: no part is ever read further than it says to be long."""
MOST_PARTS: Final = 1_000

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}\d+:[A-Z]{1,3}(\d+))"')


def read(body: bytes) -> list[Sheet]:
    """All sheets that hold anything; raises NoRegister for a file that is no XLSX, or that nobody should open."""
    from openpyxl import load_workbook

    archive = _opened(body)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a workbook has that is not read here
            book = load_workbook(BytesIO(body), read_only=True, keep_links=False)
            return [sheet for sheet in _sheets(book, archive) if sheet.rows]
    except NoRegister:
        raise
    except Exception as wrong:
        raise NoRegister(
            f"Dit bestand is als XLSX niet te lezen ({type(wrong).__name__}). Bewaar het opnieuw, of als CSV.",
            f"This file cannot be read as XLSX ({type(wrong).__name__}). Save it again, or as CSV.",
        ) from wrong


def _opened(body: bytes) -> ZipFile:
    try:
        archive = ZipFile(BytesIO(body))
    except BadZipFile as wrong:
        raise NoRegister(
            "Dit bestand is beschadigd: het is geen hele XLSX. Bewaar of kopieer het opnieuw.",
            "This file is damaged: it is no whole XLSX. Save or copy it again.",
        ) from wrong
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NoRegister(
            "Dit bestand wordt uitgepakt te groot om een register te zijn. Bewaar alleen het blad met het register.",
            "Unpacked this file is too large to be a register. Save the sheet with the register only.",
        )
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise NoRegister(
            "In dit bestand zitten macro's. Bewaar het als .xlsx zonder macro's, of als CSV.",
            "This file holds macros. Save it as .xlsx without macros, or as CSV.",
        )
    if "xl/workbook.xml" not in names:
        raise NoRegister(
            "Dit is geen XLSX-bestand. Bewaar het register als XLSX of CSV.",
            "This is no XLSX file. Save the register as XLSX or CSV.",
        )
    return archive


def _sheets(book: "Workbook", archive: ZipFile) -> Iterator[Sheet]:
    for sheet in book.worksheets:
        rows = list(_rows(sheet))
        # no public name tells where a sheet lies, and its merged cells are not read with its rows
        merged = _merged(archive.read(getattr(sheet, "_worksheet_path"))) if rows else []  # noqa: B009
        yield Sheet(rows, sheet.title, merged=merged)


def _rows(sheet: Any) -> Iterator[Row]:
    """The rows that hold anything, up to where nothing has come for so long that nothing will."""
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    rows = last = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
        row = Row(number, [_cell(each) for each in cells])
        if not row.is_empty:
            rows, last = rows + 1, number
            not_too_many(rows)
            _not_too_wide(row)
            yield row
        elif number - last > MOST_ROWS:
            return


def _not_too_wide(row: Row) -> None:
    if len(row.cells) > MOST_COLUMNS and row.cells[MOST_COLUMNS] is not None:
        raise NoRegister(
            f"Rij {row.number} heeft meer dan {MOST_COLUMNS} kolommen. Bewaar alleen die van het register.",
            f"Row {row.number} has more than {MOST_COLUMNS} columns. Save those of the register only.",
        )


def _merged(part: bytes) -> Sequence[tuple[int, str]]:
    return [(int(found[2]), found[1].decode()) for found in _MERGED.finditer(part)]


def _cell(cell: Any) -> Cell:
    from openpyxl.utils.escape import unescape

    match cell.data_type, cell.value:
        case _, None:
            return None
        case "f", _:
            return Fault(
                say("hier staat een formule; zet er de uitkomst neer", "this is a formula; put its result here")
            )
        case "e", str(error):
            return Fault(say(f"hier staat de fout {error}", f"this is the error {error}"))
        case _, str(text):
            return tidy(unescape(text))
        case _, (bool() | int() | float() | datetime() | date()) as value:
            return value
        case _:
            return Fault(say("hier staat een tijdsduur", "this is a length of time"))
