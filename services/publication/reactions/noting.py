"""What publication makes of the others' facts: each is noted as a fact of its own."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.publication import commands, events
from services.publication.reactions.parts import Happened, story_of
from shared.decider import Command
from shared.heard import Foreign, Heard, Reaction


class Named(Foreign):
    """A contact person, by the reference that intake has for them."""

    ref: str


class Submitted(Foreign):
    """intake: InitiativeSubmitted."""

    submission_version: int
    title: str
    region: str
    themes: tuple[events.Theme, ...]
    branches: tuple[events.Branch, ...]
    submitter: events.PersonId
    contact: Named
    contacts: tuple[Named, ...] | None = None
    submission_digest: str | None = None


class Revised(Foreign):
    """intake: InitiativeRevised, which names what changed."""

    submission_version: int
    title: str | None = None
    region: str | None = None
    themes: tuple[events.Theme, ...] | None = None
    branches: tuple[events.Branch, ...] | None = None
    contact: Named | None = None
    contacts: tuple[Named, ...] | None = None
    submission_digest: str | None = None


class Assessed(Foreign):
    """assessment: CriteriaAssessed."""

    submission_version: int
    policy_version: str
    outcome: events.Outcome


class Concluded(Foreign):
    """review: MinistryCleared and MinistryRefused."""

    submission_version: int
    policy_version: str
    policy_digest: str | None = None


class Undone(Foreign):
    """assessment: AssessmentReversed."""

    submission_version: int


class Reopened(Foreign):
    """review: ClearanceReversed."""

    submission_version: int
    outcome: events.Verdict


class Closed(Foreign):
    """review: ClearanceClosed."""

    reason: str


def _contacts(data: Submitted | Revised) -> tuple[str, ...] | None:
    """Who is named in this version; None where a revision names nobody anew."""
    every = [*([data.contact] if data.contact else []), *(data.contacts or ())]
    return tuple(dict.fromkeys(each.ref for each in every)) or None


def note_submission(heard: Heard[Submitted], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteSubmission(
            act=heard.act,
            initiative_id=story_of(heard),
            submission_version=heard.data.submission_version,
            title=heard.data.title,
            region=heard.data.region,
            themes=heard.data.themes,
            branches=heard.data.branches,
            submitter=heard.data.submitter,
            submission_digest=heard.data.submission_digest,
            contacts=_contacts(heard.data),
        )
    ]


def note_revision(heard: Heard[Revised], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteRevision(
            act=heard.act,
            initiative_id=story_of(heard),
            submission_version=heard.data.submission_version,
            title=heard.data.title,
            region=heard.data.region,
            themes=heard.data.themes,
            branches=heard.data.branches,
            submission_digest=heard.data.submission_digest,
            contacts=_contacts(heard.data),
        )
    ]


def note_withdrawal(heard: Heard[Happened], _: Connection) -> Sequence[Command]:
    return [commands.NoteWithdrawal(act=heard.act, initiative_id=story_of(heard))]


def note_assessment(heard: Heard[Assessed], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteAssessment(
            act=heard.act,
            initiative_id=story_of(heard),
            submission_version=heard.data.submission_version,
            policy_version=heard.data.policy_version,
            outcome=heard.data.outcome,
            source_sequence=heard.envelope.sequence,
        )
    ]


def note_assessment_reversal(heard: Heard[Undone], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteAssessmentReversal(
            act=heard.act,
            initiative_id=story_of(heard),
            submission_version=heard.data.submission_version,
            source_sequence=heard.envelope.sequence,
        )
    ]


def note_clearance(heard: Heard[Concluded], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteClearance(
            act=heard.act,
            initiative_id=story_of(heard),
            submission_version=heard.data.submission_version,
            policy_version=heard.data.policy_version,
            source_sequence=heard.envelope.sequence,
            policy_digest=heard.data.policy_digest,
        )
    ]


def note_refusal(heard: Heard[Concluded], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteRefusal(
            act=heard.act,
            initiative_id=story_of(heard),
            submission_version=heard.data.submission_version,
            policy_version=heard.data.policy_version,
            source_sequence=heard.envelope.sequence,
        )
    ]


def note_clearance_reversal(heard: Heard[Reopened], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteClearanceReversal(
            act=heard.act,
            initiative_id=story_of(heard),
            submission_version=heard.data.submission_version,
            outcome=heard.data.outcome,
            source_sequence=heard.envelope.sequence,
        )
    ]


def note_clearance_lapse(heard: Heard[Closed], _: Connection) -> Sequence[Command]:
    """A withdrawal is heard of intake itself."""
    if heard.data.reason == "withdrawn":
        return []
    return [
        commands.NoteClearanceLapse(
            act=heard.act, initiative_id=story_of(heard), source_sequence=heard.envelope.sequence
        )
    ]


NOTES: Final[tuple[Reaction[Any], ...]] = (
    Reaction("note-submission", "intake", "nl.koploper.initiative-submitted.v1", Submitted, note_submission),
    Reaction("note-revision", "intake", "nl.koploper.initiative-revised.v1", Revised, note_revision),
    Reaction("note-withdrawal", "intake", "nl.koploper.initiative-withdrawn.v1", Happened, note_withdrawal),
    Reaction("note-assessment", "assessment", "nl.koploper.criteria-assessed.v1", Assessed, note_assessment),
    Reaction(
        "note-assessment-reversal",
        "assessment",
        "nl.koploper.assessment-reversed.v1",
        Undone,
        note_assessment_reversal,
    ),
    Reaction("note-clearance", "review", "nl.koploper.ministry-cleared.v1", Concluded, note_clearance),
    Reaction("note-refusal", "review", "nl.koploper.ministry-refused.v1", Concluded, note_refusal),
    Reaction(
        "note-clearance-reversal", "review", "nl.koploper.clearance-reversed.v1", Reopened, note_clearance_reversal
    ),
    Reaction("note-clearance-lapse", "review", "nl.koploper.clearance-closed.v1", Closed, note_clearance_lapse),
)
