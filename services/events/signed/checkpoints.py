"""Checkpoints: rows beside the entries, each the ledger's word for how large it was and what root its tree had.

All that is asked here is of the present origin; what was signed under an earlier one is only kept.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from services.events.ledger import schema
from services.events.signed import origins
from shared import projection
from shared.envelope import timestamp
from shared.notes import keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer, Verifier
from shared.notes.note import Note, Signature
from shared.projection import Put
from shared.store.ready import Ready
from shared.store.store import AnyRow

_table: Final = schema.checkpoint
_cosignature: Final = schema.cosignature
_HERE: Final = origins.NUMBER.scalar_subquery()
_ALL: Final = (
    select(_table.c.origin, _table.c.size, _table.c.note, _table.c.signed_at)
    .where(_table.c.origin == _HERE)
    .order_by(_table.c.size.desc())
)
_LAST: Final = Ready(_ALL.limit(1))
_COSIGNED: Final = Ready(
    select(_cosignature.c.line)
    .where(_cosignature.c.origin == _HERE, _cosignature.c.size == bindparam("size"))
    .order_by(_cosignature.c.witness)
)
_SEEN: Final = Ready(
    select(_cosignature.c.size, _cosignature.c.seen_at)
    .where(_cosignature.c.origin == _HERE, _cosignature.c.witness == bindparam("witness"))
    .order_by(_cosignature.c.size.desc())
    .limit(1)
)
_FIRST: Final = (
    select(_table.c.size, _table.c.note)
    .where(_table.c.origin == _HERE, _table.c.size >= bindparam("position"))
    .order_by(_table.c.size)
    .limit(1)
)
_FIRST_SEEN: Final = _FIRST.where(
    select(_cosignature.c.size)
    .where(_cosignature.c.origin == _table.c.origin, _cosignature.c.size == _table.c.size)
    .exists()
)


def last(connection: Connection) -> AnyRow | None:
    """The row of the newest checkpoint: `origin` (its number), `size`, `note` (text) and `signed_at`."""
    found: AnyRow | None = _LAST.first(connection)
    return found


def every(connection: Connection) -> Iterable[AnyRow]:
    """The same rows of all that there are, the largest first."""
    return connection.execute(_ALL)


def signed_size(connection: Connection) -> int:
    """How many entries are under a signature."""
    row = last(connection)
    return 0 if row is None else int(row.size)


def newest(connection: Connection) -> Note | None:
    """What was signed last, with the lines of those who cosigned it."""
    row = last(connection)
    return None if row is None else _with_witnesses(connection, row)


def first_for(connection: Connection, position: int) -> Note | None:
    """The first that was signed for at least `position` entries and that a witness cosigned; where none was, the first.

    For a position it is always the same, once a witness has seen one, but for the lines of others who see it later.
    """
    asked = {"position": position}
    row = connection.execute(_FIRST_SEEN, asked).one_or_none() or connection.execute(_FIRST, asked).one_or_none()
    return None if row is None else _with_witnesses(connection, row)


def _with_witnesses(connection: Connection, row: AnyRow) -> Note:
    lines = "".join(each.line for each in _COSIGNED.all(connection, size=row.size))
    return note.read(row.note.encode()).and_(note.signatures(lines) if lines else ())


def cosigned(connection: Connection, witness: Verifier) -> AnyRow | None:
    """The row of the newest checkpoint that a witness cosigned: `size` and `seen_at`."""
    found: AnyRow | None = _SEEN.first(connection, witness=str(witness))
    return found


def keep(connection: Connection, origin: int, witness: Verifier, size: int, seen: Signature) -> None:
    """Keep a cosignature; a newer one of the same checkpoint takes its place."""
    at = timestamp(datetime.fromtimestamp(keys.seen_at(seen), UTC))
    key = {"origin": origin, "witness": str(witness), "size": size}
    projection.write(connection, [Put(schema.cosignature, key, {"line": seen.line, "seen_at": at})])


def sign(connection: Connection, number: int, told: Checkpoint, signers: Sequence[Signer], at: str) -> Note:
    """Sign a checkpoint, and keep it under an origin's number; `at` is the time as `timestamp` writes it."""
    signed = Note(told.text).and_(each.sign(told.text, 0) for each in signers)
    row = {"origin": number, "size": told.size, "note": signed.written.decode(), "signed_at": at}
    connection.execute(insert(_table).values(row))
    return signed
