"""`healthz` and `readyz`: that a process answers, and that what it needs is there."""

from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, Response

from shared.web import problems


def router(prefix: str, away: Callable[[], Awaitable[Sequence[str]]]) -> APIRouter:
    """The two addresses under `prefix`; `away` names the services whose store cannot be written just now."""
    routes = APIRouter(include_in_schema=False, redirect_slashes=False)

    @routes.get(f"{prefix}/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get(f"{prefix}/readyz")
    async def readyz() -> Response:
        if names := await away():
            detail = f"The store of {', '.join(names)} is away. Nothing is lost; try again."
            return problems.document(503, "store-away", detail)
        return Response(b'{"status":"ready"}', media_type="application/json")

    return routes
