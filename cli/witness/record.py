"""What a witness remembers: of each log the newest checkpoint that it cosigned; and what a log signed against it.

A file per log, named after the hash of its origin, which is replaced whole: after a fault it is the one before or the
one behind, and it is on the disk before anybody gets a cosignature.
"""

import hashlib
import os
from pathlib import Path
from typing import Final, Literal

from shared.notes import note
from shared.notes.checkpoint import Checkpoint
from shared.notes.note import Note

Against = Literal["forked", "unproven"]
"""A second tree of one size, which proves itself; or a larger one that nobody has proven to begin with the first."""
MOST: Final = 100
"""Of each kind, of one log, that are kept: nobody may fill the disk."""


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

    def accuse(self, told: Checkpoint, against: Against, *notes: Note) -> Path:
        """Keep what a log signed against its own history, once; gives where. Once there are many, no more."""
        there = list(self._folder.glob(f"{name_of(told.origin)}.*.{against}"))
        name = f"{name_of(told.origin)}.{told.size}-{told.root.hex()[:16]}.{against}"
        if len(there) < MOST and not (self._folder / name).exists():
            self._write(name, b"\n".join(each.written for each in notes))
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
