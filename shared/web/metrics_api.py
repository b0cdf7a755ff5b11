"""`/metrics`: what Prometheus reads of this process. It names no person and no initiative, and asks for no actor."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from prometheus_client.exposition import choose_encoder

from shared.gauges import Gauges, Scrape
from shared.service import Service


def router(services: Sequence[Service]) -> APIRouter:
    """The address; `services` are those that run in this process."""
    routes = APIRouter(include_in_schema=False, redirect_slashes=False)
    gauges = Gauges(services)

    @routes.get("/metrics")
    async def metrics(request: Request) -> Response:
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(Scrape(await gauges.look())), headers={"Content-Type": media_type})

    return routes
