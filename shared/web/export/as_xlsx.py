"""Rows as XLSX, written while they are read: the answer begins at once, and no file is made on the way."""

from collections.abc import Iterable, Iterator, Sequence
from io import RawIOBase
from itertools import chain
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from shared.web.export import sheet, workbook
from shared.web.export.cells import Cell, Column

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_048_576
"""Rows that a sheet can hold; what comes behind them stands on a further sheet."""
MOST_BYTES: Final = 1 << 30
"""Bytes of a sheet after which a further one begins: at twice as many the archive would want a form that few read."""
PIECE: Final = 64 * 1024
"""Bytes that are sent together, at least."""

Row = Sequence[Cell]


class _Outlet(RawIOBase):
    """Where the archive is written to: it keeps what was not taken yet."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._kept += data
        return len(data)

    def taken(self, at_least: int = 0) -> bytes:
        """What was written since; nothing while that is less than `at_least` bytes."""
        if len(self._kept) < at_least:
            return b""
        taken, self._kept = bytes(self._kept), bytearray()
        return taken


class _Rows:
    """The rows of all pages; the next one can be looked at before it is taken."""

    def __init__(self, pages: Iterable[Iterable[Row]]) -> None:
        self._left = chain.from_iterable(pages)
        self.ahead = next(self._left, None)

    def take(self) -> None:
        self.ahead = next(self._left, None)


def written(
    title: str, table: Sequence[Column], pages: Iterable[Iterable[Row]], most: int = MOST_ROWS
) -> Iterator[bytes]:
    """The file, piece by piece; `title` names its sheets, which have at most so many rows."""
    outlet, rows, sheets = _Outlet(), _Rows(pages), 0
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_part(workbook.RELATIONS_PART), workbook.RELATIONS)
        while sheets == 0 or rows.ahead is not None:
            sheets += 1
            with archive.open(_part(workbook.sheet_part(sheets)), "w") as file:
                for _ in _filled(file, table, rows, most):
                    if piece := outlet.taken(PIECE):
                        yield piece
        for name, text in workbook.parts(title, sheets):
            archive.writestr(_part(name), text)
    yield outlet.taken()


def _filled(file: IO[bytes], table: Sequence[Column], rows: _Rows, most: int) -> Iterator[None]:
    """Write a sheet, a row at a time, until it is full or there are no more."""
    letters = [sheet.letter(at) for at in range(len(table))]
    size = file.write((workbook.HEAD + sheet.heading(letters, table)).encode())
    number = 1
    while rows.ahead is not None and number < most and size < MOST_BYTES:
        number += 1
        size += file.write(sheet.row(number, letters, table, rows.ahead).encode())
        rows.take()
        yield
    file.write(workbook.foot(f"{letters[-1]}{number}").encode())


def _part(name: str) -> ZipInfo:
    part = ZipInfo(name)
    part.compress_type = ZIP_DEFLATED
    return part
