"""HEAD: what GET would answer, without its body (RFC 9110, 9.3.2), at every address that answers GET."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Asks its app with GET and sends on the headers only; an answer without an end ends there too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self._app(scope, receive, send)
        answered = False
        asked = {**scope, "method": "GET"}

        async def receiving() -> Message:
            return {"type": "http.disconnect"} if answered else await receive()

        async def sending(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                if "route" in asked:
                    scope["route"] = asked["route"]  # for those around us, as any app leaves it there
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        return await self._app(asked, receiving, sending)
