"""Intake over HTTP: put an initiative forward, tell it anew, answer, withdraw, and follow it."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from sqlalchemy import ColumnElement, Connection

from services.intake import commands, events, projections, terms, words
from services.intake.api import contacts, submission
from services.intake.api.contacts import OFFICE, Contact, FurtherContacts
from services.intake.api.submission import Submission, at
from services.intake.in_force import InForce
from shared.actor import Actor
from shared.event import Kept
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Body, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, ActingOnSeen, Id, act
from shared.web.listing import Asked, Page, Shown, filtered, item, page
from shared.web.reader import Reader, seen_by

State = Literal["submitted", "withdrawn"]


class Revision(events.Changes, Body):
    """What is told anew; what is left out stays as it was."""

    contact: Contact | None = None
    contacts: FurtherContacts | None = None


class Withdrawal(Body):
    """Why it is taken back; only the office and the submitter read it."""

    reason: Paragraph


class Answer(Body):
    """An answer to the question that was asked under `requestId`."""

    request_id: words.RequestId
    text: Paragraph


class InitiativeItem(Shown):
    """An initiative in a list."""

    id: str
    title: str
    region: str
    themes: list[words.Theme]
    branches: list[words.Branch]
    reference_version: str
    state: State
    origin: words.Origin
    submission_version: int
    submission_digest: str | None
    submitted_at: str
    signal_id: str | None


class Question(Shown):
    """A question with its answer: assessment's vault has the question, intake's what was answered to it.

    `answeredVersion` is the version that was the newest then. Until it is answered its dossier is not decided on.
    """

    request_id: str
    question: Kept
    asked_at: str
    answer: Kept | None
    answered_at: str | None
    answered_version: int | None


class Withdrawn(Shown):
    """That it was taken back, and why, which the vault has."""

    reason: Kept
    at: str


class Outcome(Shown):
    """What another service decided."""

    outcome: words.Outcome
    submission_version: int | None
    because: words.Undone | None
    noted_at: str


class ContactPerson(Shown):
    """A contact person, whom the vault has; `confirmBy` is until when an answer of theirs is awaited."""

    ref: str
    digest: str
    state: Literal["own", "asked", "confirmed", "declined", "lapsed"]
    confirm_by: str | None


class Initiative(InitiativeItem):
    """An initiative as last told, with what became of it."""

    summary: str
    novelty: str
    result: str
    effects: list[words.Effect]
    organisations: list[events.Organisation]
    criteria: dict[words.Criterion, str]
    contact: ContactPerson
    contacts: list[ContactPerson]
    changed_at: str
    withdrawal: Withdrawn | None
    questions: list[Question]
    outcomes: list[Outcome]


class Initiatives(Asked):
    """Which initiatives."""

    state: State | None = None
    region: str | None = None
    origin: words.Origin | None = None


def router(service: Service, in_force: InForce) -> APIRouter:
    """Intake's addresses."""
    routes = new_router()

    @act(routes, "/initiatives", "Put an initiative forward")
    async def submit(body: Submission, desk: Acting) -> Response:
        initiative = words.InitiativeId(desk.new_id())
        command = submission.submit(desk, initiative, body, in_force.last)
        return await desk.give(command, resource=initiative, location=at(initiative))

    @act(routes, "/initiatives/{id}/revisions", "Tell it anew")
    async def revise(id: Id, body: Revision, desk: ActingOnSeen) -> Response:
        before = await asyncio.to_thread(contacts.present, service, str(id))
        told = {name: getattr(body, name) for name in events.Changes.model_fields}
        command = commands.Revise(
            act=desk.act,
            initiative_id=words.InitiativeId(str(id)),
            changes=events.Changes.model_construct(**told),
            reference=in_force.last,
            contact=contacts.named(desk, body.contact, before) if body.contact else None,
            contacts=None
            if body.contacts is None
            else tuple(contacts.named(desk, each, before) for each in body.contacts),
            addresses=contacts.addresses(desk, before),
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/initiatives/{id}/withdrawals", "Take it back")
    async def withdraw(id: Id, body: Withdrawal, desk: Acting) -> Response:
        reason = desk.seal(body.reason, (*OFFICE, str(desk.act.actor)))
        command = commands.Withdraw(
            act=desk.act,
            initiative_id=words.InitiativeId(str(id)),
            reason=reason,
            retention_days=await terms.of_now(service),
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/initiatives/{id}/answers", "Answer a question")
    async def answer(id: Id, body: Answer, desk: Acting) -> Response:
        command = commands.SupplyInformation(
            act=desk.act,
            initiative_id=words.InitiativeId(str(id)),
            request_id=body.request_id,
            text=desk.seal(body.text, (*OFFICE, str(desk.act.actor))),
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @routes.get("/initiatives", summary="The initiatives you may see", tags=["initiatives"])
    def initiatives(actor: Reader, asked: Annotated[Initiatives, Query()]) -> Page[InitiativeItem]:
        table = projections.initiative
        chosen = filtered(
            projections.initiatives(seen(actor)),
            (table.c.state, asked.state),
            (table.c.region, asked.region),
            (table.c.origin, asked.origin),
        )
        fields = {"submittedAt": table.c.submitted_at, "title": table.c.title}
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields=fields, key=table.c.id, show=_item)

    @routes.get("/initiatives/{id}", summary="An initiative as last told", tags=["initiatives"])
    def initiative(id: Id, actor: Reader, response: Response) -> Initiative:
        with service.store.read() as connection:
            absent = "There is no such initiative that you may see. Check the id, and who you are."
            row = item(projections.one(connection, str(id), seen(actor)), response, absent)
            return _whole(connection, row)

    return routes


def seen(actor: Actor | None) -> ColumnElement[bool]:
    """Which initiatives an actor sees: the office all that is not shut to them, who submitted them the own ones."""
    return seen_by(actor, projections.initiative.c.submitter, projections.initiative.c.id)


def _item(row: AnyRow) -> InitiativeItem:
    return InitiativeItem.model_validate(named(row))


def _whole(connection: Connection, row: AnyRow) -> Initiative:
    questions = [Question.model_validate(named(each)) for each in projections.questions(connection, row.id)]
    outcomes = [Outcome.model_validate(named(each)) for each in projections.outcomes(connection, row.id)]
    contact, *contacts = _contacts(connection, row)
    more = {"questions": questions, "outcomes": outcomes, "contact": contact, "contacts": contacts}
    more["withdrawal"] = {"reason": row.withdrawal, "at": row.withdrawn_at} if row.withdrawn_at else None
    return Initiative.model_validate({**named(row), **more})


def _contacts(connection: Connection, row: AnyRow) -> list[ContactPerson]:
    """Who is named, the contact person first."""
    kept = [row.contact, *row.contacts]
    found = projections.contacts_by_ref(connection, [each["ref"] for each in kept])
    return [_contact(found[each["ref"]]) for each in kept]


def _contact(row: AnyRow) -> ContactPerson:
    until = row.confirm_by if row.state == "asked" else None
    return ContactPerson(ref=row.ref, digest=row.digest, state=row.state or "own", confirm_by=until)
