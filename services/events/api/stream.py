"""`/events/v1/stream`: what is recorded, as it is recorded, in server-sent events."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Response
from fastapi import Query as FromQuery
from starlette.types import Receive, Scope, Send

from services.events.api.asked import Position, Query
from services.events.live.broadcast import Broadcast
from services.events.live.client import Client
from services.events.live.missed import Archive
from services.events.readers import Onlooker
from shared.web.body import router as new_router
from shared.web.reader import Reader

MEDIA_TYPE: Final = "text/event-stream"


class From(Query):
    """Where to begin: behind `after`, or from now on."""

    after: Position | None = None


LastEventId = Annotated[
    Position | None,
    Header(alias="Last-Event-ID", description="The position that was received last; counts before `after`."),
]


class EventStream(Response):
    """An answer without an end, sent by hand: a generator per client would cost two tasks and their memory."""

    media_type = MEDIA_TYPE

    def __init__(self, broadcast: Broadcast, archive: Archive, onlooker: Onlooker, after: int | None) -> None:
        self.status_code = 200
        self.background = None
        self._broadcast = broadcast
        self._archive = archive
        self._onlooker = onlooker
        self._after = after
        self.init_headers({"X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - what ASGI gives
        client = Client(self._broadcast, self._onlooker, self._archive.missed, send, self._after)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        client.begin()
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            await client.end()


def router(broadcast: Broadcast, archive: Archive) -> APIRouter:
    """The stream's address."""
    routes = new_router()

    @routes.get(
        "/stream",
        summary="What is recorded, live",
        tags=["events"],
        status_code=200,
        response_class=EventStream,
        responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
    )
    async def stream(actor: Reader, asked: Annotated[From, FromQuery()], last_event_id: LastEventId = None) -> Response:
        after = asked.after if last_event_id is None else last_event_id
        return EventStream(broadcast, archive, Onlooker.of(actor), after)

    return routes
