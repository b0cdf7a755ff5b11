"""The states of a story."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from services.publication import events
from services.publication.decider.channels import UNTOUCHED, Channels
from services.publication.decider.heard import NOTHING, Heard
from services.publication.decider.story.given import Given
from services.publication.digest import article_digest


@dataclass(frozen=True, slots=True)
class NoDraft:
    """Nothing is written yet."""


NO_DRAFT: Final = NoDraft()
NOTHING_PUBLIC: Final = events.PublishedContact()
SAID: Final = ("title", "intro", "body")
"""What a draft says."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The newest draft, and who agreed to it; `contact` is what its contact person lets be published."""

    version: int
    title: str
    intro: str
    body: str
    author: events.PersonId
    approved: Mapping[events.Approver, int] = field(default_factory=dict)
    """Who agreed, and which version of the submission was cleared when they did."""
    contact: events.PublishedContact = NOTHING_PUBLIC
    editor: events.PersonId | None = None
    """Who approved it as an editor."""
    earlier: Mapping[int, "Draft"] = field(default_factory=dict)
    """Those that were written before it, by their versions."""

    @property
    def digest(self) -> str:
        return article_digest(self.title, self.intro, self.body)

    def without(self, by: events.Approver) -> "Draft":
        """To which this side did not agree."""
        return replace(self, approved={each: version for each, version in self.approved.items() if each != by})

    def changed_since(self, other: "Draft") -> tuple[str, ...]:
        """The names of what it says otherwise than another."""
        return tuple(name for name in SAID if getattr(self, name) != getattr(other, name))


Desk: TypeAlias = NoDraft | Draft
Answer: TypeAlias = Literal["invited", "lapsed"] | events.Reply


@dataclass(frozen=True, slots=True)
class Invitation:
    """When and where the Koploper was told that a meeting is, and what became of its invitation there."""

    date: dt.date
    place: str
    answer: Answer = "invited"
    because: events.Lapse | None = None
    """Why it lapsed."""

    @property
    def stands(self) -> bool:
        return self.answer in {"invited", "accepted"}

    @property
    def went_with_the_article(self) -> bool:
        """Whether nobody said no to it: it lapsed because the article was not out."""
        return self.because == "article-withdrawn"


@dataclass(frozen=True, slots=True)
class NoWish:
    """The Koploper did not ask for another meeting."""


@dataclass(frozen=True, slots=True)
class WantsNext:
    """The Koploper asked for the meeting that follows on this one, or has to."""

    left: events.MeetingId


Wish: TypeAlias = NoWish | WantsNext
NO_WISH: Final = NoWish()


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
class Followed:
    """What was recorded of a Koploper, each once: where it was seen, what others took over, toolkits it was sent."""

    told: frozenset[events.PodiumAppearanceRecorded | events.ElementAdopted] = frozenset()
    toolkits: frozenset[str] = frozenset()


NOTHING_YET: Final = Followed()


@dataclass(frozen=True, slots=True)
class Before:
    """What stays of a story that was out: how often it was, how far its Koploper was, and what is told of its end."""

    published_version: int = 0
    invitations: Mapping[events.MeetingId, Invitation] = field(default_factory=dict)
    wish: Wish = NO_WISH
    standing: Standing = NOT_NOMINATED
    followed: Followed = NOTHING_YET
    to_check: bool = False
    """Whether somebody was forgotten whom it may name when it is out again."""
    told: events.WithdrawnBy | None = None
    """The reason that its notice tells."""


NEVER_OUT: Final = Before()
Article: TypeAlias = events.ArticlePublished | events.ArticleCorrected


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not all is known that opens a story. `version` is the stream's, in every state."""

    version: int = 0
    heard: Heard = NOTHING


@dataclass(frozen=True, slots=True)
class Open:
    """The article is being written; also of a story that was out, and is to be agreed to and published anew."""

    version: int
    heard: Heard
    desk: Desk = NO_DRAFT
    channels: Channels = UNTOUCHED
    before: Before = NEVER_OUT
    given: Given = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The initiative is a Koploper. The desk may hold a newer draft than the one that is `out`."""

    version: int
    heard: Heard
    desk: Desk
    out: Article
    invitations: Mapping[events.MeetingId, Invitation] = field(default_factory=dict)
    wish: Wish = NO_WISH
    standing: Standing = NOT_NOMINATED
    channels: Channels = UNTOUCHED
    followed: Followed = NOTHING_YET
    to_check: bool = False
    """Whether somebody was forgotten whom the article may name."""
    given: Given = ()

    @property
    def draft_out(self) -> int:
        return self.out.draft_version

    @property
    def published_version(self) -> int:
        return self.out.published_version

    @property
    def title(self) -> str:
        return self.out.title


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The editors took the article back; what is heard is kept, in case they take that back."""

    version: int
    heard: Heard
    desk: Desk
    before: Before
    channels: Channels = UNTOUCHED
    given: Given = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The submitter withdrew the initiative, at whatever moment; consent is theirs to withdraw still."""

    version: int
    channels: Channels = UNTOUCHED
    submitter: events.PersonId | None = None
    given: Given = ()
    outdated: events.WithdrawnBy | None = None
    """The reason that the notice of its article tells still, where that is not how it ended."""


Story: TypeAlias = Waiting | Open | Published | TakenBack | Withdrawn
INITIAL: Final[Story] = Waiting()
