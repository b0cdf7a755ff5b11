"""XLSX: values only, and nothing that should not be opened."""

from collections.abc import Callable
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from cli.registers import xlsx_file
from cli.registers.sheet import MOST_COLUMNS, MOST_ROWS, Cell, Fault, NoRegister
from tests.unit.cli.registers.files import HEADINGS, ROW, repacked, saved, workbook, xlsx

SHEET: Final = "xl__worksheets__sheet1_DOT_xml"


def cells(body: bytes) -> list[list[Cell]]:
    (sheet,) = xlsx_file.read(body)
    return [list(row.cells[:3]) for row in sheet.rows]


def changed(old: str, new: str) -> bytes:
    """A workbook of which a part says something else."""
    body = xlsx(HEADINGS, ROW)
    with ZipFile(BytesIO(body)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml").decode()
    assert old in part
    return repacked(body, **{SHEET: part.replace(old, new).encode()})


def test_values_are_read_as_what_they_are() -> None:
    """Texts, numbers, yes or no, moments; empty rows keep their numbers and are left out."""
    moment = datetime(2017, 6, 12)  # noqa: DTZ001 - a spreadsheet knows no time zones
    (sheet,) = xlsx_file.read(xlsx(HEADINGS, (), (1, " Ketenstage ", moment), (2.5, True, "")))
    assert [(row.number, list(row.cells[:3])) for row in sheet.rows] == [
        (1, list(HEADINGS)),
        (3, [1, "Ketenstage", moment]),
        (4, [2.5, True, None]),
    ]


@pytest.mark.parametrize("value", ["=A1", "=1+1", "#N/A", "#REF!", time(12, 30)])
def test_what_is_no_value_is_a_fault(value: Any) -> None:
    """A formula, also one whose result is in the file; an error; a time of day."""
    assert isinstance(cells(xlsx(HEADINGS, (1, value, "X")))[1][1], Fault)


def test_written_out_characters_are_read() -> None:
    """As Excel writes what XML cannot hold."""
    assert cells(xlsx(HEADINGS, (1, "a_x000D_b", "X")))[1][1] == "a\rb"


def test_a_wrong_size_is_not_believed() -> None:
    """Some programs say that a sheet has one cell."""
    assert len(cells(changed('<dimension ref="A1:C2"', '<dimension ref="A1:A1"'))) == 2


def test_every_sheet_that_holds_anything_is_read() -> None:
    """With its name, and the cells that are merged on it."""
    book = workbook(HEADINGS, ROW, ("2", "Y", "Z"))
    book.create_sheet("Leeg")
    book.create_sheet("Toelichting").append(["Zo werkt het"])
    book["Register"].merge_cells("A2:A3")
    found = xlsx_file.read(saved(book))
    assert [(sheet.name, list(sheet.merged)) for sheet in found] == [("Register", [(3, "A2:A3")]), ("Toelichting", [])]


def bomb() -> bytes:
    """A part that unpacks to a thousand times its size."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (xlsx_file.MOST_UNPACKED + 1))
    return made.getvalue()


def many_parts() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for number in range(xlsx_file.MOST_PARTS + 1):
            archive.writestr(f"xl/{number}.xml", b"")
    return made.getvalue()


def other_archive() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("content.xml", b"<office/>")
    return made.getvalue()


def macros() -> bytes:
    return repacked(xlsx(HEADINGS, ROW), xl__vbaProject_DOT_bin=b"Sub AutoOpen()")


def entities() -> bytes:
    """XML that would grow without end, or read a file of this machine."""
    head = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    return changed("<worksheet", f"{head}<worksheet")


def no_rows() -> bytes:
    return changed("<sheetData>", "<sheetData")


def too_long() -> bytes:
    book = workbook(HEADINGS)
    for number in range(MOST_ROWS + 1):
        book["Register"].append([number, "Ketenstage", "X"])
    return saved(book)


def too_wide() -> bytes:
    return xlsx(HEADINGS, ["x"] * (MOST_COLUMNS + 1))


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (bomb, "uitgepakt te groot"),
        (many_parts, "uitgepakt te groot"),
        (macros, "macro's"),
        (other_archive, "geen XLSX-bestand"),
        (lambda: xlsx(HEADINGS, ROW)[:1000], "beschadigd"),
        (entities, "niet te lezen"),
        (no_rows, "niet te lezen"),
        (too_long, "meer dan 10000 rijen"),
        (too_wide, "meer dan 100 kolommen"),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_what_nobody_should_open_is_told(made: Callable[[], bytes], says: str) -> None:
    """In one sentence, with what to do instead."""
    with pytest.raises(NoRegister, match=says) as no:
        xlsx_file.read(made())
    assert str(no.value).endswith("Er is niets gedaan.")


def test_entities_are_not_expanded() -> None:
    """The library that reads does so only with the one that guards it."""
    assert openpyxl.DEFUSEDXML
