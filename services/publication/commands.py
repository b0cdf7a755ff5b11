"""What may be asked of publication: one frozen class per act or reaction."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from services.publication import events
from shared.actor import Role
from shared.decider import Command
from shared.event import Kept

SYSTEM: Final[frozenset[Role]] = frozenset({"system"})
EDITOR: Final[frozenset[Role]] = frozenset({"editor"})
SUBMITTER: Final[frozenset[Role]] = frozenset({"submitter"})
VWS: Final[frozenset[Role]] = frozenset({"ministry-vws"})


def story_stream(initiative_id: events.InitiativeId) -> str:
    return f"initiative-{initiative_id}"


def meeting_stream(meeting_id: events.MeetingId) -> str:
    return f"meeting-{meeting_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStory(Command):
    """A command about one story."""

    initiative_id: events.InitiativeId

    @property
    def streams(self) -> tuple[str, ...]:
        return (story_stream(self.initiative_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMeeting(Command):
    """A command about one Koploper at one meeting; the meeting is the resource asked."""

    meeting_id: events.MeetingId
    initiative_id: events.InitiativeId

    @property
    def streams(self) -> tuple[str, ...]:
        return (meeting_stream(self.meeting_id), story_stream(self.initiative_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSubmission(OnStory):
    """An initiative was submitted."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    title: str
    region: str
    themes: tuple[events.Theme, ...]
    branches: tuple[events.Branch, ...]
    submitter: events.PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRevision(OnStory):
    """The submitter revised the initiative; what did not change is None."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    title: str | None = None
    region: str | None = None
    themes: tuple[events.Theme, ...] | None = None
    branches: tuple[events.Branch, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAssessment(OnStory):
    """A version of the initiative was assessed."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    policy_version: str
    outcome: events.Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteClearance(OnStory):
    """The ministries cleared a version of the initiative."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    policy_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefusal(OnStory):
    """A ministry refused a version of the initiative."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    policy_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWithdrawal(OnStory):
    """The submitter withdrew the initiative."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftArticle(OnStory):
    """Write a draft; `body` is Markdown."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    title: str
    intro: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the contact person agrees to have published, and where it is kept."""

    consent: events.Consent
    published: events.PublishedContact


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(OnStory):
    """A submitter approves as the contact person, on terms; an editor gives none."""

    roles: ClassVar[frozenset[Role]] = EDITOR | SUBMITTER
    draft_version: int
    terms: Terms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish(OnStory):
    """Bring the article out, for the first time."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    draft_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(OnStory):
    """Put a newer draft in the place of what is out."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    draft_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(OnStory):
    """The editor's own taking back; why is known to the office only."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAppearance(OnStory):
    """The Koploper was on a podium."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    kind: str
    title: str
    link: str | None = None
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAdoption(OnStory):
    """Somebody took over an element."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    by: str
    element: str
    form: events.Form
    result: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMeeting(Command):
    """Announce a meeting under its new id."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    meeting_id: events.MeetingId
    title: str
    region: str
    date: dt.date
    place: str
    capacity: int

    @property
    def streams(self) -> tuple[str, ...]:
        return (meeting_stream(self.meeting_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(AtMeeting):
    """Ask a Koploper to a meeting and hold a seat for it."""

    roles: ClassVar[frozenset[Role]] = EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInvitation(AtMeeting):
    """Say whether the Koploper comes."""

    roles: ClassVar[frozenset[Role]] = SUBMITTER
    answer: events.Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominate(AtMeeting):
    """Put a Koploper forward at the meeting."""

    roles: ClassVar[frozenset[Role]] = EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint(AtMeeting):
    """Name a nominated Koploper officially."""

    roles: ClassVar[frozenset[Role]] = VWS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSeat(AtMeeting):
    """What follows an article's withdrawal at each meeting its Koploper was invited to."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


Note: TypeAlias = NoteSubmission | NoteRevision | NoteAssessment | NoteClearance | NoteRefusal | NoteWithdrawal
StoryCommand: TypeAlias = (
    Note | DraftArticle | Approve | Publish | Correct | Withdraw | RecordAppearance | RecordAdoption
)
MeetingCommand: TypeAlias = PlanMeeting
SeatCommand: TypeAlias = Invite | AnswerInvitation | Nominate | Appoint | ReleaseSeat
