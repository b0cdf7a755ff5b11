"""CSV as RFC 4180 has it, for Excel too."""

import csv
from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from shared.web.export import as_csv
from shared.web.export.cells import Cell, Column
from shared.web.export.harmless import as_written

TABLE = [Column("title"), Column("size")]


def body(*pages: Sequence[Sequence[Cell]]) -> bytes:
    return b"".join(as_csv.written(TABLE, pages))


def test_a_file_begins_with_its_columns() -> None:
    """Behind the mark that says UTF-8; an empty list is only that."""
    assert body() == b'\xef\xbb\xbf"title","size"\r\n'


def test_values_are_written_plainly() -> None:
    """Texts in quotes, numbers without, yes and no as in JSON, nothing as nothing."""
    found = body([["Koffie, thee", 2]], [['Zij zei: "ja"', True], [None, -1.5]])
    assert found.decode().splitlines()[1:] == ['"Koffie, thee",2', '"Zij zei: ""ja""","true"', '"",-1.5']


def test_a_page_is_a_piece() -> None:
    """A page is sent before the next one is read."""
    read: list[int] = []

    def pages() -> Iterator[list[list[Cell]]]:
        for number in (1, 2):
            read.append(number)
            yield [[str(number), number]]

    pieces = as_csv.written(TABLE, pages())
    next(pieces)
    assert read == []
    assert next(pieces) == b'"1",1\r\n'
    assert read == [1]


@given(st.lists(st.tuples(st.text(), st.integers()), max_size=5))
def test_it_reads_back(rows: list[tuple[str, int]]) -> None:
    """By any reader of CSV: the very texts, quotes and line ends and all, once the guards are off."""
    text = body([list(row) for row in rows]).decode("utf-8-sig")
    found = [(as_written(title), int(size)) for title, size in list(csv.reader(_lines(text)))[1:]]
    assert found == rows


def _lines(text: str) -> list[str]:
    """Lines as the RFC ends them: `str.splitlines` knows more ends than that."""
    return [f"{line}\n" for line in text.split("\n")[:-1]]
