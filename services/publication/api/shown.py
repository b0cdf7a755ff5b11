"""What readers get of a story."""

from typing import Literal

from services.publication import events
from shared.event import Kept
from shared.web.listing import Shown

State = Literal["open", "published", "withdrawn"]


class StoryItem(Shown):
    """A story in a list; `notice` stands where an article was taken back."""

    id: str
    state: State
    title: str
    region: str
    themes: list[events.Theme]
    branches: list[events.Branch]
    published_at: str | None = None
    notice: str | None = None


class Contact(Shown):
    """Whom people may call, as far as that person agreed."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


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


class WrittenDraft(Shown):
    """A draft, and who agreed to it."""

    draft_version: int
    title: str
    intro: str
    body: str
    author: str
    drafted_at: str
    approvals: list[GivenApproval]


class Invitation(Shown):
    """A meeting that the Koploper was invited to."""

    meeting_id: str
    title: str
    date: str
    place: str
    invited_at: str
    answer: events.Reply | None = None
    answered_at: str | None = None


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
    nominated: Named | None = None
    appointed: Named | None = None
    submission_version: int | None = None
    submitter: str | None = None
    opened_at: str | None = None
    suspended: bool | None = None
    drafts: list[WrittenDraft] | None = None
    invitations: list[Invitation] | None = None
    motivation: Kept | None = None
