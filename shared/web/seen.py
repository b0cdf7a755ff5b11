"""What is noted of every request: the class of its status, and a span of the act where traces are kept."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import metrics, tracing

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
        with tracing.asking(self._service, scope["method"], Headers(scope=scope).get("traceparent")) as span:
            scope[TRACE] = span.header

            async def sending(message: Message) -> None:
                if message["type"] == "http.response.start":
                    self._meter.answered(message["status"])
                    span.is_called(f"{scope['method']} {_route(scope)}")
                    span.has({"http.response.status_code": message["status"]})
                await send(message)

            await self._app(scope, receive, sending)
        return None


def _route(scope: Scope) -> str:
    """The address as it was declared, without the ids in it."""
    return str(getattr(scope.get("route"), "path", "(nowhere)"))
