"""What is noted of every request: its status, how long its answer took, and a span of the act if traces are kept."""

from time import perf_counter
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import metrics, tracing

STREAM: Final = b"text/event-stream"
TRACE: Final = "koploper.traceparent"
"""Under what a request's scope tells which span its act belongs to; None where no traces are kept."""


class Seen:
    """Stands around the app of a service."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service
        self._meter = metrics.of(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began = perf_counter()
        with tracing.asking(self._service, scope["method"], Headers(scope=scope).get("traceparent")) as span:
            scope[TRACE] = span.header
            timed: int | None = None

            async def sending(message: Message) -> None:
                nonlocal timed
                if message["type"] == "http.response.start":
                    timed = message["status"]
                    self._meter.answered(message["status"])
                    span.is_called(f"{scope['method']} {_route(scope)}")
                    span.has({"http.response.status_code": message["status"]})
                await send(message)
                if timed is not None and _is_last(message):
                    self._meter.answering(_route(scope), scope["method"], timed, perf_counter() - began)
                    timed = None

            await self._app(scope, receive, sending)
        return None


def _is_last(message: Message) -> bool:
    """Whether an answer ends here; the time of a stream or a file is up with its head, since the rest is its size."""
    if message["type"] == "http.response.body":
        return not message.get("more_body", False)
    return any(_is_long(name, value) for name, value in message.get("headers", ()))


def _is_long(name: bytes, value: bytes) -> bool:
    return (name == b"content-type" and value.startswith(STREAM)) or name == b"content-disposition"


def _route(scope: Scope) -> str:
    """The address as it was declared, and as the OpenAPI document has it: without what all have, and without ids."""
    return str(getattr(scope.get("route"), "path", "(nowhere)"))
