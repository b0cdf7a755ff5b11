"""What is done with a story: written, agreed to, published, corrected, taken back, followed by podia and more."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from services.publication import events
from services.publication.commands.parts import EDITOR, SUBMITTER, OnStory
from shared.actor import Role
from shared.event import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftArticle(OnStory):
    """Write a draft; `body` is Markdown."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    title: str
    intro: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDraft(OnStory):
    """What is decided on a draft: that of this version, and, where it is said, of this digest."""

    draft_version: int
    article_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the contact person agrees to have published, and where it is kept.

    `erased`: whoever it is about, other than who approves, was forgotten here before. `contact`: it
    is about this contact person, by intake's reference; else about who approves.
    """

    consent: events.Consent
    published: events.PublishedContact
    erased: bool = False
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(OnDraft):
    """A submitter approves as the contact person, on terms; an editor gives none."""

    roles: ClassVar[frozenset[Role]] = EDITOR | SUBMITTER
    terms: Terms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawApproval(OnDraft):
    """Do not agree to a draft any more, before it is out: the editors, or the contact person, who need not say why."""

    roles: ClassVar[frozenset[Role]] = EDITOR | SUBMITTER
    reason: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent(OnStory):
    """As the contact person: let this of oneself be published no more, whether it is out or not."""

    roles: ClassVar[frozenset[Role]] = SUBMITTER
    name: bool
    phone: bool
    email: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish(OnDraft):
    """Bring the article out, for the first time or anew."""

    roles: ClassVar[frozenset[Role]] = EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(OnDraft):
    """Put a newer draft in the place of what is out."""

    roles: ClassVar[frozenset[Role]] = EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(OnStory):
    """The editor's own taking back; why is known to the office only."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseWithdrawal(OnStory):
    """Take back that the editors took the article back."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAppearance(OnStory):
    """The Koploper was on a podium."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    kind: events.Podium
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
class RecordToolkit(OnStory):
    """The Koploper was sent an edition of the communication toolkit."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    edition: str
    how: events.Sending
