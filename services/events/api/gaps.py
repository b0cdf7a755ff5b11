"""`/events/v1/gaps`: which numbers have not arrived, for the office."""

from dataclasses import asdict

from fastapi import APIRouter

from services.events import projections
from services.events.ledger import gaps
from services.events.readers import Onlooker, Ties
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
            ties = projections.ties(connection, Onlooker.of(actor))
            shown = (each for each in gaps.every(connection) if not _is_shut(each.stream, ties))
            return Gaps(items=[GapItem.model_validate(asdict(each)) for each in shown])

    return routes


def _is_shut(stream: str, ties: Ties) -> bool:
    return stream.partition("-")[2] in ties.shut or stream in ties.found
