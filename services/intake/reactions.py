"""What intake makes of the others' facts: the submitter hears what was decided; and of its own: persons go."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection

from services.intake import commands, projections, words
from shared import vault
from shared.decider import Command
from shared.erasure.facts import Found
from shared.erasure.hearing import TermPassed, forget_persons_of, record_term
from shared.event import Kept
from shared.heard import Foreign, Heard, Reaction


class PolicyNotNoted(Exception):
    """It ended under a policy that intake has not heard of: the fact waits for it."""


class Sealed(Foreign):
    """A text in another's vault; what is added to this later stays with its owner."""

    ref: str
    digest: str


class Asked(Foreign):
    """assessment: InformationRequested; its event's id is what an answer names."""

    question: Sealed


class Assessed(Foreign):
    """assessment: CriteriaAssessed."""

    outcome: Literal["met", "not-met"]
    submission_version: int
    policy_version: str | None = None


class Refused(Foreign):
    """review: MinistryRefused."""

    submission_version: int
    policy_version: str | None = None


class PolicyActivated(Foreign):
    """assessment: a policy holds from here on."""

    policy_version: str
    retention_days: int | None = None


class OfVersion(Foreign):
    """assessment: AssessmentReversed, DossierReopened; review: MinistryCleared."""

    submission_version: int


class Reopened(Foreign):
    """review: ClearanceReversed, of what was cleared or refused."""

    outcome: Literal["cleared", "refused"]
    submission_version: int


class OfPerson(Foreign):
    """assessment: ConflictDeclared and ConflictDeclarationWithdrawn."""

    person: words.PersonId


class TakenBack(Foreign):
    """publication: ArticleWithdrawn; where it `replaces`, the article went before."""

    reason: str
    replaces: str | None = None


class Happened(Foreign):
    """publication: that it happened is all that is needed."""


def note_question(heard: Heard[Asked], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteQuestion(
            act=heard.act,
            initiative_id=words.InitiativeId(heard.initiative_id),
            request_id=words.RequestId(heard.envelope.id),
            question=Kept(ref=heard.data.question.ref, digest=heard.data.question.digest),
        )
    ]


def note_assessment(heard: Heard[Assessed], connection: Connection) -> Sequence[Command]:
    days = _term(heard, connection) if heard.data.outcome in words.ENDS else words.RETENTION_DAYS
    return [_note(heard, heard.data.outcome, heard.data.submission_version, retention_days=days)]


def note_refusal(heard: Heard[Refused], connection: Connection) -> Sequence[Command]:
    return [_note(heard, "refused", heard.data.submission_version, retention_days=_term(heard, connection))]


def note_reopening(heard: Heard[OfVersion], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteReopening(
            act=heard.act,
            initiative_id=words.InitiativeId(heard.initiative_id),
            submission_version=heard.data.submission_version,
            source_sequence=heard.envelope.sequence,
        )
    ]


def note_policy(heard: Heard[PolicyActivated], _: Connection) -> Sequence[Command]:
    return [
        commands.NotePolicy(
            act=heard.act,
            policy_version=heard.data.policy_version,
            retention_days=heard.data.retention_days or words.RETENTION_DAYS,
            source_sequence=heard.envelope.sequence,
        )
    ]


def note_clearance_reversal(heard: Heard[Reopened], _: Connection) -> Sequence[Command]:
    undone: words.Outcome = "clearance-reversed" if heard.data.outcome == "cleared" else "refusal-reversed"
    return [_note(heard, undone, heard.data.submission_version)]


def note_conflict(*, stands: bool) -> Callable[[Heard[OfPerson], Connection], Sequence[Command]]:
    """A reaction that notes that a conflict of interest stands, or no longer does."""
    return lambda heard, _: [
        commands.NoteConflict(
            act=heard.act,
            initiative_id=words.InitiativeId(heard.initiative_id),
            person=heard.data.person,
            stands=stands,
        )
    ]


def note_removal(heard: Heard[TakenBack], _: Connection) -> Sequence[Command]:
    """That it went is told once: how it ended is told by whoever decided that."""
    if heard.data.replaces is not None:
        return []
    because = next((undone for undone in get_args(words.Undone) if undone == heard.data.reason), None)
    return [_note(heard, "article-withdrawn", None, because)]


def note(outcome: words.Outcome) -> Callable[[Heard[Happened], Connection], Sequence[Command]]:
    """A reaction that notes `outcome`."""
    return lambda heard, _: [_note(heard, outcome, None)]


def note_of_version(outcome: words.Outcome) -> Callable[[Heard[OfVersion], Connection], Sequence[Command]]:
    """A reaction that notes `outcome` of the version that was decided on."""
    return lambda heard, _: [_note(heard, outcome, heard.data.submission_version)]


def forget_persons(heard: Heard[TermPassed], connection: Connection) -> Sequence[Command]:
    """Who tipped what it was found by, and who was approached about that, go with the persons of the initiative."""
    found = projections.taken_up_by(connection, heard.initiative_id)
    return forget_persons_of(heard, connection, [heard.envelope.stream, *found])


def forget_persons_of_signal(heard: Heard[TermPassed], connection: Connection) -> Sequence[Command]:
    """Who tipped it and who was approached about it; not who tips it anew before this is heard."""
    stream = heard.envelope.stream
    told = projections.told_by(connection, stream, heard.envelope.sequence)
    found = vault.about_anybody(connection, [stream])
    return record_term(heard, Found({of: [ref for ref in refs if ref in told] for of, refs in found.items()}))


def _term(heard: Heard[Assessed] | Heard[Refused], connection: Connection) -> int:
    """How long persons are known of what ends under the policy that was decided under; raises PolicyNotNoted."""
    policy = heard.data.policy_version
    if policy is not None and not projections.is_noted(connection, policy):
        raise PolicyNotNoted(
            f"This ended under policy {policy}, of which intake has heard nothing yet: how long its persons are to be "
            "known is not for intake to guess. It is tried again; where it stays, the policy's fact may wait, too."
        )
    return projections.retention_days(connection, policy)


def _note(
    heard: Heard[Any],
    outcome: words.Outcome,
    submission_version: int | None,
    because: words.Undone | None = None,
    retention_days: int = words.RETENTION_DAYS,
) -> Command:
    return commands.NoteOutcome(
        act=heard.act,
        initiative_id=words.InitiativeId(heard.initiative_id),
        outcome=outcome,
        submission_version=submission_version,
        source_sequence=heard.envelope.sequence,
        because=because,
        retention_days=retention_days,
    )


REACTIONS: Final[tuple[Reaction[Any], ...]] = (
    Reaction("note-question", "assessment", "nl.koploper.information-requested.v1", Asked, note_question),
    Reaction("note-assessment", "assessment", "nl.koploper.criteria-assessed.v1", Assessed, note_assessment),
    Reaction(
        "note-assessment-reversal",
        "assessment",
        "nl.koploper.assessment-reversed.v1",
        OfVersion,
        note_of_version("assessment-reversed"),
    ),
    Reaction("note-reopening", "assessment", "nl.koploper.dossier-reopened.v1", OfVersion, note_reopening),
    Reaction("note-conflict", "assessment", "nl.koploper.conflict-declared.v1", OfPerson, note_conflict(stands=True)),
    Reaction(
        "note-conflict-withdrawn",
        "assessment",
        "nl.koploper.conflict-declaration-withdrawn.v1",
        OfPerson,
        note_conflict(stands=False),
    ),
    Reaction("note-clearance", "review", "nl.koploper.ministry-cleared.v1", OfVersion, note_of_version("cleared")),
    Reaction("note-refusal", "review", "nl.koploper.ministry-refused.v1", Refused, note_refusal),
    Reaction(
        "note-clearance-reversal",
        "review",
        "nl.koploper.clearance-reversed.v1",
        Reopened,
        note_clearance_reversal,
    ),
    Reaction("note-publication", "publication", "nl.koploper.article-published.v1", Happened, note("published")),
    Reaction("note-removal", "publication", "nl.koploper.article-withdrawn.v1", TakenBack, note_removal),
    Reaction(
        "note-taking-up",
        "publication",
        "nl.koploper.article-withdrawal-reversed.v1",
        Happened,
        note("article-withdrawal-reversed"),
    ),
    Reaction("note-nomination", "publication", "nl.koploper.koploper-nominated.v1", Happened, note("nominated")),
    Reaction(
        "note-nomination-reversal",
        "publication",
        "nl.koploper.nomination-reversed.v1",
        Happened,
        note("nomination-reversed"),
    ),
    Reaction("note-appointment", "publication", "nl.koploper.koploper-appointed.v1", Happened, note("appointed")),
    Reaction(
        "note-appointment-reversal",
        "publication",
        "nl.koploper.appointment-reversed.v1",
        Happened,
        note("appointment-reversed"),
    ),
    Reaction("note-policy", "assessment", "nl.koploper.policy-activated.v1", PolicyActivated, note_policy),
    Reaction("forget-persons", "intake", "nl.koploper.retention-ended.v1", TermPassed, forget_persons),
    Reaction(
        "forget-persons-of-signal", "intake", "nl.koploper.signal-term-ended.v1", TermPassed, forget_persons_of_signal
    ),
)
