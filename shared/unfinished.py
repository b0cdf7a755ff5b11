"""How far the rebuild of a read model has come, in the store beside its shadow tables, so that another goes on there.

The row is written in the transaction of the rows that it speaks of. It names the rebuild that holds them: one that was
given up while its process stood still finds out at its next write, and writes nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from shared.store import schema

ROOT: Final = Path(__file__).parents[1]
MADE_OF: Final = ("shared", "services")
KINDS: Final = (".py", ".json")

_table: Final = schema.unfinished


class GivenUp(Exception):
    """This rebuild was given up: nobody had seen it move, or it has ended."""


def release(*beside: Path) -> str:
    """A digest of the code, and the data beside it, that read models are made by: another release has another.

    `beside` are further folders of data. Of the code it is what lay there when this process asked first: whoever
    loaded it asks at once, for what is put there later it does not run.
    """
    return _code() if not beside else hashlib.sha256("\n".join([_code(), *map(_folder, beside)]).encode()).hexdigest()


@cache
def _code() -> str:
    return _digest(ROOT, [each for part in MADE_OF for each in (ROOT / part).rglob("*")])


def _folder(folder: Path) -> str:
    return _digest(folder, [*folder.rglob("*")])


def _digest(root: Path, files: Sequence[Path]) -> str:
    read = hashlib.sha256()
    for file in sorted(each for each in files if each.suffix in KINDS and each.is_file()):
        read.update(f"{file.relative_to(root)} {file.stat().st_size}\n".encode())
        read.update(file.read_bytes())
    return read.hexdigest()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is kept of the rebuild `id` of a read model, as `release` makes it."""

    id: str
    projection: str
    release: str

    def take(self, connection: Connection) -> tuple[int, int] | None:
        """Take over what is there: its position and how many events it had read; None when it is of no use to us."""
        row = connection.execute(select(_table).where(_table.c.projection == self.projection)).one_or_none()
        if row is None or row.release != self.release:
            return None
        connection.execute(update(_table).where(_table.c.projection == self.projection).values(held_by=self.id))
        return row.position, row.events

    def begin(self, connection: Connection) -> None:
        """Begin at the beginning."""
        connection.execute(delete(_table).where(_table.c.projection == self.projection))
        values = {"projection": self.projection, "held_by": self.id, "release": self.release}
        connection.execute(insert(_table).values(**values, position=0, events=0))

    def reached(self, connection: Connection, position: int, events: int) -> None:
        """Write down how far it is; raises GivenUp when another has taken over."""
        moved = update(_table).where(self._ours).values(position=position, events=events)
        if not connection.execute(moved).rowcount:
            raise GivenUp("Another rebuild has gone on from where this one was. Nothing was replaced by this one.")

    def done(self, connection: Connection) -> bool:
        """Nothing is left to go on from; tells whether it was ours still."""
        return connection.execute(delete(_table).where(self._ours)).rowcount > 0

    @property
    def _ours(self) -> ColumnElement[bool]:
        return (_table.c.projection == self.projection) & (_table.c.held_by == self.id)
