"""CSV, however a spreadsheet program wrote it."""

import pytest

from cli.registers import csv_file
from cli.registers.sheet import MOST_ROWS, Cell, Fault, NoRegister
from shared.web.export import as_csv
from shared.web.export.cells import Column
from tests.unit.cli.registers.files import HEADINGS, ROW, csv


def cells(body: bytes) -> list[list[Cell]]:
    return [list(row.cells) for row in csv_file.read(body, {}).rows]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_separator_is_found(separator: str) -> None:
    """By which the headings are known, whatever else stands in the texts."""
    row = ("1", '"Zorg, wonen; en meer"', "Noorderboog")
    assert cells(csv(HEADINGS, row, separator=separator)) == [
        list(HEADINGS),
        ["1", "Zorg, wonen; en meer", "Noorderboog"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_remark(encoding: str) -> None:
    """With its mark or without."""
    body = csv(HEADINGS, ("1", "Coöperatie Zoëf €", "X")).decode().encode(encoding)
    sheet = csv_file.read(body, {})
    assert (sheet.rows[1].cells[1], sheet.remarks) == ("Coöperatie Zoëf €", [])


def test_windows_letters_are_read_with_a_remark() -> None:
    """Somebody should look whether they are right."""
    sheet = csv_file.read(csv(HEADINGS, ("1", "Coöperatie €", "X")).decode().encode("cp1252"), {})
    assert sheet.rows[1].cells[1] == "Coöperatie €"
    assert ["Windows-1252" in remark for remark in sheet.remarks] == [True]


def test_rows_keep_their_numbers() -> None:
    """As a spreadsheet counts them: empty ones too, and one of several lines once."""
    body = csv(HEADINGS, (), ("", " ", ""), ("1", '"twee\nregels"', "X"), ("2", "Y", "Z"))
    assert [row.number for row in csv_file.read(body, {}).rows] == [1, 4, 5]


def test_a_formula_is_a_fault() -> None:
    """Its value is not in the file; one that we guarded is the text it was."""
    ((_, formula, guarded),) = cells(csv(HEADINGS, ("1", "=A1", "'=A1")))[1:]
    assert isinstance(formula, Fault)
    assert guarded == "=A1"


def test_what_we_exported_reads_back() -> None:
    """Texts that looked like formulas too."""
    texts = ["=1+1", "+31 6", "Zorg;=1", "- een\n- twee"]
    body = b"".join(as_csv.written([Column("name"), Column("organisation")], [[[text, "X"] for text in texts]]))
    assert [row[0] for row in cells(body)[1:]] == texts


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"\x00\x01\x02", "geen tekst"),
        (b"Naam;Organisatie\r\n\x81\x8d;X\r\n", "niet te lezen"),
        (b'Naam;Organisatie\r\n"Ketenstage;X\r\n', "aanhalingsteken"),
        (b'Naam;Organisatie\r\nA;B\r\n"A" en;X\r\n', "Na rij 2"),
        (b"Naam;Organisatie\r\n" + b"x" * 200_000 + b";X\r\n", "geen CSV meer"),
        (csv(HEADINGS, *[ROW] * (MOST_ROWS + 1)), "meer dan 10000 rijen"),
    ],
)
def test_what_is_no_csv_is_told(body: bytes, says: str) -> None:
    """With where, and what to do."""
    with pytest.raises(NoRegister, match=says):
        csv_file.read(body, {})


def test_as_many_rows_as_allowed_are_read() -> None:
    """Beside their headings."""
    assert len(csv_file.read(csv(HEADINGS, *[ROW] * MOST_ROWS), {}).rows) == MOST_ROWS + 1
