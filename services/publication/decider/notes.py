"""What the story makes of facts it hears: it never refuses, and says nothing twice."""

from typing import assert_never

from services.publication import commands, events
from services.publication.decider.heard import HeardOf, OfReview, knows
from services.publication.decider.notices import gone
from services.publication.decider.story import (
    Open,
    Published,
    Story,
    TakenBack,
    Waiting,
    Withdrawn,
    evolve,
)


def note(command: commands.Note, state: Story) -> list[events.StoryEvent]:
    match command:
        case commands.NoteSubmission():
            return hear(state, _submission(command))
        case commands.NoteRevision():
            return hear(state, _revision(command))
        case commands.NoteAssessment(submission_version=version, policy_version=policy):
            fact = events.AssessmentNotedByPublication(
                submission_version=version,
                policy_version=policy,
                outcome=command.outcome,
                source_sequence=command.source_sequence,
            )
            return hear(state, fact)
        case commands.NoteAssessmentReversal(submission_version=version, source_sequence=number):
            return hear(
                state,
                events.AssessmentReversalNotedByPublication(submission_version=version, source_sequence=number),
            )
        case (
            commands.NoteClearance()
            | commands.NoteRefusal()
            | commands.NoteClearanceReversal()
            | commands.NoteClearanceLapse()
        ):
            return hear(state, _conclusion(command))
        case commands.NoteWithdrawal():
            return hear_withdrawal(state)
        case _:
            assert_never(command)


def hear(state: Story, fact: HeardOf) -> list[events.StoryEvent]:
    """The fact, unless it adds nothing, and what follows from it at once."""
    match state:
        case Withdrawn():
            return []
        case Waiting() | Open() | Published() | TakenBack():
            return [] if knows(state.heard, fact) else [fact, *following(evolve(state, fact))]
        case _:
            assert_never(state)


def following(state: Story) -> list[events.StoryEvent]:
    """The opening that the fact was the last to wait for; or that what is out goes, when it rests on nothing.

    What went tells why it is not out as that is now: what undid it may have ended another way, or be made good.
    """
    match state:
        case Waiting():
            content = state.heard.cleared_content
            return [] if content is None else [_opened(content)]
        case Published():
            undone = state.heard.undone
            return [] if undone is None else [gone(undone)]
        case Open(heard=heard, before=before):
            return _told_otherwise(before.told, heard.undone or "to-agree-anew")
        case Withdrawn(outdated=told):
            return _told_otherwise(told, "withdrawn-by-submitter")
        case TakenBack():
            return []
        case _:
            assert_never(state)


def hear_withdrawal(state: Story) -> list[events.StoryEvent]:
    """A withdrawal binds before anything else is known; what is out already is taken back at once.

    What the editors took back is gone for that, whatever its submitter does.
    """
    noted = events.WithdrawalNotedByPublication()
    match state:
        case Published():
            return [noted, gone("withdrawn-by-submitter")]
        case Waiting() | Open() | TakenBack():
            return [noted, *following(evolve(state, noted))]
        case Withdrawn():
            return []
        case _:
            assert_never(state)


def tell(_: commands.TellAnew, state: Story) -> list[events.StoryEvent]:
    """What the notice of an article that went would tell by now, had it always been told anew."""
    match state:
        case Open() | Withdrawn():
            return following(state)
        case Waiting() | Published() | TakenBack():
            return []
        case _:
            assert_never(state)


def _told_otherwise(told: events.WithdrawnBy | None, reason: events.WithdrawnBy) -> list[events.StoryEvent]:
    """That the notice of an article that went is another, where it is."""
    return [] if told in {None, reason} else [gone(reason, replaces=told)]


def _submission(command: commands.NoteSubmission) -> events.SubmissionNotedByPublication:
    return events.SubmissionNotedByPublication(
        submission_version=command.submission_version,
        title=command.title,
        region=command.region,
        themes=command.themes,
        branches=command.branches,
        submitter=command.submitter,
        submission_digest=command.submission_digest,
        contacts=command.contacts,
    )


def _revision(command: commands.NoteRevision) -> events.RevisionNotedByPublication:
    return events.RevisionNotedByPublication(
        submission_version=command.submission_version,
        title=command.title,
        region=command.region,
        themes=command.themes,
        branches=command.branches,
        submission_digest=command.submission_digest,
        contacts=command.contacts,
    )


def _conclusion(
    command: commands.NoteClearance
    | commands.NoteRefusal
    | commands.NoteClearanceReversal
    | commands.NoteClearanceLapse,
) -> OfReview:
    match command:
        case commands.NoteClearance(submission_version=version, policy_version=policy, source_sequence=number):
            return events.ClearanceNotedByPublication(
                submission_version=version,
                policy_version=policy,
                source_sequence=number,
                policy_digest=command.policy_digest,
            )
        case commands.NoteRefusal(submission_version=version, policy_version=policy, source_sequence=number):
            return events.RefusalNotedByPublication(
                submission_version=version, policy_version=policy, source_sequence=number
            )
        case commands.NoteClearanceReversal(submission_version=version, outcome=outcome, source_sequence=number):
            return events.ClearanceReversalNotedByPublication(
                submission_version=version, outcome=outcome, source_sequence=number
            )
        case commands.NoteClearanceLapse(source_sequence=number):
            return events.ClearanceLapseNotedByPublication(source_sequence=number)
        case _:
            assert_never(command)


def _opened(content: events.SubmissionNotedByPublication) -> events.StoryOpened:
    return events.StoryOpened(
        submission_version=content.submission_version,
        title=content.title,
        region=content.region,
        themes=content.themes,
        branches=content.branches,
    )
