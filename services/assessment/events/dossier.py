"""The facts of an initiative's dossier, from what opens it to its outcome."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from services.assessment.events.parts import (
    ADVISER,
    CRITERIA,
    JUDGED,
    KEPT,
    ORGANISATIONS,
    REQUEST,
    SUBMITTER,
    AdviserId,
    DecidedOn,
    DecidedOnVersion,
    Judged,
    Organisation,
    Outcome,
    RequestId,
    Revised,
    SubmitterId,
)
from services.assessment.policy import Criterion
from shared.event import Event, EventType, Kept, Readers


class RevisionNotedByAssessment(Revised):
    """A revision was heard that opens nothing: it came before its submission, or after a final rejection."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.revision-noted-by-assessment.v1")

    submission_version: int = Field(ge=1, examples=[2])
    title: str | None = Field(default=None, examples=["Ketenstage Groningen"])
    organisations: tuple[Organisation, ...] | None = Field(default=None, examples=[ORGANISATIONS])
    region: str | None = Field(default=None, examples=["Groningen"])


class WithdrawalNotedByAssessment(Event):
    """A withdrawal was heard before its submission."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.withdrawal-noted-by-assessment.v1")


class DossierOpened(DecidedOn):
    """A submission came in; from here on its policy is fixed."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.dossier-opened.v1")
    readers: ClassVar[Readers] = "party"

    policy_version: str = Field(examples=["2019-03"])
    submission_version: int = Field(ge=1, examples=[1])
    title: str = Field(examples=["Ketenstage"])
    submitter: SubmitterId = Field(examples=[SUBMITTER])
    criteria: tuple[Criterion, ...] = Field(examples=[CRITERIA])
    threshold: int = Field(ge=1, examples=[3])
    declaration_required: bool | None = Field(default=None, examples=[True])
    organisations: tuple[Organisation, ...] | None = Field(default=None, examples=[ORGANISATIONS])
    region: str | None = Field(default=None, examples=["Groningen"])


class DossierRevised(Revised):
    """The submission changed: judgements, a proposed rejection or an outcome "met" no longer count."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.dossier-revised.v1")

    submission_version: int = Field(ge=1, examples=[2])
    title: str | None = Field(default=None, examples=["Ketenstage Groningen"])
    organisations: tuple[Organisation, ...] | None = Field(default=None, examples=[ORGANISATIONS])
    region: str | None = Field(default=None, examples=["Groningen"])


class DossierReopened(Revised):
    """A rejected submission was revised, and is assessed again: once."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.dossier-reopened.v1")

    submission_version: int = Field(ge=1, examples=[2])
    title: str | None = Field(default=None, examples=["Ketenstage Groningen"])
    organisations: tuple[Organisation, ...] | None = Field(default=None, examples=[ORGANISATIONS])
    region: str | None = Field(default=None, examples=["Groningen"])


class DossierClosed(Event):
    """Nothing is decided here any more."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.dossier-closed.v1")

    reason: Literal["withdrawn"] = Field(examples=["withdrawn"])


class AdviserAssigned(Event):
    """From here on this adviser sees to the dossier; others may still help."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.adviser-assigned.v1")

    adviser: AdviserId = Field(examples=[ADVISER])


class CriterionJudged(DecidedOn):
    """An adviser found a criterion met or not met; a later judgement of the same criterion replaces it.

    `proposed` is what followed from the organisations listed, where something did: the adviser may have differed.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.criterion-judged.v1")
    maker: ClassVar[str | None] = "judged_by"

    criterion: Criterion = Field(examples=["innoveren"])
    met: bool = Field(examples=[True])
    motivation: Kept = Field(examples=[KEPT])
    submission_version: int = Field(ge=1, examples=[1])
    policy_version: str | None = Field(default=None, examples=["2019-03"])
    proposed: bool | None = Field(default=None, examples=[True])
    judged_by: AdviserId | None = Field(default=None, examples=[ADVISER])


class InformationRequested(DecidedOnVersion):
    """An adviser asked the submitter something: the clock stops. The id of this event is the request's id."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.information-requested.v1")
    readers: ClassVar[Readers] = "party"

    question: Kept = Field(examples=[KEPT])


class InformationReceived(Event):
    """The submitter answered a request; intake's vault has the answer."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.information-received.v1")

    request_id: RequestId = Field(examples=[REQUEST])
    answer: Kept | None = Field(default=None, examples=[KEPT])


class AssessmentDeferred(DecidedOnVersion):
    """An adviser invited the initiative to come back: it is too early to decide, and on that date judging goes on."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.assessment-deferred.v1")
    readers: ClassVar[Readers] = "party"

    until: date = Field(examples=["2019-09-02"])
    motivation: Kept = Field(examples=[KEPT])


class AssessmentResumed(Event):
    """Judging goes on: the date has come, or an adviser did not wait for it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.assessment-resumed.v1")
    readers: ClassVar[Readers] = "party"

    because: Literal["date-reached", "resumed-by-adviser"] = Field(examples=["date-reached"])


class RejectionProposed(DecidedOn):
    """Too few criteria are met; another adviser than this one has to confirm."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.rejection-proposed.v1")

    policy_version: str = Field(examples=["2019-03"])
    submission_version: int = Field(ge=1, examples=[1])
    criteria: Mapping[Criterion, Judged] = Field(examples=[JUDGED])
    proposed_by: AdviserId = Field(examples=[ADVISER])


class RejectionConfirmed(DecidedOnVersion):
    """Another adviser agreed, and said why; the outcome follows in the same decision."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.rejection-confirmed.v1")

    motivation: Kept = Field(examples=[KEPT])


class RejectionContested(DecidedOnVersion):
    """Another adviser disagreed: judging goes on with the judgements there are."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.rejection-contested.v1")

    motivation: Kept = Field(examples=[KEPT])


class CriteriaAssessed(DecidedOn):
    """The outcome for one version of the submission, under the policy of its dossier."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.criteria-assessed.v1")
    readers: ClassVar[Readers] = "party"

    outcome: Outcome = Field(examples=["met"])
    submission_version: int = Field(ge=1, examples=[1])
    criteria: Mapping[Criterion, Judged] = Field(examples=[JUDGED], json_schema_extra={"x-readers": "office"})
    policy_version: str = Field(examples=["2019-03"])


class AssessmentReversed(DecidedOn):
    """An adviser took the outcome of a version back: judging goes on with the judgements there are."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.assessment-reversed.v1")
    readers: ClassVar[Readers] = "party"

    outcome: Outcome = Field(examples=["not-met"])
    submission_version: int = Field(ge=1, examples=[1])
    policy_version: str = Field(examples=["2019-03"])
    reason: Kept = Field(examples=[KEPT], json_schema_extra={"x-readers": "office"})
