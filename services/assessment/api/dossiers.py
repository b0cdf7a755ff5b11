"""Dossiers to read: the office sees all of every dossier, a submitter how far the own ones are."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from sqlalchemy import ColumnElement, Connection, case, null

from services.assessment import cooperation, events, projections
from services.assessment.policy import Criterion
from shared.actor import Actor
from shared.event import Kept
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Asked, Page, Shown, filtered, item, page
from shared.web.reader import Reader, seen_by, sight

State = Literal["open", "deferred", "proposed", "decided", "closed"]


class DossierItem(Shown):
    """A dossier in a list. Its own people are told that it is open while a rejection is proposed."""

    id: str
    title: str
    state: State
    outcome: events.Outcome | None
    policy_version: str
    submission_version: int
    opened_at: str
    deferred_until: str | None


class Question(Shown):
    """A question, which this service's vault has, and its answer, which intake's has; open until it is answered."""

    request_id: str
    question: Kept
    asked_at: str
    answer: Kept | None
    answered_at: str | None


class Dossier(DossierItem):
    """A dossier as its own people see it; `deferral` is why they were invited to come back later.

    The digests are what its newest version and its policy are called by; null where nothing told.
    """

    submission_digest: str | None
    policy_digest: str | None
    questions: list[Question]
    deferral: Kept | None


class Finding(Shown):
    """What was found of a criterion; null until somebody judges it."""

    met: bool | None = None
    motivation: Kept | None = None
    proposed: bool | None = None
    """What followed from the organisations listed when it was judged; null where nothing did."""
    judged_by: str | None = None
    judged_at: str | None = None


class Organisation(Shown):
    """Who takes part, and from which sector."""

    name: str
    sector: str


class Proposal(Shown):
    """What follows from what was submitted, and from which of it; an adviser decides, and may differ."""

    met: bool
    because: str


class Reversal(Shown):
    """The last outcome that was taken back, and why."""

    outcome: events.Outcome
    submission_version: int
    reason: Kept
    reversed_by: str
    reversed_at: str


class Withdrawal(Shown):
    """That a declaration was a mistake, says `by`, and why."""

    by: str
    reason: Kept
    withdrawn_at: str


class Declaration(Shown):
    """Whether somebody of the office has a conflict of interest; one that was withdrawn shuts nothing any more."""

    person: str
    role: str
    conflict: bool
    reason: Kept | None
    declared_at: str
    withdrawal: Withdrawal | None


class UndeclaredDossier(Shown):
    """What an adviser sees who has still to declare whether they have a conflict of interest: what that takes."""

    id: str
    title: str
    organisations: list[Organisation] | None
    region: str | None
    declaration_needed: Literal[True] = True


class UndeclaredItem(Shown):
    """The same in a list."""

    id: str
    title: str
    declaration_needed: Literal[True] = True


class OfficeDossier(Dossier):
    """A dossier as the office sees it. `judgedVersion` is the version that findings and outcome are about."""

    adviser: str | None
    judged_version: int
    threshold: int
    organisations: list[Organisation] | None
    region: str | None
    proposed: dict[Criterion, Proposal]
    criteria: dict[Criterion, Finding]
    proposed_by: str | None
    reversal: Reversal | None
    declarations: list[Declaration]
    changed_at: str


class Dossiers(Asked):
    """Which dossiers."""

    state: State | None = None
    outcome: events.Outcome | None = None
    policy_version: str | None = None
    adviser: str | None = None
    """Who sees to it; only the office is told."""


def router(service: Service) -> APIRouter:
    """The dossiers' addresses."""
    routes = new_router()

    @routes.get("/dossiers", summary="The dossiers you may see", tags=["dossiers"])
    def dossiers(actor: Reader, asked: Annotated[Dossiers, Query()]) -> Page[DossierItem | UndeclaredItem]:
        table = projections.dossier
        office, undeclared = sight(actor) == "office", projections.to_declare(actor)
        state = case((undeclared, table.c.told_state), else_=table.c.state) if office else table.c.told_state
        chosen = filtered(
            projections.dossiers(_visible(actor), actor),
            (state, asked.state),
            (case((undeclared, null()), else_=table.c.outcome), asked.outcome),
            (table.c.policy_version, asked.policy_version),
            (table.c.adviser, asked.adviser if office else None),
        )
        with service.store.read() as connection:
            return page(
                connection,
                chosen,
                asked,
                fields={"openedAt": table.c.opened_at, "title": table.c.title},
                key=table.c.id,
                show=lambda row: _item(row, office=office),
            )

    @routes.get("/dossiers/{id}", summary="A dossier", tags=["dossiers"])
    def dossier(id: Id, actor: Reader, response: Response) -> OfficeDossier | Dossier | UndeclaredDossier:
        with service.store.read() as connection:
            absent = "There is no dossier of that initiative that you may see. Check the id, and who you are."
            row = item(projections.one(connection, str(id), _visible(actor), actor), response, absent)
            if sight(actor) != "office":
                return _for_its_people(connection, row)
            return _to_declare(row) if row.undeclared else _for_office(connection, row)

    return routes


def _visible(actor: Actor | None) -> ColumnElement[bool]:
    return seen_by(actor, projections.dossier.c.submitter, projections.dossier.c.id)


def _seen(row: AnyRow, *, office: bool) -> dict[str, object]:
    return named(row) if office else {**named(row), "state": row.told_state}


def _item(row: AnyRow, *, office: bool) -> DossierItem | UndeclaredItem:
    if row.undeclared:
        return UndeclaredItem(id=row.id, title=row.title)
    return DossierItem.model_validate(_seen(row, office=office))


def _for_its_people(connection: Connection, row: AnyRow) -> Dossier:
    return Dossier.model_validate({**_seen(row, office=False), "questions": _questions(connection, row.id)})


def _to_declare(row: AnyRow) -> UndeclaredDossier:
    return UndeclaredDossier.model_validate(named(row))


def _for_office(connection: Connection, row: AnyRow) -> OfficeDossier:
    found = {each.criterion: each for each in projections.judgements(connection, row.id, row.judged_version)}
    criteria = {name: Finding.model_validate(named(found[name]) if name in found else {}) for name in row.criteria}
    whole = {
        "criteria": criteria,
        "proposed": _proposed(row),
        "declarations": [
            Declaration.model_validate(named(each)) for each in projections.declarations(connection, row.id)
        ],
        "questions": _questions(connection, row.id),
    }
    return OfficeDossier.model_validate({**_seen(row, office=True), **whole})


def _proposed(row: AnyRow) -> dict[Criterion, Proposal]:
    """What follows for the criteria of the dossier's policy; nothing where it was not told who takes part."""
    if row.organisations is None or cooperation.CRITERION not in row.criteria:
        return {}
    follows = cooperation.proposal([events.Organisation.model_validate(each) for each in row.organisations])
    return {cooperation.CRITERION: Proposal(met=follows.met, because=follows.because)}


def _questions(connection: Connection, initiative: str) -> list[Question]:
    return [Question.model_validate(named(row)) for row in projections.questions(connection, initiative)]
