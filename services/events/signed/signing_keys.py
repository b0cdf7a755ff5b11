"""The keys that the ledger signs with: a file that all replicas read, and in the store since when each was in it."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select, update

from services.events.ledger import schema
from services.events.signed.origins import Origin
from shared import projection
from shared.clock import Ids
from shared.notes import key_file
from shared.notes.keys import Signer, Verifier
from shared.projection import Put

_table: Final = schema.signing_key
NOTE: Final = 1
"""The kind of key that signs for a log."""


@dataclass(frozen=True, slots=True)
class Used:
    """A key's public half under a name, since when it signs, and until when (as `timestamp` writes it)."""

    verifier: Verifier
    since: str
    retired_at: str | None

    @property
    def id(self) -> str:
        """Its hash, as signatures name it: eight hexadecimal digits."""
        return self.verifier.key_id.hex()


class KeyFile:
    """The file of the keys of the ledger whose first origin is `first`; read anew when somebody changed it."""

    def __init__(self, path: Path, first: str) -> None:
        self._path: Final = path
        self._first: Final = first
        self._stamp: tuple[int, int, int] | None = None
        self.last: tuple[Signer, ...] = ()
        """What was in it when it was read last."""

    def open(self, ids: Ids) -> None:
        """Make the first key where there is no file; raises UnusableKey, or OSError."""
        self.last = key_file.opened(self._path, self._first, NOTE, ids)

    def signers(self) -> tuple[Signer, ...]:
        """What is in the file now, the newest first; raises UnusableKey, or OSError."""
        told = self._path.stat()
        stamp = (told.st_ino, told.st_ctime_ns, told.st_size)  # its change also tells of a chmod
        if stamp != self._stamp:
            self.last = key_file.kept(self._path, self._first, NOTE)
            self._stamp = stamp
        return self.last

    def with_another(self, ids: Ids) -> Signer:
        """Put a new key before the others; gives it. Only one process may at a time."""
        added = key_file.new(self._first, NOTE, ids)
        key_file.replace(self._path, [added, *self.signers()])
        self.signers()
        return added

    def without(self, public: bytes) -> None:
        """Take the key with this public half out. Only one process may at a time."""
        key_file.replace(self._path, [each for each in self.signers() if each.verifier.public != public])
        self.signers()


def named(signers: Sequence[Signer], origin: Origin) -> tuple[Signer, ...]:
    """The same keys, to sign under an origin: a key's id is of its name, too."""
    return tuple(Signer(origin.name, each.kind, each.seed) for each in signers)


def note_down(connection: Connection, signers: Sequence[Signer], at: str) -> None:
    """Write down of the keys that were not used until now that they are from now on."""
    there = set(connection.execute(select(_table.c.public).where(_table.c.retired_at.is_(None))).scalars())
    new = [told for each in signers if (told := _told(each.verifier.public)) not in there]
    projection.write(connection, [Put(_table, {"public": told}, {"since": at, "retired_at": None}) for told in new])


def retire(connection: Connection, public: bytes, at: str) -> None:
    """Write down that a key signs no more."""
    connection.execute(update(_table).where(_table.c.public == _told(public)).values(retired_at=at))


def used(connection: Connection, origin: Origin) -> list[Used]:
    """All keys that ever signed, under the name of an origin, the newest first."""
    rows = connection.execute(select(_table).order_by(_table.c.since.desc(), _table.c.public))
    return [Used(_verifier(row.public, origin), row.since, row.retired_at) for row in rows]


def _told(public: bytes) -> str:
    return b64encode(public).decode()


def _verifier(public: str, origin: Origin) -> Verifier:
    return Verifier(origin.name, NOTE, b64decode(public))
