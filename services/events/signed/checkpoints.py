"""Checkpoints: rows beside the entries, each the ledger's word for how large it was and what root its tree had.

All that is asked here is of the present origin; what was signed under an earlier one is only kept.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from services.events.ledger import entries, schema, tree
from services.events.signed import origins, sightings
from services.events.signed.origins import Origin
from shared import projection
from shared.envelope import timestamp
from shared.notes import checkpoint, keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer, Verifier
from shared.notes.note import Note, Signature
from shared.projection import Put
from shared.store.ready import Ready
from shared.store.store import AnyRow

_table: Final = schema.checkpoint
_cosignature: Final = schema.cosignature
_HERE: Final = origins.NUMBER.scalar_subquery()
_LAST: Final = Ready(
    select(_table.c.origin, _table.c.size, _table.c.note, _table.c.signed_at)
    .where(_table.c.origin == _HERE)
    .order_by(_table.c.size.desc())
    .limit(1)
)
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


class NotSigned(Exception):
    """Nothing is signed now; the sentence says why."""


class Rewritten(NotSigned):
    """The ledger does not hold any more what it signed; the sentence says since when."""


def last(connection: Connection) -> AnyRow | None:
    """The row of the newest checkpoint: `origin` (its number), `size`, `note` (text) and `signed_at`."""
    found: AnyRow | None = _LAST.first(connection)
    return found


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

    For a position it is always the same, once a witness has seen one.
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


def holds(connection: Connection) -> None:
    """Raise Rewritten unless the entries are those that were signed for last, and that every witness saw, or more."""
    size, row = entries.size(connection), last(connection)
    if row is not None:
        told = checkpoint.read(note.read(row.note.encode()).text)
        if size < told.size:
            raise Rewritten(f"the ledger holds {size} entries, and {row.signed_at} it signed for {told.size}")
        if not has(connection, told):
            raise Rewritten(f"the first {told.size} entries are not those that were signed for at {row.signed_at}")
    for seen in sightings.every(connection):
        if size < seen.size:
            raise Rewritten(
                f"{seen.name} saw {seen.size} entries, and the ledger holds {size}: it was put back to before them"
            )
        if seen.checkpoint is None or not has(connection, seen.checkpoint):
            raise Rewritten(f"the first {seen.size} entries are not, or not for sure, those that {seen.name} saw")


def has(connection: Connection, told: Checkpoint) -> bool:
    """Whether the first entries are those of a checkpoint, of which there are as many here; raises Rewritten."""
    try:
        return tree.root(connection, told.size) == told.root
    except (KeyError, ValueError) as lacking:
        raise Rewritten(f"the tree of the first {told.size} entries lacks a part") from lacking


def sign(connection: Connection, origin: Origin, signers: Sequence[Signer], size: int, at: str) -> Note:
    """Sign for the first `size` entries, and keep it; `at` is the time as `timestamp` writes it."""
    text = Checkpoint(origin.name, size, tree.root(connection, size)).text
    signed = Note(text).and_(each.sign(text, 0) for each in signers)
    row = {"origin": origin.number, "size": size, "note": signed.written.decode(), "signed_at": at}
    connection.execute(insert(_table).values(row))
    return signed
