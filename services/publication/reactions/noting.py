"""What publication makes of the others' facts: each is noted as a fact of its own."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.publication import commands, events
from services.publication.reactions.parts import Happened, story_of
from shared.decider import Command
from shared.heard import Foreign, Heard, Reaction


class Submitted(Foreign):
    """intake: InitiativeSubmitted."""

    submission_version: int
    title: str
    region: str
    themes: tuple[events.Theme, ...]
    branches: tuple[events.Branch, ...]
    submitter: events.PersonId


class Revised(Foreign):
    """intake: InitiativeRevised, which names what changed."""

    submission_version: int
    title: str | None = None
    region: str | None = None
    themes: tuple[events.Theme, ...] | None = None
    branches: tuple[events.Branch, ...] | None = None


class Assessed(Foreign):
    """assessment: CriteriaAssessed."""

    submission_version: int
    policy_version: str
    outcome: events.Outcome


class Concluded(Foreign):
    """review: MinistryCleared and MinistryRefused."""

    submission_version: int
    policy_version: str


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
        )
    ]


def note_clearance(heard: Heard[Concluded], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteClearance(
            act=heard.act,
            initiative_id=story_of(heard),
            submission_version=heard.data.submission_version,
            policy_version=heard.data.policy_version,
        )
    ]


def note_refusal(heard: Heard[Concluded], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteRefusal(
            act=heard.act,
            initiative_id=story_of(heard),
            submission_version=heard.data.submission_version,
            policy_version=heard.data.policy_version,
        )
    ]


NOTES: Final[tuple[Reaction[Any], ...]] = (
    Reaction("note-submission", "intake", "nl.koploper.initiative-submitted.v1", Submitted, note_submission),
    Reaction("note-revision", "intake", "nl.koploper.initiative-revised.v1", Revised, note_revision),
    Reaction("note-withdrawal", "intake", "nl.koploper.initiative-withdrawn.v1", Happened, note_withdrawal),
    Reaction("note-assessment", "assessment", "nl.koploper.criteria-assessed.v1", Assessed, note_assessment),
    Reaction("note-clearance", "review", "nl.koploper.ministry-cleared.v1", Concluded, note_clearance),
    Reaction("note-refusal", "review", "nl.koploper.ministry-refused.v1", Concluded, note_refusal),
)
