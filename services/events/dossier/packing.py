"""One zip file of many, the same bytes for the same files: nothing in it comes from a clock or from this machine.

Files are stored and not compressed: what a library makes of them would be another thing with another version of it.
"""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import RawIOBase
from typing import Final

FIRST_YEAR: Final = 1980
"""A zip file knows no time before it."""
_UNIX: Final = 3
_READABLE: Final = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class File:
    """A file of a dossier, and when what is in it was recorded."""

    path: str
    content: bytes
    at: datetime


def packed(files: Iterable[File]) -> Iterator[bytes]:
    """The bytes of a zip file, as they come."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as written:
        for each in files:
            written.writestr(_info(each), each.content)
            yield sink.taken()
    yield sink.taken()


def _info(file: File) -> zipfile.ZipInfo:
    at = file.at.astimezone(UTC)
    time = (
        (at.year, at.month, at.day, at.hour, at.minute, at.second)
        if at.year >= FIRST_YEAR
        else (FIRST_YEAR, 1, 1, 0, 0, 0)
    )
    info = zipfile.ZipInfo(file.path, time)
    info.create_system = _UNIX
    info.external_attr = _READABLE
    return info


class _Sink(RawIOBase):
    """Takes what is written, and gives it on; nobody goes back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: bytes) -> int:  # type: ignore[override]
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """What was written since this was asked last."""
        found, self._parts = b"".join(self._parts), []
        return found
