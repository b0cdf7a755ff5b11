"""The states of a story, and what each fact makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias, assert_never

from services.publication import events
from services.publication.decider.heard import NOTHING, Heard, HeardOf, hear


@dataclass(frozen=True, slots=True)
class NoDraft:
    """Nothing is written yet."""


NO_DRAFT: Final = NoDraft()
NOTHING_PUBLIC: Final = events.PublishedContact()


@dataclass(frozen=True, slots=True)
class Draft:
    """The newest draft, and who agreed to it; `contact` is what its contact person lets be published."""

    version: int
    title: str
    intro: str
    body: str
    author: events.PersonId
    approved: frozenset[events.Approver] = frozenset()
    contact: events.PublishedContact = NOTHING_PUBLIC


Desk: TypeAlias = NoDraft | Draft
Invitation: TypeAlias = Literal["invited"] | events.Reply


@dataclass(frozen=True, slots=True)
class NotNominated:
    """A Koploper that was not yet put forward."""


@dataclass(frozen=True, slots=True)
class Nominated:
    """Put forward at a meeting."""

    meeting_id: events.MeetingId


@dataclass(frozen=True, slots=True)
class Appointed:
    """Named by the ministry at a meeting."""

    meeting_id: events.MeetingId


Standing: TypeAlias = NotNominated | Nominated | Appointed
NOT_NOMINATED: Final = NotNominated()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not all is known that opens a story. `version` is the stream's, in every state."""

    version: int = 0
    heard: Heard = NOTHING


@dataclass(frozen=True, slots=True)
class Open:
    """The article is being written."""

    version: int
    heard: Heard
    desk: Desk = NO_DRAFT


@dataclass(frozen=True, slots=True)
class Published:
    """The initiative is a Koploper. The desk may hold a newer draft than the one that is out."""

    version: int
    heard: Heard
    desk: Desk
    draft_out: int
    title: str
    published_version: int = 1
    invitations: Mapping[events.MeetingId, Invitation] = field(default_factory=dict)
    standing: Standing = NOT_NOMINATED


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The editor took the article back."""

    version: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The submitter withdrew the initiative, at whatever moment."""

    version: int


Story: TypeAlias = Waiting | Open | Published | TakenBack | Withdrawn
INITIAL: Final[Story] = Waiting()

DeskFact: TypeAlias = events.ArticleDrafted | events.ArticleApproved
KoploperFact: TypeAlias = (
    events.ArticleCorrected
    | events.KoploperInvited
    | events.InvitationAnswered
    | events.KoploperNominated
    | events.KoploperAppointed
)


def evolve(state: Story, event: events.StoryEvent) -> Story:
    """The story after `event`; a fact that cannot follow only counts in the version."""
    state = replace(state, version=state.version + 1)
    match event:
        case (
            events.SubmissionNotedByPublication()
            | events.RevisionNotedByPublication()
            | events.AssessmentNotedByPublication()
            | events.ClearanceNotedByPublication()
            | events.RefusalNotedByPublication()
        ):
            return _heard(state, event)
        case events.WithdrawalNotedByPublication():
            return Withdrawn(state.version)
        case events.StoryOpened():
            return _opened(state)
        case events.ArticleDrafted() | events.ArticleApproved():
            return _written(state, event)
        case events.ArticlePublished():
            return _published(state, event)
        case (
            events.ArticleCorrected()
            | events.KoploperInvited()
            | events.InvitationAnswered()
            | events.KoploperNominated()
            | events.KoploperAppointed()
        ):
            return _followed(state, event)
        case events.ArticleWithdrawn():
            return _taken_back(state)
        case events.PodiumAppearanceRecorded() | events.ElementAdopted():
            return state
        case _:
            assert_never(event)


def _heard(state: Story, event: HeardOf) -> Story:
    match state:
        case Waiting() | Open() | Published():
            return replace(state, heard=hear(state.heard, event))
        case TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _opened(state: Story) -> Story:
    match state:
        case Waiting():
            return Open(state.version, state.heard)
        case Open() | Published() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _written(state: Story, event: DeskFact) -> Story:
    match state:
        case Open() | Published():
            return replace(state, desk=_on_desk(state.desk, event))
        case Waiting() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _on_desk(desk: Desk, event: DeskFact) -> Desk:
    match event, desk:
        case events.ArticleDrafted(), _:
            return Draft(event.draft_version, event.title, event.intro, event.body, event.author)
        case events.ArticleApproved(), Draft():
            return replace(desk, approved=desk.approved | {event.by}, contact=event.published or desk.contact)
        case events.ArticleApproved(), NoDraft():
            return desk
        case _:
            assert_never(event)


def _published(state: Story, event: events.ArticlePublished) -> Story:
    match state:
        case Open():
            return Published(state.version, state.heard, state.desk, event.draft_version, event.title)
        case Waiting() | Published() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _followed(state: Story, event: KoploperFact) -> Story:
    match state:
        case Published():
            return _as_koploper(state, event)
        case Waiting() | Open() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _as_koploper(koploper: Published, event: KoploperFact) -> Published:
    match event:
        case events.ArticleCorrected():
            out, number = event.draft_version, event.published_version
            return replace(koploper, draft_out=out, published_version=number, title=event.title)
        case events.KoploperInvited():
            return replace(koploper, invitations={**koploper.invitations, event.meeting_id: "invited"})
        case events.InvitationAnswered():
            return replace(koploper, invitations={**koploper.invitations, event.meeting_id: event.answer})
        case events.KoploperNominated():
            return replace(koploper, standing=Nominated(event.meeting_id))
        case events.KoploperAppointed():
            return replace(koploper, standing=Appointed(event.meeting_id))
        case _:
            assert_never(event)


def _taken_back(state: Story) -> Story:
    match state:
        case Published():
            return TakenBack(state.version)
        case Waiting() | Open() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)
