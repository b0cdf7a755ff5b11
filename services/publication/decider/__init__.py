"""All that publication decides: the story's switch, and what is decided per stream and across streams."""

from typing import Final, assert_never

from services.publication import commands, events
from services.publication.decider import (
    agreeing,
    article,
    carrying,
    conflicts,
    following,
    forgotten,
    meeting,
    notes,
    story,
)
from shared.conflict import CATEGORY, admit
from shared.decider import Core, Decider


def decide(command: commands.StoryCommand, state: story.Story) -> list[events.StoryEvent]:
    match command:
        case (
            commands.NoteSubmission()
            | commands.NoteRevision()
            | commands.NoteAssessment()
            | commands.NoteAssessmentReversal()
            | commands.NoteClearance()
            | commands.NoteRefusal()
            | commands.NoteClearanceReversal()
            | commands.NoteClearanceLapse()
            | commands.NoteWithdrawal()
        ):
            return notes.note(command, state)
        case commands.DraftArticle():
            return article.write(command, state)
        case commands.Approve():
            return agreeing.approve(command, state)
        case commands.WithdrawApproval():
            return agreeing.withdraw_approval(command, state)
        case commands.WithdrawConsent():
            return agreeing.withdraw_consent(command, state)
        case commands.Publish():
            return article.publish(command, state)
        case commands.Correct():
            return article.correct(command, state)
        case commands.Withdraw():
            return article.withdraw(command, state)
        case commands.ReverseWithdrawal():
            return article.reverse_withdrawal(command, state)
        case commands.RecordAppearance() | commands.RecordAdoption() | commands.RecordToolkit():
            return following.decide(command, state)
        case (
            commands.PlanChannel()
            | commands.RecordChannelOut()
            | commands.RecordChannelFailure()
            | commands.RecordChannelWithdrawn()
        ):
            return carrying.decide(command, state)
        case commands.TellAnew():
            return notes.tell(command, state)
        case commands.ForgetContact():
            return forgotten.forget(command, state)
        case commands.CheckForNames():
            return forgotten.check(command, state)
        case _:
            assert_never(command)


STORY: Final[Decider[commands.StoryCommand, story.Story, events.StoryEvent]] = Decider(
    story.INITIAL, decide, story.evolve
)

CORE: Final = Core(
    events.TYPES,
    {"initiative": STORY, "meeting": meeting.DECIDER, CATEGORY: conflicts.DECIDER},
    conflicts.ACROSS,
    admit,
)
