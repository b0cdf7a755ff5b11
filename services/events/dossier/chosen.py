"""Under which checkpoint a dossier stands: for one position always the same, once witnesses have seen one."""

from typing import Final

from sqlalchemy import Connection, Select, bindparam, select

from services.events.ledger.schema import checkpoint as _table
from services.events.ledger.schema import cosignature as _cosignature
from services.events.signed import checkpoints
from shared.errors import Unknown
from shared.notes import checkpoint, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.note import Note

_FIRST: Final[Select[tuple[int, str]]] = (
    select(_table.c.size, _table.c.note).where(_table.c.size >= bindparam("position")).order_by(_table.c.size).limit(1)
)
_SEEN: Final = _FIRST.where(select(_cosignature.c.size).where(_cosignature.c.size == _table.c.size).exists())
_LINES: Final = (
    select(_cosignature.c.line).where(_cosignature.c.size == bindparam("size")).order_by(_cosignature.c.witness)
)


def newest(connection: Connection) -> int:
    """The newest position that is under a signature."""
    return checkpoints.signed_size(connection)


def checkpoint_for(connection: Connection, position: int) -> tuple[Note, Checkpoint]:
    """The first checkpoint for at least `position` entries that a witness cosigned; where none did, the first there is.

    Raises Unknown where none is signed yet.
    """
    asked = {"position": position}
    row = connection.execute(_SEEN, asked).one_or_none() or connection.execute(_FIRST, asked).one_or_none()
    if row is None or position == 0:
        raise Unknown(
            f"What was known at position {position} is not signed yet, so nothing can be proved of it. What comes in "
            "is signed within seconds: ask again in a while."
        )
    lines = "".join(connection.execute(_LINES, {"size": row.size}).scalars())
    signed = note.read(row.note.encode())
    return signed.and_(note.signatures(lines) if lines else ()), checkpoint.read(signed.text)
