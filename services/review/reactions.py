"""What review makes of the others' facts, and of the two of its own that make a clearance due (see `decider`)."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.review import commands, events, projections
from services.review.commands import InitiativeId
from shared.decider import Command
from shared.erasure.hearing import FORGET_PERSON, FORGET_PERSONS
from shared.heard import Foreign, Heard, Reaction


class PolicyActivated(Foreign):
    """assessment: a policy applies."""

    policy_version: events.PolicyVersion
    required_ministries: tuple[events.Ministry, ...]
    reminder_days: tuple[int, ...]
    escalation_days: int
    policy_digest: str | None = None


class Submitted(Foreign):
    """intake: InitiativeSubmitted."""

    submission_version: int
    title: str
    region: str
    submission_digest: str | None = None


class Revised(Foreign):
    """intake: InitiativeRevised, which names what changed."""

    submission_version: int
    title: str | None = None
    region: str | None = None
    submission_digest: str | None = None
    changed: tuple[str, ...] | None = None


class Withdrawn(Foreign):
    """intake: InitiativeWithdrawn; that it happened is all that is needed."""


class Assessed(Foreign):
    """assessment: CriteriaAssessed."""

    policy_version: events.PolicyVersion
    submission_version: int
    outcome: events.Outcome
    policy_digest: str | None = None
    submission_digest: str | None = None


class TakenBack(Foreign):
    """assessment: AssessmentReversed."""

    submission_version: int


class OfPerson(Foreign):
    """assessment: ConflictDeclared and ConflictDeclarationWithdrawn."""

    person: events.PersonId


class OfPolicy(Foreign):
    """review: ClearanceBecameDue and PolicyNotedByReview, by the policy that they name."""

    policy_version: events.PolicyVersion


def note_policy(heard: Heard[PolicyActivated], _: Connection) -> Sequence[Command]:
    return [
        commands.NotePolicy(
            act=heard.act,
            policy_version=heard.data.policy_version,
            required_ministries=heard.data.required_ministries,
            reminder_days=heard.data.reminder_days,
            escalation_days=heard.data.escalation_days,
            policy_digest=heard.data.policy_digest,
        )
    ]


def note_submission(heard: Heard[Submitted], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteSubmission(
            act=heard.act,
            initiative_id=InitiativeId(heard.initiative_id),
            submission_version=heard.data.submission_version,
            title=heard.data.title,
            region=heard.data.region,
            submission_digest=heard.data.submission_digest,
        )
    ]


def note_revision(heard: Heard[Revised], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteRevision(
            act=heard.act,
            initiative_id=InitiativeId(heard.initiative_id),
            submission_version=heard.data.submission_version,
            title=heard.data.title,
            region=heard.data.region,
            submission_digest=heard.data.submission_digest,
            changed=heard.data.changed,
        )
    ]


def note_withdrawal(heard: Heard[Withdrawn], _: Connection) -> Sequence[Command]:
    return [commands.NoteWithdrawal(act=heard.act, initiative_id=InitiativeId(heard.initiative_id))]


def note_assessment(heard: Heard[Assessed], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteAssessment(
            act=heard.act,
            initiative_id=InitiativeId(heard.initiative_id),
            policy_version=heard.data.policy_version,
            submission_version=heard.data.submission_version,
            outcome=heard.data.outcome,
            policy_digest=heard.data.policy_digest,
            submission_digest=heard.data.submission_digest,
            source_sequence=heard.envelope.sequence,
        )
    ]


def note_assessment_reversal(heard: Heard[TakenBack], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteAssessmentReversal(
            act=heard.act,
            initiative_id=InitiativeId(heard.initiative_id),
            submission_version=heard.data.submission_version,
            source_sequence=heard.envelope.sequence,
        )
    ]


def note_conflict(*, stands: bool) -> Callable[[Heard[OfPerson], Connection], Sequence[Command]]:
    """A reaction that notes that a conflict of interest stands, or no longer does."""
    return lambda heard, _: [
        commands.NoteConflict(
            act=heard.act,
            initiative_id=InitiativeId(heard.initiative_id),
            person=heard.data.person,
            stands=stands,
        )
    ]


def request_due(heard: Heard[OfPolicy], _: Connection) -> Sequence[Command]:
    return [_request(heard, heard.initiative_id)]


def request_waiting(heard: Heard[OfPolicy], connection: Connection) -> Sequence[Command]:
    waiting = projections.waiting_for(connection, heard.data.policy_version)
    return [_request(heard, initiative) for initiative in waiting]


def _request(heard: Heard[OfPolicy], initiative: str) -> Command:
    return commands.RequestClearance(
        act=heard.act, initiative_id=InitiativeId(initiative), policy_version=heard.data.policy_version
    )


REACTIONS: Final[tuple[Reaction[Any], ...]] = (
    Reaction("note-submission", "intake", "nl.koploper.initiative-submitted.v1", Submitted, note_submission),
    Reaction("note-revision", "intake", "nl.koploper.initiative-revised.v1", Revised, note_revision),
    Reaction("note-withdrawal", "intake", "nl.koploper.initiative-withdrawn.v1", Withdrawn, note_withdrawal),
    Reaction("note-policy", "assessment", "nl.koploper.policy-activated.v1", PolicyActivated, note_policy),
    Reaction("note-assessment", "assessment", "nl.koploper.criteria-assessed.v1", Assessed, note_assessment),
    Reaction(
        "note-assessment-reversal",
        "assessment",
        "nl.koploper.assessment-reversed.v1",
        TakenBack,
        note_assessment_reversal,
    ),
    Reaction("note-conflict", "assessment", "nl.koploper.conflict-declared.v1", OfPerson, note_conflict(stands=True)),
    Reaction(
        "note-conflict-withdrawn",
        "assessment",
        "nl.koploper.conflict-declaration-withdrawn.v1",
        OfPerson,
        note_conflict(stands=False),
    ),
    Reaction("request-due", "review", "nl.koploper.clearance-became-due.v1", OfPolicy, request_due),
    Reaction("request-waiting", "review", "nl.koploper.policy-noted-by-review.v1", OfPolicy, request_waiting),
    FORGET_PERSON,
    FORGET_PERSONS,
)
