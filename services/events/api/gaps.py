"""`/events/v1/gaps`: which numbers have not arrived, for the office."""

from dataclasses import asdict

from fastapi import APIRouter

from services.events.ledger import gaps
from shared import shut
from shared.actor import OFFICE
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.listing import Shown, Whole
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be


class GapItem(Shown):
    """In `stream` of `source`, number `expected` is next; `got` is the first that waits, and `behind` wait after it."""

    source: str
    stream: str
    expected: int
    got: int
    behind: int


class Gaps(Whole[GapItem]):
    """All of them."""


def router(service: Service) -> APIRouter:
    """The gaps' address."""
    routes = new_router()

    @routes.get("/gaps", summary="What waits behind a gap", tags=["gaps"], responses=refusals(401, 403))
    def every(actor: Reader) -> Gaps:
        must_be(actor, *OFFICE)
        with service.store.read() as connection:
            kept_from = shut.subjects(connection, actor)
            shown = (each for each in gaps.every(connection) if each.stream.partition("-")[2] not in kept_from)
            return Gaps(items=[GapItem.model_validate(asdict(each)) for each in shown])

    return routes
