"""All facts of publication: those of the stream `initiative-<uuid>` and those of `meeting-<uuid>`
and `conflict-<uuid>`.
"""

from typing import Final, TypeAlias, get_args

from services.publication.events.article import (
    ArticleApproved,
    ArticleCorrected,
    ArticleDrafted,
    ArticlePublished,
    ArticleWithdrawn,
    ElementAdopted,
    PodiumAppearanceRecorded,
    StoryOpened,
)
from services.publication.events.channel import ChannelFailed, ChannelPlanned, ChannelPublished, ChannelWithdrawn
from services.publication.events.conflict import ApprovalSetAside, ConflictNotedByPublication
from services.publication.events.koploper import (
    InvitationAnswered,
    InvitationLapsed,
    KoploperAppointed,
    KoploperInvited,
    KoploperNominated,
    MeetingCalledOff,
    MeetingMoved,
    MeetingPlanned,
    SeatReleased,
    SeatReserved,
)
from services.publication.events.noted import (
    AssessmentNotedByPublication,
    ClearanceNotedByPublication,
    RefusalNotedByPublication,
    RevisionNotedByPublication,
    SubmissionNotedByPublication,
    WithdrawalNotedByPublication,
)
from services.publication.events.parts import (
    CHANNELS,
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
    PublishedContact,
    Reply,
    Theme,
    WithdrawnBy,
)
from shared.event import EventTypes

StoryEvent: TypeAlias = (
    SubmissionNotedByPublication
    | RevisionNotedByPublication
    | AssessmentNotedByPublication
    | ClearanceNotedByPublication
    | RefusalNotedByPublication
    | WithdrawalNotedByPublication
    | StoryOpened
    | ArticleDrafted
    | ArticleApproved
    | ApprovalSetAside
    | ArticlePublished
    | ArticleCorrected
    | ArticleWithdrawn
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
    | KoploperAppointed
)
MeetingEvent: TypeAlias = MeetingPlanned | MeetingMoved | MeetingCalledOff | SeatReserved | SeatReleased

TYPES: Final = EventTypes(*get_args(StoryEvent), *get_args(MeetingEvent), ConflictNotedByPublication)

__all__ = [
    "CHANNELS",
    "TYPES",
    "WEBSITE",
    "ApprovalSetAside",
    "Approver",
    "ArticleApproved",
    "ArticleCorrected",
    "ArticleDrafted",
    "ArticlePublished",
    "ArticleWithdrawn",
    "AssessmentNotedByPublication",
    "Branch",
    "Channel",
    "ChannelFailed",
    "ChannelPlanned",
    "ChannelPublished",
    "ChannelWithdrawn",
    "ClearanceNotedByPublication",
    "ConflictNotedByPublication",
    "Consent",
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
    "Outcome",
    "PersonId",
    "PodiumAppearanceRecorded",
    "PublishedContact",
    "RefusalNotedByPublication",
    "Reply",
    "RevisionNotedByPublication",
    "SeatReleased",
    "SeatReserved",
    "StoryEvent",
    "StoryOpened",
    "SubmissionNotedByPublication",
    "Theme",
    "WithdrawalNotedByPublication",
    "WithdrawnBy",
]
