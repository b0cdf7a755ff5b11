"""Review over HTTP: check, clear or refuse, advise, close a round, and see where clearances stand."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy import ColumnElement, Connection, false, true

from services.review import commands, events, projections
from services.review.commands import InitiativeId
from shared.actor import Actor
from shared.event import Kept
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Body, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Id, act
from shared.web.listing import Asked, Moment, Page, Shown, filtered, item, page
from shared.web.reader import Reader, sight

REVIEWERS: Final = ("ministry-vws", "ministry-ocw", "ministry-szw", "adviser")
"""Who reads what was found, and why."""
ADVISED: Final = (*REVIEWERS, "employers")
"""Who reads what employers advised."""

State = Literal["open", "suspended", "cleared", "refused", "closed"]
Named = Literal["ministry-vws", "ministry-ocw", "ministry-szw", "vws", "ocw", "szw"]
MINISTRY: Final[Mapping[Named, events.Ministry]] = {
    "ministry-vws": "ministry-vws",
    "ministry-ocw": "ministry-ocw",
    "ministry-szw": "ministry-szw",
    "vws": "ministry-vws",
    "ocw": "ministry-ocw",
    "szw": "ministry-szw",
}


class InspectorateCheck(Body):
    """Whether none of the organisations has been in contact with the inspectorate, and what that rests on."""

    clear: bool
    motivation: Paragraph


class Verdict(Body):
    """What a ministry says of a version; without `submissionVersion` of the newest one known here."""

    ministry: Named
    verdict: events.Verdict
    motivation: Paragraph
    submission_version: Annotated[int, Field(ge=1)] | None = None


class Advice(Body):
    """What the employers of the region say: in one word, and why."""

    advice: events.Advice = Field(examples=["positive"])
    text: Paragraph


class Closure(Body):
    """Why a round ends with what is in."""

    reason: Paragraph


class ClearanceItem(Shown):
    """A clearance in a list."""

    id: str
    state: State
    title: str
    region: str
    policy_version: str
    submission_version: int
    required_ministries: list[events.Ministry]
    requested_at: Moment
    escalated_at: Moment | None


class CheckMade(Shown):
    """What the inspectorate check found."""

    clear: bool
    motivation: Kept
    submission_version: int
    made_at: Moment


class VerdictGiven(Shown):
    """A verdict that counts."""

    ministry: events.Ministry
    verdict: events.Verdict
    motivation: Kept
    given_at: Moment


class AdviceGiven(Shown):
    """What employers advised, on this version or an earlier one."""

    advice: str
    text: Kept
    submission_version: int
    given_at: Moment


class ReminderShown(Shown):
    """That ministries were reminded, `day` days after they were asked about this version."""

    day: int
    ministries: list[events.Ministry]
    sent_at: Moment


class RoundClosure(Shown):
    """That an adviser ended the round."""

    reason: Kept
    closed_at: Moment


class Clearance(ClearanceItem):
    """A clearance with all that was found; texts are in the vault. `newestVersion` is what verdicts are given on."""

    newest_version: int
    inspectorate_check: CheckMade | None
    verdicts: list[VerdictGiven]
    advice: list[AdviceGiven]
    reminders: list[ReminderShown]
    refused_by: list[events.Ministry]
    closure: RoundClosure | None
    closed_because: Literal["withdrawn", "rejected"] | None
    changed_at: Moment


class Clearances(Asked):
    """Which clearances."""

    state: State | None = None
    region: str | None = None
    escalated: bool | None = None
    """Whether the ministries took so long that the advisers see to it."""


def router(service: Service) -> APIRouter:
    """Review's addresses."""
    routes = new_router()

    @act(routes, "/clearances/{id}/inspectorate-checks", "Say what the inspectorate check found")
    async def check(id: Id, body: InspectorateCheck, desk: Acting) -> Response:
        command = commands.CheckInspectorate(
            act=desk.act,
            initiative_id=InitiativeId(str(id)),
            clear=body.clear,
            motivation=desk.seal(body.motivation, REVIEWERS),
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    @act(routes, "/clearances/{id}/verdicts", "Clear or refuse, as your ministry")
    async def give_verdict(id: Id, body: Verdict, desk: Acting) -> Response:
        command = commands.GiveVerdict(
            act=desk.act,
            initiative_id=InitiativeId(str(id)),
            ministry=MINISTRY[body.ministry],
            verdict=body.verdict,
            motivation=desk.seal(body.motivation, REVIEWERS),
            submission_version=body.submission_version,
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    @act(routes, "/clearances/{id}/advice", "Advise as the employers of the region")
    async def advise(id: Id, body: Advice, desk: Acting) -> Response:
        command = commands.Advise(
            act=desk.act,
            initiative_id=InitiativeId(str(id)),
            advice=body.advice,
            text=desk.seal(body.text, ADVISED),
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    @act(routes, "/clearances/{id}/closures", "End the round with what is in")
    async def close(id: Id, body: Closure, desk: Acting) -> Response:
        command = commands.CloseRound(
            act=desk.act, initiative_id=InitiativeId(str(id)), reason=desk.seal(body.reason, REVIEWERS)
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    @routes.get("/clearances", summary="The clearances, for the office", tags=["clearances"])
    def clearances(actor: Reader, asked: Annotated[Clearances, Query()]) -> Page[ClearanceItem]:
        table = projections.clearance
        seen = projections.clearances(_seen(actor))
        escalated = table.c.escalated_at.is_not(None)
        chosen = filtered(
            seen, (projections.state, asked.state), (table.c.region, asked.region), (escalated, asked.escalated)
        )
        fields = {"requestedAt": table.c.requested_at, "title": table.c.title}
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields=fields, key=table.c.id, show=_item)

    @routes.get("/clearances/{id}", summary="Where a clearance stands, for the office", tags=["clearances"])
    def clearance(id: Id, actor: Reader, response: Response) -> Clearance:
        with service.store.read() as connection:
            absent = "There is no such clearance that you may see. Check the id, and who you are."
            row = item(projections.one(connection, str(id), _seen(actor)), response, absent)
            return _whole(connection, row)

    return routes


def _at(id: Id) -> str:
    return f"/review/v1/clearances/{id}"


def _seen(actor: Actor | None) -> ColumnElement[bool]:
    """Clearances are the office's, all of them."""
    return true() if sight(actor) == "office" else false()


def _item(row: AnyRow) -> ClearanceItem:
    return ClearanceItem.model_validate(named(row))


def _whole(connection: Connection, row: AnyRow) -> Clearance:
    found = {
        "newest_version": projections.newest_version(row),
        "inspectorate_check": projections.standing_check(row),
        "verdicts": [named(each) for each in projections.verdicts(connection, row)],
        "advice": [named(each) for each in projections.advised(connection, row.id)],
        "reminders": [named(each) for each in projections.reminders(connection, row)],
    }
    return Clearance.model_validate({**named(row), **found})
