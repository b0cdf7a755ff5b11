"""All facts of publication: those of the stream `initiative-<uuid>` and those of `meeting-<uuid>`
and `conflict-<uuid>`.
"""

from typing import Final, TypeAlias, get_args

from services.publication.events.article import (
    ApprovalWithdrawn,
    ArticleApproved,
    ArticleCorrected,
    ArticleDrafted,
    ArticlePublished,
    ArticleWithdrawalReversed,
    ArticleWithdrawn,
    ConsentWithdrawn,
    ElementAdopted,
    PodiumAppearanceRecorded,
    StoryOpened,
)
from services.publication.events.channel import ChannelFailed, ChannelPlanned, ChannelPublished, ChannelWithdrawn
from services.publication.events.conflict import ApprovalSetAside, ConflictNotedByPublication
from services.publication.events.forgotten import ArticleCheckedForNames, ContactErased
from services.publication.events.koploper import (
    AppointmentReversed,
    InvitationAnswered,
    InvitationLapsed,
    KoploperAppointed,
    KoploperInvited,
    KoploperNominated,
    MeetingCalledOff,
    MeetingMoved,
    MeetingPlanned,
    NominationReversed,
    SeatReleased,
    SeatReserved,
    ToolkitSent,
)
from services.publication.events.noted import (
    AssessmentNotedByPublication,
    AssessmentReversalNotedByPublication,
    ClearanceLapseNotedByPublication,
    ClearanceNotedByPublication,
    ClearanceReversalNotedByPublication,
    RefusalNotedByPublication,
    RevisionNotedByPublication,
    SubmissionNotedByPublication,
    WithdrawalNotedByPublication,
)
from services.publication.events.parts import (
    CHANNELS,
    FORMS,
    UNDONE,
    WEBSITE,
    Approver,
    Branch,
    Channel,
    Consent,
    Form,
    InitiativeId,
    Lapse,
    MeetingId,
    Outcome,
    PersonId,
    Podium,
    PublishedContact,
    Reply,
    Sending,
    Theme,
    Undone,
    Verdict,
    WithdrawnBy,
)
from shared.event import EventTypes

StoryEvent: TypeAlias = (
    SubmissionNotedByPublication
    | RevisionNotedByPublication
    | AssessmentNotedByPublication
    | AssessmentReversalNotedByPublication
    | ClearanceNotedByPublication
    | RefusalNotedByPublication
    | ClearanceReversalNotedByPublication
    | ClearanceLapseNotedByPublication
    | WithdrawalNotedByPublication
    | StoryOpened
    | ArticleDrafted
    | ArticleApproved
    | ApprovalSetAside
    | ApprovalWithdrawn
    | ConsentWithdrawn
    | ArticlePublished
    | ArticleCorrected
    | ArticleWithdrawn
    | ArticleWithdrawalReversed
    | PodiumAppearanceRecorded
    | ElementAdopted
    | ChannelPlanned
    | ChannelPublished
    | ChannelFailed
    | ChannelWithdrawn
    | KoploperInvited
    | InvitationAnswered
    | InvitationLapsed
    | KoploperNominated
    | NominationReversed
    | KoploperAppointed
    | AppointmentReversed
    | ToolkitSent
    | ContactErased
    | ArticleCheckedForNames
)
MeetingEvent: TypeAlias = MeetingPlanned | MeetingMoved | MeetingCalledOff | SeatReserved | SeatReleased

TYPES: Final = EventTypes(*get_args(StoryEvent), *get_args(MeetingEvent), ConflictNotedByPublication)

__all__ = [
    "CHANNELS",
    "FORMS",
    "TYPES",
    "UNDONE",
    "WEBSITE",
    "AppointmentReversed",
    "ApprovalSetAside",
    "ApprovalWithdrawn",
    "Approver",
    "ArticleApproved",
    "ArticleCheckedForNames",
    "ArticleCorrected",
    "ArticleDrafted",
    "ArticlePublished",
    "ArticleWithdrawalReversed",
    "ArticleWithdrawn",
    "AssessmentNotedByPublication",
    "AssessmentReversalNotedByPublication",
    "Branch",
    "Channel",
    "ChannelFailed",
    "ChannelPlanned",
    "ChannelPublished",
    "ChannelWithdrawn",
    "ClearanceLapseNotedByPublication",
    "ClearanceNotedByPublication",
    "ClearanceReversalNotedByPublication",
    "ConflictNotedByPublication",
    "Consent",
    "ConsentWithdrawn",
    "ContactErased",
    "ElementAdopted",
    "Form",
    "InitiativeId",
    "InvitationAnswered",
    "InvitationLapsed",
    "KoploperAppointed",
    "KoploperInvited",
    "KoploperNominated",
    "Lapse",
    "MeetingCalledOff",
    "MeetingEvent",
    "MeetingId",
    "MeetingMoved",
    "MeetingPlanned",
    "NominationReversed",
    "Outcome",
    "PersonId",
    "Podium",
    "PodiumAppearanceRecorded",
    "PublishedContact",
    "RefusalNotedByPublication",
    "Reply",
    "RevisionNotedByPublication",
    "SeatReleased",
    "SeatReserved",
    "Sending",
    "StoryEvent",
    "StoryOpened",
    "SubmissionNotedByPublication",
    "Theme",
    "ToolkitSent",
    "Undone",
    "Verdict",
    "WithdrawalNotedByPublication",
    "WithdrawnBy",
]
