"""What publication makes of the others' facts, and of its own taking back: the Koploper's seats are free again."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.publication import commands, events, projections
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


class Happened(Foreign):
    """That it happened is all that is needed."""


def note_submission(heard: Heard[Submitted], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteSubmission(
            act=heard.act,
            initiative_id=_story(heard),
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
            initiative_id=_story(heard),
            submission_version=heard.data.submission_version,
            title=heard.data.title,
            region=heard.data.region,
            themes=heard.data.themes,
            branches=heard.data.branches,
        )
    ]


def note_withdrawal(heard: Heard[Happened], _: Connection) -> Sequence[Command]:
    return [commands.NoteWithdrawal(act=heard.act, initiative_id=_story(heard))]


def note_assessment(heard: Heard[Assessed], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteAssessment(
            act=heard.act,
            initiative_id=_story(heard),
            submission_version=heard.data.submission_version,
            policy_version=heard.data.policy_version,
            outcome=heard.data.outcome,
        )
    ]


def note_clearance(heard: Heard[Concluded], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteClearance(
            act=heard.act,
            initiative_id=_story(heard),
            submission_version=heard.data.submission_version,
            policy_version=heard.data.policy_version,
        )
    ]


def note_refusal(heard: Heard[Concluded], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteRefusal(
            act=heard.act,
            initiative_id=_story(heard),
            submission_version=heard.data.submission_version,
            policy_version=heard.data.policy_version,
        )
    ]


def release_seats(heard: Heard[Happened], connection: Connection) -> Sequence[Command]:
    """One per meeting: no seat can be taken any more, so the read model names all that are held."""
    story = _story(heard)
    return [
        commands.ReleaseSeat(act=heard.act, meeting_id=events.MeetingId(meeting), initiative_id=story)
        for meeting in projections.seats_of(connection, story)
    ]


def _story(heard: Heard[Any]) -> events.InitiativeId:
    return events.InitiativeId(heard.initiative_id)


REACTIONS: Final[tuple[Reaction[Any], ...]] = (
    Reaction("note-submission", "intake", "nl.koploper.initiative-submitted.v1", Submitted, note_submission),
    Reaction("note-revision", "intake", "nl.koploper.initiative-revised.v1", Revised, note_revision),
    Reaction("note-withdrawal", "intake", "nl.koploper.initiative-withdrawn.v1", Happened, note_withdrawal),
    Reaction("note-assessment", "assessment", "nl.koploper.criteria-assessed.v1", Assessed, note_assessment),
    Reaction("note-clearance", "review", "nl.koploper.ministry-cleared.v1", Concluded, note_clearance),
    Reaction("note-refusal", "review", "nl.koploper.ministry-refused.v1", Concluded, note_refusal),
    Reaction("release-seats", "publication", "nl.koploper.article-withdrawn.v1", Happened, release_seats),
)
