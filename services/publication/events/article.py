"""The facts of an article: from the story's opening to what others made of it."""

import datetime as dt
from typing import ClassVar

from pydantic import Field

from services.publication.events.parts import (
    APerson,
    Approver,
    Body,
    Branches,
    Consent,
    Form,
    Intro,
    OfArticle,
    PublishedContact,
    Region,
    RestsOn,
    SubmissionVersion,
    Themes,
    Title,
    WithdrawnBy,
)
from shared.event import Event, EventType, Kept, Readers

_CONTACT = {
    name: {
        "ref": f"019b1c00-0000-7000-8000-00000000000{place}",
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }
    for name, place in (("name", "a"), ("phone", "b"), ("email", "c"))
}


class StoryOpened(Event):
    """Submitted and cleared: the article may be written."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.story-opened.v1")
    readers: ClassVar[Readers] = "party"

    submission_version: SubmissionVersion
    title: Title
    region: Region
    themes: Themes
    branches: Branches


class ArticleDrafted(RestsOn):
    """An editor wrote a draft; `draft_version` is this fact's own sequence."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.article-drafted.v1")
    readers: ClassVar[Readers] = "party"

    title: Title
    intro: Intro
    body: Body
    author: APerson


class ArticleApproved(RestsOn):
    """An editor, or the contact person with what may be published of them, agreed to a draft.

    What the contact person had given before and is out nowhere (`replaces`) is forgotten.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.article-approved.v1")
    readers: ClassVar[Readers] = "party"

    by: Approver = Field(examples=["contact"])
    approver: APerson
    consent: Consent | None = Field(default=None, examples=[{"name": True, "phone": True, "email": True}])
    published: PublishedContact | None = Field(default=None, examples=[_CONTACT])
    replaces: tuple[Kept, ...] | None = Field(default=None, examples=[[_CONTACT["name"]]])
    own: bool | None = Field(
        default=None,
        description="Whether the details are of whoever approves, and not of another contact person; "
        "nothing where it was not asked yet.",
        examples=[True],
    )


class ApprovalWithdrawn(OfArticle):
    """Who agreed to a draft does not any more; what the contact person had given for it (`texts`) is forgotten."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.approval-withdrawn.v1")
    readers: ClassVar[Readers] = "party"

    by: Approver = Field(examples=["contact"])
    reason: Kept | None = Field(default=None, examples=[_CONTACT["name"]], json_schema_extra={"x-readers": "office"})
    texts: tuple[Kept, ...] = Field(examples=[[_CONTACT["name"]]])


class ConsentWithdrawn(Event):
    """The contact person does not let this of theirs be published any more: its `texts` are forgotten.

    Where it was published, a correction without it follows in the same decision.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.consent-withdrawn.v1")
    readers: ClassVar[Readers] = "party"

    name: bool = Field(examples=[False])
    phone: bool = Field(examples=[True])
    email: bool = Field(examples=[False])
    texts: tuple[Kept, ...] = Field(examples=[[_CONTACT["name"]]])


class ArticlePublished(RestsOn):
    """The article is out: from this moment the initiative is a Koploper."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.article-published.v1")
    readers: ClassVar[Readers] = "public"

    published_version: int = Field(ge=1, examples=[1])
    title: Title
    intro: Intro
    body: Body
    region: Region
    themes: Themes
    branches: Branches
    contact: PublishedContact = Field(examples=[_CONTACT])


class ArticleCorrected(RestsOn):
    """A newer draft took the place of what was published."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.article-corrected.v1")
    readers: ClassVar[Readers] = "public"

    published_version: int = Field(ge=2, examples=[2])
    title: Title
    intro: Intro
    body: Body
    region: Region
    themes: Themes
    branches: Branches
    contact: PublishedContact = Field(examples=[_CONTACT])


class ArticleWithdrawn(Event):
    """The article was taken back; its notice stands where it stood.

    Where the article was gone already, only its notice is another from now on: in the place of the one that told of
    `replaces`, which is not how it is any more.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.article-withdrawn.v1")
    readers: ClassVar[Readers] = "public"

    reason: WithdrawnBy = Field(examples=["withdrawn-by-submitter"])
    notice: str = Field(examples=["Dit verhaal is op verzoek van de inzender teruggenomen."])
    replaces: WithdrawnBy | None = Field(default=None, examples=["clearance-reversed"])
    motivation: Kept | None = Field(
        default=None, examples=[_CONTACT["name"]], json_schema_extra={"x-readers": "office"}
    )


class ArticleWithdrawalReversed(Event):
    """The editors took back that they had taken the article back: it is written and agreed to anew."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.article-withdrawal-reversed.v1")
    readers: ClassVar[Readers] = "party"

    reason: Kept = Field(examples=[_CONTACT["name"]], json_schema_extra={"x-readers": "office"})


class PodiumAppearanceRecorded(Event):
    """The Koploper was on a podium: a podcast, a broadcast, a letter to parliament, a meeting."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.podium-appearance-recorded.v1")
    readers: ClassVar[Readers] = "public"

    kind: str = Field(examples=["podcast"])
    title: str = Field(examples=["Zoemen met Ketenstage"])
    link: str | None = Field(default=None, examples=["https://example.nl/zoemen-met"])
    date: dt.date = Field(examples=["2019-09-02"])


class ElementAdopted(Event):
    """Somebody took over an element, not a copy, of what the Koploper does."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.element-adopted.v1")
    readers: ClassVar[Readers] = "public"

    by: str = Field(examples=["Zorgalliantie Gelderland"])
    element: str = Field(examples=["één cliënt volgen langs de keten"])
    form: Form = Field(examples=["broadened"])
    result: str | None = Field(default=None, examples=["twintig studenten in het eerste jaar"])
