"""`/events/v1/sources/{service}/streams`: how many entries the ledger has of each stream of a service."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.events.ledger.schema import entry
from shared.envelope import source_of
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.checks_api import READERS, Streams, streams
from shared.web.listing import Asked
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be

Name = Annotated[str, Path(pattern=r"^[a-z]+$", max_length=40, description="A service, by its name.")]


def router(service: Service) -> APIRouter:
    """The sources' address."""
    routes = new_router()

    @routes.get(
        "/sources/{service}/streams",
        summary="How many entries each of a service's streams has",
        tags=["sources"],
        responses=refusals(401, 403),
    )
    def of_source(
        actor: Reader, name: Annotated[Name, Path(alias="service")], asked: Annotated[Asked, Query()]
    ) -> Streams:
        must_be(actor, *READERS)
        with service.store.read() as connection:
            return streams(connection, entry, asked, entry.c.source == source_of(name))

    return routes
