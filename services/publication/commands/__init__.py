"""What may be asked of publication: one frozen class per act or reaction."""

from typing import TypeAlias

from services.publication.commands.article import (
    Approve,
    Correct,
    DraftArticle,
    OnDraft,
    Publish,
    RecordAdoption,
    RecordAppearance,
    RecordToolkit,
    ReverseWithdrawal,
    Terms,
    Withdraw,
    WithdrawApproval,
    WithdrawConsent,
)
from services.publication.commands.channels import (
    OnChannel,
    PlanChannel,
    RecordChannelFailure,
    RecordChannelOut,
    RecordChannelWithdrawn,
)
from services.publication.commands.conflict import NoteConflict
from services.publication.commands.forgotten import CheckForNames, ForgetContact
from services.publication.commands.meetings import (
    AnswerInvitation,
    Appoint,
    CallOffMeeting,
    Invite,
    InviteAnew,
    InviteWaiting,
    LeaveCalledOff,
    MoveMeeting,
    Nominate,
    PlanMeeting,
    RecordAbsence,
    ReleaseSeat,
    ReverseAppointment,
    ReverseNomination,
)
from services.publication.commands.noted import (
    NoteAssessment,
    NoteAssessmentReversal,
    NoteClearance,
    NoteClearanceLapse,
    NoteClearanceReversal,
    NoteRefusal,
    NoteRevision,
    NoteSubmission,
    NoteWithdrawal,
    TellAnew,
)
from services.publication.commands.parts import (
    AtMeeting,
    OnMeeting,
    OnStory,
    Onward,
    meeting_stream,
    story_stream,
)

Note: TypeAlias = (
    NoteSubmission
    | NoteRevision
    | NoteAssessment
    | NoteAssessmentReversal
    | NoteClearance
    | NoteRefusal
    | NoteClearanceReversal
    | NoteClearanceLapse
    | NoteWithdrawal
)
ChannelCommand: TypeAlias = PlanChannel | RecordChannelOut | RecordChannelFailure | RecordChannelWithdrawn
ArticleCommand: TypeAlias = (
    DraftArticle
    | Approve
    | WithdrawApproval
    | WithdrawConsent
    | Publish
    | Correct
    | Withdraw
    | ReverseWithdrawal
    | TellAnew
    | ForgetContact
    | CheckForNames
)
Following: TypeAlias = RecordAppearance | RecordAdoption | RecordToolkit
StoryCommand: TypeAlias = Note | ChannelCommand | ArticleCommand | Following
MeetingCommand: TypeAlias = PlanMeeting | MoveMeeting | CallOffMeeting
SeatCommand: TypeAlias = (
    Invite
    | AnswerInvitation
    | RecordAbsence
    | Nominate
    | ReverseNomination
    | Appoint
    | ReverseAppointment
    | ReleaseSeat
    | InviteAnew
    | LeaveCalledOff
    | InviteWaiting
)

__all__ = [
    "AnswerInvitation",
    "Appoint",
    "Approve",
    "ArticleCommand",
    "AtMeeting",
    "CallOffMeeting",
    "ChannelCommand",
    "CheckForNames",
    "Correct",
    "DraftArticle",
    "Following",
    "ForgetContact",
    "Invite",
    "InviteAnew",
    "InviteWaiting",
    "LeaveCalledOff",
    "MeetingCommand",
    "MoveMeeting",
    "Nominate",
    "Note",
    "NoteAssessment",
    "NoteAssessmentReversal",
    "NoteClearance",
    "NoteClearanceLapse",
    "NoteClearanceReversal",
    "NoteConflict",
    "NoteRefusal",
    "NoteRevision",
    "NoteSubmission",
    "NoteWithdrawal",
    "OnChannel",
    "OnDraft",
    "OnMeeting",
    "OnStory",
    "Onward",
    "PlanChannel",
    "PlanMeeting",
    "Publish",
    "RecordAbsence",
    "RecordAdoption",
    "RecordAppearance",
    "RecordChannelFailure",
    "RecordChannelOut",
    "RecordChannelWithdrawn",
    "RecordToolkit",
    "ReleaseSeat",
    "ReverseAppointment",
    "ReverseNomination",
    "ReverseWithdrawal",
    "SeatCommand",
    "StoryCommand",
    "TellAnew",
    "Terms",
    "Withdraw",
    "WithdrawApproval",
    "WithdrawConsent",
    "meeting_stream",
    "story_stream",
]
