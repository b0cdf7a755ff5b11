"""What readers get of a story."""

from collections.abc import Sequence
from typing import Any, Literal

from services.publication import events
from services.publication.digest import article_digest
from shared.difference import Kind
from shared.event import Kept
from shared.store.store import AnyRow, named
from shared.web.listing import Shown

ChannelState = Literal["planned", "published", "failed", "to-correct", "to-withdraw", "withdrawn"]
Waiting = Literal["invitation", "next-meeting"]
State = Literal["open", "published", "withdrawn"]


class StoryItem(Shown):
    """A story in a list; `notice` stands where an article was taken back.

    `waiting` tells its own people and the office that the Koploper has no seat at a meeting to come.
    """

    id: str
    state: State
    title: str
    region: str
    themes: list[events.Theme]
    branches: list[events.Branch]
    published_at: str | None = None
    notice: str | None = None
    waiting: Waiting | None = None
    waiting_since: str | None = None


class Contact(Shown):
    """Whom people may call, as far as that person agreed."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    erased: bool | None = None
    """Whether more was published, and erased since (gewist)."""


class RecordedAppearance(Shown):
    """Where the Koploper was seen or heard."""

    kind: str
    title: str
    link: str | None = None
    date: str


class RecordedAdoption(Shown):
    """Who took over which element, and how."""

    by: str
    element: str
    form: events.Form
    result: str | None = None


class Named(Shown):
    """Where a Koploper was nominated or appointed."""

    meeting_id: str
    meeting_title: str
    date: str
    place: str
    named_at: str


class GivenApproval(Shown):
    """Who agreed to a draft, and to what of theirs being published."""

    by: events.Approver
    approver: str
    approved_at: str
    consent: events.Consent | None = None
    published: events.PublishedContact | None = None


class DraftItem(Shown):
    """A draft in a list: who wrote it, who agreed to it, and as which version it came out, where it did."""

    draft_version: int
    article_digest: str
    title: str
    author: str
    drafted_at: str
    approvals: list[GivenApproval]
    published_version: int | None = None


class WrittenDraft(DraftItem):
    """A draft as it was written."""

    intro: str
    body: str


class TextPart(Shown):
    """A stretch of text that stands in both drafts, or in the one or the other only."""

    kind: Kind
    text: str


class Changes(Shown):
    """What changed, in reading order."""

    title: list[TextPart]
    intro: list[TextPart]
    body: list[TextPart]


class ComparedDraft(WrittenDraft):
    """A draft, and what makes the draft `against` into it; null for the first, which was written after none."""

    against: int | None = None
    changes: Changes | None = None


class WithdrawnConsent(Shown):
    """What the contact person does not let be published any more, and since when."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


class Invitation(Shown):
    """A meeting that the Koploper was invited to."""

    meeting_id: str
    title: str
    date: str
    place: str
    invited_at: str
    answer: events.Reply | None = None
    answered_at: str | None = None
    lapsed_because: events.Lapse | None = None
    lapsed_at: str | None = None


class ChannelItem(Shown):
    """A channel of a story. `text` is what it is to say, `sentText` what it said last, of version `carries`."""

    initiative_id: str
    title: str
    channel: events.Channel
    state: ChannelState
    text: str
    proposed: bool
    sent_text: str | None = None
    link: str | None = None
    carries: int | None = None
    published_at: str | None = None
    changed_at: str
    failure: Kept | None = None


class StoryChannel(Shown):
    """A channel of a story as it is read with it; others than its own people only see by which it can be read."""

    channel: events.Channel
    state: ChannelState | None = None
    text: str | None = None
    proposed: bool | None = None
    sent_text: str | None = None
    link: str | None = None
    carries: int | None = None
    published_at: str | None = None
    changed_at: str | None = None
    failure: Kept | None = None


class SentToolkit(Shown):
    """An edition of the toolkit that the Koploper was sent."""

    edition: str
    how: events.Sending
    sent_at: str


class Story(StoryItem):
    """A story. Of an article that is not out, or no more, there is nothing; what is not for the reader is absent."""

    intro: str | None = None
    body: str | None = None
    contact: Contact | None = None
    published_version: int | None = None
    corrected_at: str | None = None
    reason: events.WithdrawnBy | None = None
    withdrawn_at: str | None = None
    appearances: list[RecordedAppearance]
    adoptions: list[RecordedAdoption]
    channels: list[StoryChannel]
    nominated: Named | None = None
    appointed: Named | None = None
    submission_version: int | None = None
    submitter: str | None = None
    opened_at: str | None = None
    suspended: bool | None = None
    reopened_at: str | None = None
    consent_withdrawn: WithdrawnConsent | None = None
    to_check_since: str | None = None
    """Since when an editor is to look whether the article names somebody who was forgotten."""
    drafts: list[WrittenDraft] | None = None
    toolkits: list[SentToolkit] | None = None
    invitations: list[Invitation] | None = None
    motivation: Kept | None = None


def written(draft: AnyRow) -> dict[str, Any]:
    """A draft as it is shown: what it says, what that is called by, and who agreed to it."""
    digest = article_digest(draft.title, draft.intro, draft.body)
    return {**named(draft), "article_digest": digest, "approvals": approvals(draft)}


def approvals(draft: AnyRow) -> Sequence[dict[str, Any]]:
    """Who agreed to a draft."""
    given = (("editor", draft.editor_approval), ("contact", draft.contact_approval))
    return [{"by": by, **approval} for by, approval in given if approval is not None]
