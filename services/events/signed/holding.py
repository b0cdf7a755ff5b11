"""Whether the ledger still holds what it signed, and what witnesses saw: what is written past it is never signed over.

All that is asked here is a few tiles, however large the ledger is.
"""

from typing import Final

from sqlalchemy import Connection

from services.events.ledger import entries, tree
from services.events.signed import checkpoints, sightings, signing_keys
from services.events.signed.origins import Origin
from shared.merkle import verifying
from shared.merkle.hashing import Hash
from shared.notes import checkpoint, keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.note import Malformed, Note
from shared.store.store import AnyRow

_LACKING: Final = (KeyError, ValueError, TypeError)
"""What a tree raises that lacks a part, or has one that is nothing of a tree."""


class NotSigned(Exception):
    """Nothing is signed now; the sentence says why."""


class Rewritten(NotSigned):
    """The ledger does not hold any more what it signed; the sentence says since when."""


def holds(connection: Connection, origin: Origin) -> Checkpoint | None:
    """Give what was signed last under an origin; None where nothing was.

    Raises Rewritten unless that is what one of its keys signed, and the entries are those, and those that every witness
    saw, or more.
    """
    size, row = entries.size(connection), checkpoints.last(connection)
    told = None if row is None else checkpoint.read(_signed(connection, origin, row).text)
    if row is not None and told is not None:
        if size < told.size:
            raise Rewritten(f"the ledger holds {size} entries, and {row.signed_at} it signed for {told.size}")
        if not has(connection, told):
            raise Rewritten(f"the first {told.size} entries are not those that were signed for at {row.signed_at}")
    _seen_by_witnesses(connection, size)
    return told


def has(connection: Connection, told: Checkpoint) -> bool:
    """Whether the first entries are those of a checkpoint, of which there are as many here; raises Rewritten."""
    return root_of(connection, told.size) == told.root


def is_here(connection: Connection, size: int, told: Checkpoint | None) -> bool:
    """Whether the entries that somebody saw are here; where no checkpoint shows them, whether there are as many."""
    try:
        return size <= entries.size(connection) and (told is None or has(connection, told))
    except Rewritten:
        return False


def root_behind(connection: Connection, told: Checkpoint | None, size: int) -> Hash:
    """The root of the first `size` entries; raises Rewritten unless it follows from what was signed last.

    The two roots are made of other nodes: only a proof from the one to the other shows that those fit together.
    """
    root = root_of(connection, size)
    if told is None:
        return root
    try:
        verifying.consistency(told.size, size, tree.consistency(connection, told.size, size), told.root, root)
    except (verifying.Unproven, *_LACKING) as wrong:
        raise Rewritten(
            f"the tree of {size} entries does not follow from that of the {told.size} that were signed for: {wrong}"
        ) from wrong
    return root


def newest(connection: Connection, origin: Origin) -> Note | None:
    """The largest checkpoint that is kept here and that a key of this origin signed, whatever else is kept here."""
    for row in checkpoints.every(connection):
        try:
            return _signed(connection, origin, row)
        except Rewritten:
            continue
    return None


def root_of(connection: Connection, size: int) -> Hash:
    """The root of the first `size` entries; raises Rewritten where a part of their tree lacks."""
    try:
        return tree.root(connection, size)
    except _LACKING as lacking:
        raise Rewritten(f"the tree of the first {size} entries lacks a part") from lacking


def _signed(connection: Connection, origin: Origin, row: AnyRow) -> Note:
    """The note in a row, where it is what a key of this origin signed; raises Rewritten."""
    trusted = [each.verifier for each in signing_keys.used(connection, origin)]
    what = f"the checkpoint of {row.size} entries that is kept here"
    try:
        signed = note.read(str(row.note).encode())
        told = checkpoint.read(signed.text)
        keys.signed_by(signed, trusted)
    except (Malformed, UnicodeEncodeError) as wrong:
        raise Rewritten(f"{what} cannot be read: {wrong}") from wrong
    except (keys.Unsigned, keys.Forged) as wrong:
        raise Rewritten(f"{what} is not one that this ledger signed: {wrong}") from wrong
    if (told.origin, told.size) != (origin.name, row.size):
        raise Rewritten(f"{what} says that it is of {told.size} entries of {told.origin}")
    return signed


def _seen_by_witnesses(connection: Connection, size: int) -> None:
    for seen in sightings.every(connection):
        if size < seen.size:
            raise Rewritten(
                f"{seen.name} saw {seen.size} entries, and the ledger holds {size}: it was put back to before them"
            )
        if seen.checkpoint is None or not has(connection, seen.checkpoint):
            raise Rewritten(f"the first {seen.size} entries are not, or not for sure, those that {seen.name} saw")
