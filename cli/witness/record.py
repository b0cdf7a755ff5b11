"""What a witness remembers: of each log the newest checkpoint that it cosigned; and proof of what went wrong.

A file per log, named after the hash of its origin, which is replaced whole: after a fault it is the one before or the
one behind, and it is on the disk before anybody gets a cosignature.
"""

import hashlib
import os
from pathlib import Path
from typing import Final

from shared.notes import note
from shared.notes.note import Note

MOST: Final = 100
"""Accusations of one log that are kept: whoever has its key may not fill the disk."""


class Record:
    """The folder of a witness."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def of(self, origin: str) -> Note | None:
        """The newest checkpoint that was cosigned; raises Malformed or OSError when it cannot be read."""
        file = self._folder / f"{name_of(origin)}.checkpoint"
        return note.read(file.read_bytes()) if file.exists() else None

    def keep(self, origin: str, signed: Note) -> None:
        """Remember this one instead; returns when it is on the disk."""
        self._write(f"{name_of(origin)}.checkpoint", signed.written)

    def accuse(self, origin: str, asked: bytes) -> Path:
        """Keep what a log signed against its own history, for ever; gives where. Once there are many, no more."""
        there = list(self._folder.glob(f"{name_of(origin)}.*.rewritten"))
        if len(there) >= MOST:
            return self._folder
        name = f"{name_of(origin)}.{hashlib.sha256(asked).hexdigest()[:16]}.rewritten"
        self._write(name, asked)
        return self._folder / name

    def _write(self, name: str, content: bytes) -> None:
        beside = self._folder / f".{name}"
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def name_of(origin: str) -> str:
    """What a log is called in an address, and in the name of a file."""
    return hashlib.sha256(origin.encode()).hexdigest()
