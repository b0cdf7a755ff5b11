"""XLSX, read back by openpyxl: it holds the very values, no formula, and no more than Excel can take."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from shared.web.export import as_xlsx, sheet, workbook
from shared.web.export.cells import Cell, Column

TABLE = [Column("title"), Column("size"), Column("submittedAt", "date-time"), Column("date", "date")]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def written(*pages: Sequence[Sequence[Cell]], most: int = as_xlsx.MOST_ROWS, title: str = "lijst") -> bytes:
    return b"".join(as_xlsx.written(title, TABLE, pages, most))


def read(body: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(body))


def cells(body: bytes) -> list[list[Any]]:
    """All cells of the first sheet but for its heading."""
    return [list(row) for row in read(body).worksheets[0].iter_rows(min_row=2)]


def values(body: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in cells(body)]


def row(text: Cell) -> list[Cell]:
    return [text, None, None, None]


def test_an_empty_list_is_a_sheet_with_a_heading() -> None:
    """In bold, and staying in sight."""
    found = read(written()).worksheets[0]
    assert [[cell.value for cell in row] for row in found.iter_rows()] == [["title", "size", "submittedAt", "date"]]
    assert (found.title, found.freeze_panes, found["A1"].font.bold) == ("lijst", "A2", True)
    assert found.auto_filter.ref == "A1:D1"


def test_values_keep_their_kind() -> None:
    """Numbers are numbers, yes is yes, moments (in UTC) and days can be sorted and filtered as such."""
    moment, day = "2019-06-12T14:30:00.000000Z", "2019-06-12"
    first, second = values(written([["a", 2, moment, day], [True, -1.5, None, None]]))
    assert first[:2] == ["a", 2]
    assert [each.isoformat() for each in first[2:]] == ["2019-06-12T14:30:00", "2019-06-12T00:00:00"]
    assert second == [True, -1.5, None, None]


@pytest.mark.parametrize("text", ["1850-01-01", "gisteren", "2019-06-12T14:30", "12-06-2019"])
def test_what_no_spreadsheet_can_count_stays_text(text: str) -> None:
    """A day before 1900, or what is no time at all."""
    assert values(written([[None, None, text, text]])) == [[None, None, text, text]]


def test_numbers_that_lose_digits_are_text() -> None:
    """A spreadsheet keeps fifteen."""
    assert values(written([row(10**15 - 1), row(10**15), row(float("inf"))])) == [
        [10**15 - 1, None, None, None],
        [str(10**15), None, None, None],
        ["inf", None, None, None],
    ]


@given(st.lists(TEXTS, max_size=5))
def test_texts_read_back(texts: list[str]) -> None:
    """Whatever they hold: markup, signs, line ends, what XML cannot say; and each is text, never a formula."""
    found = [line[0] for line in cells(written([[text, 1, None, None] for text in texts]))]
    assert [unescape(cell.value or "") for cell in found] == texts
    assert {cell.data_type for cell in found if cell.value is not None} <= {"s"}


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-1", "@a", "\t=1", "＝1", "a;=1"])
def test_what_looks_like_a_formula_stays_text(text: str) -> None:
    """It reads as it was written, and editing the cell does not make it one."""
    ((cell, *_),) = cells(written([row(text)]))
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert "<f" not in ZipFile(BytesIO(written([row(text)]))).read("xl/worksheets/sheet1.xml").decode()


def test_a_long_text_is_cut_where_it_shows() -> None:
    """A cell holds 32,767 characters in UTF-16; what was cut ends with a sign of it, and no letter is halved."""
    exact, long, wide = "a" * sheet.MOST, "a" * (sheet.MOST + 1), "𝄞" * sheet.MOST
    (first, *_), (second, *_), (third, *_) = values(written([row(exact), row(long), row(wide)]))
    assert first == exact
    assert second == "a" * (sheet.MOST - len(sheet.CUT)) + sheet.CUT
    assert third == "𝄞" * ((sheet.MOST - len(sheet.CUT)) // 2) + sheet.CUT


def test_more_rows_than_a_sheet_holds_go_on_a_further_sheet() -> None:
    """Each with its heading and a name of its own; a full one is not followed by an empty one."""
    found = read(written([row("a"), row("b")], [row("c")], most=2))
    assert found.sheetnames == ["lijst", "lijst 2", "lijst 3"]
    assert [page["A2"].value for page in found.worksheets] == ["a", "b", "c"]
    assert all(page["A1"].value == "title" for page in found.worksheets)
    assert len(read(written([row("a")], most=2)).sheetnames) == 1


def test_a_sheet_too_large_for_its_archive_goes_on_on_a_further_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its bytes, too."""
    monkeypatch.setattr(as_xlsx, "MOST_BYTES", 1_000)
    found = read(written([row("a" * 600), row("b" * 600), row("c")]))
    assert [page["A2"].value for page in found.worksheets] == ["a" * 600, "b" * 600, "c"]


@given(st.integers(0, 16_383))
def test_columns_are_called_as_spreadsheets_call_them(at: int) -> None:
    """A … Z, AA … XFD."""
    assert sheet.letter(at) == get_column_letter(at + 1)


@pytest.mark.parametrize("title", ["a" * 40, "a[b]:c*d?e/f\\g", "a & <b>"])
def test_any_title_names_sheets(title: str) -> None:
    """At most 31 characters, none that a sheet's name may not have, each once."""
    names = read(written([row("a"), row("b")], most=2, title=title)).sheetnames
    assert len(set(names)) == 2
    assert all(len(name) <= workbook.TITLE_MOST and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_it_is_made_while_it_is_read() -> None:
    """What was compressed is sent before the rest is read: a long list takes no more memory than a short one."""
    left = 0

    def pages() -> Iterator[list[list[Cell]]]:
        nonlocal left
        for left in range(200, 0, -1):
            yield [row(f"{left}-{number}-{hash((left, number))}") for number in range(500)]

    sizes, at_first = [], None
    for piece in as_xlsx.written("lijst", TABLE, pages()):
        at_first = left if at_first is None else at_first
        sizes.append(len(piece))
    assert at_first is not None
    assert at_first > 100
    assert max(sizes) < 4 * as_xlsx.PIECE


def test_every_part_is_xml_and_named() -> None:
    """The package lists each of its parts with its kind."""
    with ZipFile(BytesIO(written([row("a")]))) as archive:
        assert archive.testzip() is None
        parts = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    types = {part.get("PartName") for part in parts["[Content_Types].xml"] if "PartName" in part.attrib}
    assert types == {f"/{name}" for name in parts if name.startswith("xl/") and not name.endswith(".rels")}
