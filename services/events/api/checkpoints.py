"""`/events/v1/checkpoints` and `/witnesses`: what was signed when, by which keys, and who saw how much of it."""

from base64 import b64encode
from typing import Annotated, Final

from fastapi import APIRouter, Query
from sqlalchemy import BigInteger, Connection, bindparam, cast, literal, select

from services.events.api.incomplete import reading
from services.events.ledger import schema
from services.events.signed import checkpoints, sightings
from services.events.signed.signing import Signing
from shared.notes import checkpoint, note
from shared.service import Service
from shared.store.ready import Ready
from shared.store.store import AnyRow
from shared.web.body import router as new_router
from shared.web.listing import Asked, Moment, Page, Shown, Whole, page

_table: Final = schema.checkpoint
_cosignature: Final = schema.cosignature
_PLACE: Final = cast(_table.c.origin, BigInteger) * literal(1 << 40, BigInteger) + _table.c.size
"""Where a checkpoint stands among all: those of an earlier origin come first."""
_SEEN: Final = Ready(
    select(_cosignature.c.witness, _cosignature.c.seen_at)
    .where(_cosignature.c.origin == bindparam("origin"), _cosignature.c.size == bindparam("size"))
    .order_by(_cosignature.c.witness)
)


class Seen(Shown):
    """Who saw a checkpoint, and when it says that it did."""

    witness: str
    seen_at: Moment


class CheckpointItem(Shown):
    """The ledger's word at `signedAt` for its first `size` entries; `keys` are the hashes of those that signed."""

    origin: str
    size: int
    root: str
    signed_at: Moment
    keys: list[str]
    witnesses: list[Seen]


class WitnessItem(Shown):
    """A witness: the `size` it cosigned last, and when it saw that; `beyond` is what it saw and the ledger lacks."""

    name: str
    key: str
    size: int | None
    seen_at: Moment | None
    beyond: int | None


class Witnesses(Whole[WitnessItem]):
    """All that the ledger asks."""


def router(service: Service, signing: Signing) -> APIRouter:
    """The addresses of what was signed and seen: for everybody to read."""
    routes = new_router()

    @routes.get("/checkpoints", summary="What the ledger signed, and who saw it", tags=["checkpoints"])
    def every(asked: Annotated[Asked, Query()]) -> Page[CheckpointItem]:
        with service.store.read() as connection:
            return page(
                connection,
                select(_table),
                asked,
                fields={"signedAt": _table.c.signed_at, "size": _PLACE},
                key=_PLACE,
                show=lambda row: _shown(connection, row),
            )

    @routes.get("/witnesses", summary="How much of the ledger each witness saw", tags=["checkpoints"])
    def witnesses() -> Witnesses:
        with service.store.read() as connection:
            beyond = {each.witness: each.size for each in sightings.every(connection)}
            found = [(each.key, checkpoints.cosigned(connection, each.key)) for each in signing.witnesses]
        return Witnesses(
            items=[
                WitnessItem(
                    name=key.name,
                    key=str(key),
                    size=None if row is None else row.size,
                    seen_at=None if row is None else row.seen_at,
                    beyond=beyond.get(str(key)),
                )
                for key, row in found
            ]
        )

    return routes


def _shown(connection: Connection, row: AnyRow) -> CheckpointItem:
    with reading(f"The checkpoint of {row.size} entries"):
        signed = note.read(row.note.encode())
        told = checkpoint.read(signed.text)
    seen = _SEEN.all(connection, origin=row.origin, size=row.size)
    return CheckpointItem(
        origin=told.origin,
        size=told.size,
        root=b64encode(told.root).decode(),
        signed_at=row.signed_at,
        keys=[each.key_id.hex() for each in signed.signatures],
        witnesses=[Seen(witness=each.witness, seen_at=each.seen_at) for each in seen],
    )
