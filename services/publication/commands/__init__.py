"""What may be asked of publication: one frozen class per act or reaction."""

from typing import TypeAlias

from services.publication.commands.article import (
    Approve,
    Correct,
    DraftArticle,
    Publish,
    RecordAdoption,
    RecordAppearance,
    Terms,
    Withdraw,
)
from services.publication.commands.channels import (
    OnChannel,
    PlanChannel,
    RecordChannelFailure,
    RecordChannelOut,
    RecordChannelWithdrawn,
)
from services.publication.commands.meetings import (
    AnswerInvitation,
    Appoint,
    Invite,
    Nominate,
    PlanMeeting,
    ReleaseSeat,
)
from services.publication.commands.noted import (
    NoteAssessment,
    NoteClearance,
    NoteRefusal,
    NoteRevision,
    NoteSubmission,
    NoteWithdrawal,
)
from services.publication.commands.parts import (
    AtMeeting,
    OnStory,
    meeting_stream,
    story_stream,
)

Note: TypeAlias = NoteSubmission | NoteRevision | NoteAssessment | NoteClearance | NoteRefusal | NoteWithdrawal
ChannelCommand: TypeAlias = PlanChannel | RecordChannelOut | RecordChannelFailure | RecordChannelWithdrawn
StoryCommand: TypeAlias = (
    Note | ChannelCommand | DraftArticle | Approve | Publish | Correct | Withdraw | RecordAppearance | RecordAdoption
)
MeetingCommand: TypeAlias = PlanMeeting
SeatCommand: TypeAlias = Invite | AnswerInvitation | Nominate | Appoint | ReleaseSeat

__all__ = [
    "AnswerInvitation",
    "Appoint",
    "Approve",
    "AtMeeting",
    "ChannelCommand",
    "Correct",
    "DraftArticle",
    "Invite",
    "MeetingCommand",
    "Nominate",
    "Note",
    "NoteAssessment",
    "NoteClearance",
    "NoteRefusal",
    "NoteRevision",
    "NoteSubmission",
    "NoteWithdrawal",
    "OnChannel",
    "OnStory",
    "PlanChannel",
    "PlanMeeting",
    "Publish",
    "RecordAdoption",
    "RecordAppearance",
    "RecordChannelFailure",
    "RecordChannelOut",
    "RecordChannelWithdrawn",
    "ReleaseSeat",
    "SeatCommand",
    "StoryCommand",
    "Terms",
    "Withdraw",
    "meeting_stream",
    "story_stream",
]
