"""What is done with a clearance: check, clear or refuse, advise, close a round, correct and take back."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from services.review import commands, events
from services.review.commands import InitiativeId
from shared.service import Service
from shared.versions import Digest, Seen
from shared.web.body import Body, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Id, act

REVIEWERS: Final = ("ministry-vws", "ministry-ocw", "ministry-szw", "adviser")
"""Who reads what was found, and why."""
ADVISED: Final = (*REVIEWERS, "employers")
"""Who reads what employers advised."""

Named = Literal["ministry-vws", "ministry-ocw", "ministry-szw", "vws", "ocw", "szw"]
MINISTRY: Final[Mapping[Named, events.Ministry]] = {
    "ministry-vws": "ministry-vws",
    "ministry-ocw": "ministry-ocw",
    "ministry-szw": "ministry-szw",
    "vws": "ministry-vws",
    "ocw": "ministry-ocw",
    "szw": "ministry-szw",
}


class OnVersion(Body):
    """Which version of the submission was seen, and its digest; without them it is about the newest there is."""

    submission_version: Annotated[int, Field(ge=1)] | None = None
    submission_digest: Digest | None = None

    @property
    def seen(self) -> Seen:
        return Seen(self.submission_version, self.submission_digest)


class InspectorateCheck(OnVersion):
    """Whether none of the organisations has been in contact with the inspectorate, and what that rests on."""

    clear: bool
    motivation: Paragraph


class Verdict(OnVersion):
    """What a ministry says."""

    ministry: Named
    verdict: events.Verdict
    motivation: Paragraph


class Advice(OnVersion):
    """What the employers of the region say: in one word, and why."""

    advice: events.Advice = Field(examples=["positive"])
    text: Paragraph


class Closure(OnVersion):
    """Why a round ends with what is in."""

    reason: Paragraph


class Reversal(OnVersion):
    """Why a verdict, or the closing of a round, is taken back, and the version that it was seen to be of; without one:
    the one it is of.
    """

    reason: Paragraph


def router(_: Service) -> APIRouter:
    """The acts on a clearance."""
    routes = new_router()

    @act(routes, "/clearances/{id}/inspectorate-checks", "Say what the inspectorate check found")
    async def check(id: Id, body: InspectorateCheck, desk: Acting) -> Response:
        command = commands.CheckInspectorate(
            act=desk.act,
            initiative_id=InitiativeId(str(id)),
            clear=body.clear,
            motivation=desk.seal(body.motivation, REVIEWERS),
            seen=body.seen,
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
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    @act(routes, "/clearances/{id}/advice", "Advise as the employers of the region")
    async def advise(id: Id, body: Advice, desk: Acting) -> Response:
        command = commands.Advise(
            act=desk.act,
            initiative_id=InitiativeId(str(id)),
            advice=body.advice,
            text=desk.seal(body.text, ADVISED),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    @act(routes, "/clearances/{id}/closures", "End the round with what is in")
    async def close(id: Id, body: Closure, desk: Acting) -> Response:
        command = commands.CloseRound(
            act=desk.act,
            initiative_id=InitiativeId(str(id)),
            reason=desk.seal(body.reason, REVIEWERS),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    @act(routes, "/clearances/{id}/inspectorate-corrections", "Correct what the inspectorate check found")
    async def correct_check(id: Id, body: InspectorateCheck, desk: Acting) -> Response:
        command = commands.CorrectInspectorateCheck(
            act=desk.act,
            initiative_id=InitiativeId(str(id)),
            clear=body.clear,
            motivation=desk.seal(body.motivation, REVIEWERS),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    @act(routes, "/clearances/{id}/advice-corrections", "Correct your own advice")
    async def correct_advice(id: Id, body: Advice, desk: Acting) -> Response:
        command = commands.CorrectAdvice(
            act=desk.act,
            initiative_id=InitiativeId(str(id)),
            advice=body.advice,
            text=desk.seal(body.text, ADVISED),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    @act(routes, "/clearances/{id}/reversals", "Take your verdict back after a round ended, or that it was closed")
    async def reverse(id: Id, body: Reversal, desk: Acting) -> Response:
        command = commands.Reverse(
            act=desk.act,
            initiative_id=InitiativeId(str(id)),
            reason=desk.seal(body.reason, REVIEWERS),
            seen=body.seen,
        )
        return await desk.give(command, resource=str(id), location=_at(id))

    return routes


def _at(id: Id) -> str:
    return f"/review/v1/clearances/{id}"
