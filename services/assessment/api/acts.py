"""What advisers do: take a dossier, judge, ask, defer, decide by the policy, confirm, contest, take an outcome back."""

import asyncio
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from services.assessment import commands, events, projections
from services.assessment.policy import Criterion
from shared.actor import Actor
from shared.service import Service
from shared.versions import Digest, Seen
from shared.web.body import Body, Day, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Id, act

ADVISERS: Final = ("adviser",)
"""Who may read motivations; a question is also for the one who was asked."""


class Assignment(Body):
    """Which adviser sees to it; without one: you take it."""

    adviser: Annotated[UUID, Field(strict=False)] | None = None


class OnVersion(Body):
    """Which version of the submission was seen, and its digest; without them it is about the newest there is."""

    submission_version: Annotated[int, Field(ge=1)] | None = None
    submission_digest: Digest | None = None

    @property
    def seen(self) -> Seen:
        return Seen(self.submission_version, self.submission_digest)


class Judgement(OnVersion):
    """Whether a criterion is met, and why."""

    criterion: Criterion
    met: bool
    motivation: Paragraph


class InformationRequest(OnVersion):
    """A question to the submitter."""

    question: Paragraph


class Assessment(OnVersion):
    """Nothing else: the policy decides, from the judgements there are."""


class Confirmation(OnVersion):
    """Whether a second adviser agrees with the proposed rejection, and why."""

    confirmed: bool
    motivation: Paragraph


class Deferral(OnVersion):
    """The date on which the initiative is invited to come back, and why it is too early now."""

    until: Day
    motivation: Paragraph


class Resumption(Body):
    """Nothing: judging goes on."""


class Reversal(OnVersion):
    """Why the outcome is taken back, and the version that it was seen to be of; without one: the one it is of."""

    reason: Paragraph


def router(service: Service) -> APIRouter:
    """The acts on a dossier."""
    routes = new_router()

    @act(routes, "/dossiers/{id}/assignments", "Take a dossier, or give it to a colleague")
    async def assign(id: Id, body: Assignment, desk: Acting) -> Response:
        adviser = desk.act.actor.id if body.adviser is None else str(body.adviser)
        command = commands.Assign(
            act=desk.act, initiative_id=commands.InitiativeId(str(id)), adviser=events.AdviserId(adviser)
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/dossiers/{id}/judgements", "Judge a criterion")
    async def judge(id: Id, body: Judgement, desk: Acting) -> Response:
        command = commands.JudgeCriterion(
            act=desk.act,
            initiative_id=commands.InitiativeId(str(id)),
            criterion=body.criterion,
            met=body.met,
            motivation=desk.seal(body.motivation, ADVISERS),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/dossiers/{id}/information-requests", "Ask the submitter something")
    async def ask(id: Id, body: InformationRequest, desk: Acting) -> Response:
        asked = await asyncio.to_thread(_submitter, service, str(id))
        command = commands.RequestInformation(
            act=desk.act,
            initiative_id=commands.InitiativeId(str(id)),
            question=desk.seal(body.question, (*ADVISERS, *asked)),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/dossiers/{id}/assessments", "Decide by the policy")
    async def assess(id: Id, body: Assessment, desk: Acting) -> Response:
        command = commands.Assess(act=desk.act, initiative_id=commands.InitiativeId(str(id)), seen=body.seen)
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/dossiers/{id}/confirmations", "Confirm or contest a proposed rejection")
    async def confirm(id: Id, body: Confirmation, desk: Acting) -> Response:
        command = commands.Confirm(
            act=desk.act,
            initiative_id=commands.InitiativeId(str(id)),
            confirmed=body.confirmed,
            motivation=desk.seal(body.motivation, ADVISERS),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/dossiers/{id}/deferrals", "Invite the initiative to come back on a date")
    async def defer(id: Id, body: Deferral, desk: Acting) -> Response:
        told = await asyncio.to_thread(_submitter, service, str(id))
        command = commands.Defer(
            act=desk.act,
            initiative_id=commands.InitiativeId(str(id)),
            until=body.until,
            motivation=desk.seal(body.motivation, (*ADVISERS, *told)),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/dossiers/{id}/resumptions", "Go on before that date")
    async def resume(id: Id, body: Resumption, desk: Acting) -> Response:  # noqa: ARG001 - it must be {}
        command = commands.Resume(act=desk.act, initiative_id=commands.InitiativeId(str(id)))
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/dossiers/{id}/reversals", "Take the outcome back, and judge again")
    async def reverse(id: Id, body: Reversal, desk: Acting) -> Response:
        command = commands.Reverse(
            act=desk.act,
            initiative_id=commands.InitiativeId(str(id)),
            reason=desk.seal(body.reason, ADVISERS),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    return routes


def at(initiative: str) -> str:
    """The address of a dossier."""
    return f"/assessment/v1/dossiers/{initiative}"


def _submitter(service: Service, initiative: str) -> list[str]:
    """The one who may read what is asked about an initiative; nobody when there is no dossier of it."""
    with service.store.read() as connection:
        submitter = projections.submitter(connection, initiative)
    return [] if submitter is None else [str(Actor("submitter", submitter))]
