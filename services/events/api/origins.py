"""`/events/v1/origins`: under which names the ledger signed; where entries were lost an operator has it begin anew."""

from base64 import b64encode
from typing import Annotated, Final

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints
from sqlalchemy import Connection

from services.events.ledger.ingest import Ledger
from services.events.signed import anew, origins
from services.events.signed.signing import Signing
from shared.notes import checkpoint, note
from shared.service import Service
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Acting, act, created
from shared.web.listing import Moment, Shown, Whole
from shared.web.reader import must_be
from shared.web.reason import Reason

NOTE: Final = 32 * 1024
"""Characters of a checkpoint that may be given."""


class Anew(Body):
    """Why; that becomes part of the ledger. `checkpoint` is one that somebody kept, where no witness shows the last."""

    reason: Reason
    checkpoint: Annotated[
        str | None,
        StringConstraints(max_length=NOTE),
        Field(description="The whole text, as /events/log/checkpoint gave it."),
    ] = None


class OriginItem(Shown):
    """A name that the ledger signs under; `position` is the entry that begins it, which names the last before it."""

    number: int
    name: str
    position: int | None
    begun_at: Moment | None
    old_size: int | None
    old_root: str | None


class Origins(Whole[OriginItem]):
    """All of them, the present one last."""


def router(service: Service, signing: Signing, ledger: Ledger) -> APIRouter:
    """The origins' address: for everybody to read."""
    routes = new_router()

    @routes.get("/origins", summary="Under which names the ledger signed", tags=["origins"])
    def every() -> Origins:
        with service.store.read() as connection:
            return Origins(items=_items(connection, signing.first))

    @act(routes, "/origins", "Have the ledger sign under another name, where it holds less than it signed for")
    async def begin(body: Anew, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        return created(await anew.begin(service, signing, ledger, desk.act, body.reason, body.checkpoint, desk.once))

    return routes


def _items(connection: Connection, first: str) -> list[OriginItem]:
    found = [OriginItem(number=origins.FIRST, name=first, position=None, begun_at=None, old_size=None, old_root=None)]
    for row in origins.begun(connection):
        before = checkpoint.read(note.read(row.before.encode()).text)
        found.append(
            OriginItem(
                number=row.number,
                name=row.name,
                position=row.position,
                begun_at=row.begun_at,
                old_size=before.size,
                old_root=b64encode(before.root).decode(),
            )
        )
    return found
