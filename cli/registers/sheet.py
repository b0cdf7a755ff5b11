"""A spreadsheet as it was read, whatever its format: rows of plain cells, and what is wrong with single cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from cli.client import SaysNo
from cli.language import say

MOST_ROWS: Final = 10_000
"""Rows that are brought in at once, at most: a register of initiatives has hundreds."""
MOST_COLUMNS: Final = 100
MOST_BYTES: Final = 20 * 1024 * 1024
"""Bytes of a file at most."""


class NoRegister(SaysNo):
    """A file that cannot be brought in, whatever its rows say; the message tells why and what to do."""

    def __init__(self, dutch: str, english: str) -> None:
        super().__init__(400, "no-register", say(f"{dutch} Er is niets gedaan.", f"{english} Nothing was done."))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell or a row: a sentence's end, behind the name of the column."""

    why: str


Cell = str | int | float | bool | datetime | date | Fault | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its number in the file, from 1."""

    number: int
    cells: Sequence[Cell]

    @property
    def is_empty(self) -> bool:
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows that hold anything; `remarks` are what its reader should know."""

    rows: Sequence[Row]
    name: str | None = None
    remarks: Sequence[str] = ()
    merged: Sequence[tuple[int, str]] = field(default=())
    """Cells that are merged, each with the last row that they reach."""


def tidy(text: str) -> str | None:
    """A cell's text without white space around it; None of nothing."""
    return text.replace("\u00a0", " ").replace("\r\n", "\n").strip() or None


def not_too_many(rows: int) -> None:
    """Raise NoRegister for a file with more rows, beside its headings, than are brought in at once."""
    if rows > MOST_ROWS + 1:
        raise NoRegister(
            f"In dit bestand staan meer dan {MOST_ROWS} rijen. Verdeel het over kleinere bestanden.",
            f"This file has more than {MOST_ROWS} rows. Divide it over smaller files.",
        )
