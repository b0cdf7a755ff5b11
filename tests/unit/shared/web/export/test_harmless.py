"""Formula injection: whatever people write, and whatever a spreadsheet splits lines at, no cell is a formula."""

import csv
from collections.abc import Iterator
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.export import as_csv
from shared.web.export.cells import Column
from shared.web.export.harmless import as_written, harmless

ATTACKS = (
    "=1+1",
    '=cmd|"/C calc"!A0',
    "+1+cmd",
    "-1+cmd",
    "@SUM(A1)",
    "|calc",
    "%0A=1",
    "\t=1",
    "\r=1",
    "\n=1",
    "\tgewoon",
    "\rgewoon",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\x00=1",
    "'=1",
    '"=1',
    "“=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "｜calc",
    "﹦1",
    "−1",
    "⁼1",
    "'\"  =1",
    "'\tgewoon",
)
INSIDE = ("Zorg;=1+1", "Zorg; =1", "Zorg\t=1", "Zorg\n=1", "Zorg\r\n+1", 'Zorg;"=1', "a;b;@c", ";=1")
PLAIN = (
    "",
    "Ketenstage",
    "1 + 1 = 2",
    "e-mail",
    "a@b.nl",
    "50%",
    "Zorg; welzijn",
    "Zorg\nen\n\nwelzijn",
    "'s-Heerenberg",
)
SIGNS = "=+-@|%＝＋－＠｜％﹦﹢﹣﹫\u2212"
NASTY = st.text(st.sampled_from(SIGNS + "'\"“; \t\r\n,\u00a0\u200b\ufeff1aé\x00"), max_size=12)
TEXTS = NASTY | st.text(max_size=30)


@pytest.mark.parametrize("text", ATTACKS)
def test_a_cell_that_would_be_a_formula_is_guarded(text: str) -> None:
    """A quote before it: the first thing a spreadsheet sees is no sign of a formula."""
    assert harmless(text)[0] == "'"
    assert as_written(harmless(text)) == text


@pytest.mark.parametrize("text", INSIDE)
def test_a_piece_that_would_be_one_is_guarded(text: str) -> None:
    """Also behind what another spreadsheet takes for the end of a cell or a line."""
    assert harmless(text) != text
    assert as_written(harmless(text)) == text


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_stays_as_it_is(text: str) -> None:
    """Signs within a text, amounts and addresses are not touched."""
    assert harmless(text) == text


@given(TEXTS)
def test_what_was_written_comes_back(text: str) -> None:
    """Taking the guards off gives the very text, whatever it was."""
    assert as_written(harmless(text)) == text


def cells_read(body: str, delimiter: str) -> Iterator[str]:
    for row in csv.reader(StringIO(body.removeprefix(as_csv.MARK), newline=""), delimiter=delimiter):
        yield from row


def is_formula(cell: str) -> bool:
    """What a spreadsheet makes of a cell that it reads, as broadly as any does."""
    seen = cell.strip(' \t\r\n\x00\u00a0\u200b\ufeff"“”')
    return bool(seen) and seen[0] in SIGNS


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=4), st.sampled_from(",;\t"))
def test_no_reader_sees_a_formula(rows: list[list[str]], delimiter: str) -> None:
    """Whatever a spreadsheet takes for the separator."""
    table = [Column("a"), Column("b")]
    body = b"".join(as_csv.written(table, [rows])).decode()
    assert [cell for cell in cells_read(body, delimiter) if is_formula(cell)] == []


@given(TEXTS)
def test_no_cell_begins_with_a_tab_or_a_line_end(text: str) -> None:
    """Some spreadsheets drop those, and look at what comes then."""
    assert not harmless(text).startswith(("\t", "\r", "\n"))


def test_the_guard_is_needed() -> None:
    """Without it this very reader sees one: the test above can fail."""
    assert is_formula("=1")
    assert any(map(is_formula, cells_read('"a","b;=1"', ";")))
