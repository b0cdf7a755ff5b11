"""Sightings: what witnesses say they saw of this ledger where it does not hold that; while there is one, it is mute."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select

from services.events.ledger import schema
from services.events.signed import origins
from shared import projection
from shared.notes import checkpoint, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Verifier
from shared.notes.note import Malformed, Note
from shared.projection import Put
from shared.store.ready import Ready

_table: Final = schema.sighting
_ALL: Final = Ready(
    select(_table.c.witness, _table.c.size, _table.c.note)
    .where(_table.c.origin == origins.NUMBER.scalar_subquery())
    .order_by(_table.c.size.desc(), _table.c.witness)
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """So many entries, by a witness (its verifier's key); `signed` is what it saw, where it shows that."""

    witness: str
    size: int
    signed: Note | None

    @property
    def name(self) -> str:
        return self.witness.partition("+")[0]

    @property
    def checkpoint(self) -> Checkpoint | None:
        return None if self.signed is None else checkpoint.read(self.signed.text)


def every(connection: Connection) -> Sequence[Sighting]:
    """Those of the present origin, the largest first."""
    return [Sighting(row.witness, row.size, _shown(row.note)) for row in _ALL.all(connection)]


def keep(connection: Connection, origin: int, seen: Sighting, at: str) -> None:
    """Remember one, in the place of what the same witness said before."""
    told = None if seen.signed is None else seen.signed.written.decode()
    key = {"origin": origin, "witness": seen.witness}
    projection.write(connection, [Put(_table, key, {"size": seen.size, "note": told, "told_at": at})])


def only(connection: Connection, witnesses: Iterable[Verifier]) -> None:
    """Forget what others said than these: who is asked no more is believed no more."""
    asked = list(map(str, witnesses))
    connection.execute(_FORGET, {"asked": asked})


def _shown(written: object) -> Note | None:
    """What is kept of a note; what cannot be read any more is as good as none, and keeps the ledger from signing."""
    try:
        found = note.read(str(written).encode())
        checkpoint.read(found.text)
    except (Malformed, UnicodeEncodeError):
        return None
    return found


_FORGET: Final = delete(_table).where(_table.c.witness.not_in(bindparam("asked", expanding=True)))
