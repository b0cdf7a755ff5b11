"""What the story makes of facts it hears: it never refuses, and says nothing twice."""

from typing import assert_never

from services.publication import commands, events
from services.publication.decider.heard import HeardOf, knows
from services.publication.decider.notices import NOTICES
from services.publication.decider.story import Open, Published, Story, TakenBack, Waiting, Withdrawn, evolve


def note(command: commands.Note, state: Story) -> list[events.StoryEvent]:
    match command:
        case commands.NoteSubmission():
            return hear(state, _submission(command))
        case commands.NoteRevision():
            return hear(state, _revision(command))
        case commands.NoteAssessment(submission_version=version, policy_version=policy):
            fact = events.AssessmentNotedByPublication(
                submission_version=version, policy_version=policy, outcome=command.outcome
            )
            return hear(state, fact)
        case commands.NoteClearance(submission_version=version, policy_version=policy):
            return hear(state, events.ClearanceNotedByPublication(submission_version=version, policy_version=policy))
        case commands.NoteRefusal(submission_version=version, policy_version=policy):
            return hear(state, events.RefusalNotedByPublication(submission_version=version, policy_version=policy))
        case commands.NoteWithdrawal():
            return hear_withdrawal(state)
        case _:
            assert_never(command)


def hear(state: Story, fact: HeardOf) -> list[events.StoryEvent]:
    """The fact, unless it adds nothing, and the opening that it was the last to wait for."""
    match state:
        case TakenBack() | Withdrawn():
            return []
        case Waiting() | Open() | Published():
            return [] if knows(state.heard, fact) else [fact, *opening(evolve(state, fact))]
        case _:
            assert_never(state)


def opening(state: Story) -> list[events.StoryEvent]:
    match state:
        case Waiting():
            content = state.heard.cleared_content
            return [] if content is None else [_opened(content)]
        case Open() | Published() | TakenBack() | Withdrawn():
            return []
        case _:
            assert_never(state)


def hear_withdrawal(state: Story) -> list[events.StoryEvent]:
    """A withdrawal binds before anything else is known; what is out already is taken back at once."""
    match state:
        case Waiting() | Open() | TakenBack():
            return [events.WithdrawalNotedByPublication()]
        case Published():
            reason: events.WithdrawnBy = "withdrawn-by-submitter"
            return [
                events.WithdrawalNotedByPublication(),
                events.ArticleWithdrawn(reason=reason, notice=NOTICES[reason]),
            ]
        case Withdrawn():
            return []
        case _:
            assert_never(state)


def _submission(command: commands.NoteSubmission) -> events.SubmissionNotedByPublication:
    return events.SubmissionNotedByPublication(
        submission_version=command.submission_version,
        title=command.title,
        region=command.region,
        themes=command.themes,
        branches=command.branches,
        submitter=command.submitter,
    )


def _revision(command: commands.NoteRevision) -> events.RevisionNotedByPublication:
    return events.RevisionNotedByPublication(
        submission_version=command.submission_version,
        title=command.title,
        region=command.region,
        themes=command.themes,
        branches=command.branches,
    )


def _opened(content: events.SubmissionNotedByPublication) -> events.StoryOpened:
    return events.StoryOpened(
        submission_version=content.submission_version,
        title=content.title,
        region=content.region,
        themes=content.themes,
        branches=content.branches,
    )
