"""Clearances to read: where they stand and all that was found, for the office."""

from collections.abc import Collection
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from sqlalchemy import ColumnElement, Connection, false

from services.review import events, projections
from shared import shut
from shared.actor import Actor
from shared.event import Kept
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Asked, Moment, Page, Shown, filtered, item, page
from shared.web.reader import Reader, sight

State = Literal["open", "suspended", "cleared", "refused", "closed"]


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
    corrected: bool = False
    """Whether it took the place of an earlier one."""


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
    by: str | None
    corrects: bool = False
    """Whether it takes the place of what the same person advised before."""
    corrected: bool
    """Whether another took its place."""
    set_aside: bool
    """Whether who gave it has a conflict of interest in the initiative."""


class TakenBack(Shown):
    """The last outcome that was taken back: by a ministry, or (none) by an adviser who had closed the round."""

    outcome: events.Verdict
    ministry: events.Ministry | None
    reason: Kept
    submission_version: int
    reversed_at: Moment


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
    """A clearance with all that was found; texts are in the vault. `newestVersion` is what verdicts are given on.

    The digests are what the version asked about, and the policy, are called by; null where nothing told.
    """

    newest_version: int
    submission_digest: str | None
    policy_digest: str | None
    inspectorate_check: CheckMade | None
    verdicts: list[VerdictGiven]
    advice: list[AdviceGiven]
    reminders: list[ReminderShown]
    refused_by: list[events.Ministry]
    closure: RoundClosure | None
    reversal: TakenBack | None
    closed_because: Literal["withdrawn", "rejected"] | None
    changed_at: Moment


class Clearances(Asked):
    """Which clearances."""

    state: State | None = None
    region: str | None = None
    escalated: bool | None = None
    """Whether the ministries took so long that the advisers see to it."""


def router(service: Service) -> APIRouter:
    """The clearances' addresses."""
    routes = new_router()

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


def _seen(actor: Actor | None) -> ColumnElement[bool]:
    """Clearances are the office's, all of them that are not shut to who asks."""
    return shut.open_to(actor, projections.clearance.c.id) if sight(actor) == "office" else false()


def _item(row: AnyRow) -> ClearanceItem:
    return ClearanceItem.model_validate(named(row))


def _whole(connection: Connection, row: AnyRow) -> Clearance:
    kept_out = shut.whom(connection, row.id)
    found = {
        "newest_version": projections.newest_version(row),
        "inspectorate_check": projections.standing_check(row),
        "verdicts": [named(each) for each in projections.verdicts(connection, row)],
        "advice": [_advice(each, corrected, kept_out) for each, corrected in projections.advised(connection, row.id)],
        "reminders": [named(each) for each in projections.reminders(connection, row)],
    }
    return Clearance.model_validate({**named(row), **found})


def _advice(row: AnyRow, corrected: bool, kept_out: Collection[str]) -> dict[str, object]:
    told = {"corrects": bool(row.corrects), "corrected": corrected, "set_aside": row.by in kept_out}
    return {**named(row), **told}
