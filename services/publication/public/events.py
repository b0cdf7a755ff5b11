"""The facts that partners hear, and which of ours each of them tells of.

They hold what anybody may read of an article, and nothing of people: no contact, not even where one is kept. Who wants
that asks for the story, and gets what the contact person agreed to for as long as they do.
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from pydantic import Field

from services.publication import events
from services.publication.events.parts import (
    AMeeting,
    Body,
    Branches,
    Intro,
    MeetingDate,
    MeetingTitle,
    Place,
    Region,
    Themes,
    Title,
    WithdrawnBy,
)
from shared.event import Event, EventType, Readers


class PublicArticlePublished(Event):
    """An article is out: its initiative is a Koploper."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.public-article-published.v1")
    readers: ClassVar[Readers] = "public"

    published_version: int = Field(ge=1, examples=[1])
    title: Title
    intro: Intro
    body: Body
    region: Region
    themes: Themes
    branches: Branches


class PublicArticleCorrected(Event):
    """A newer text took the place of what was out."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.public-article-corrected.v1")
    readers: ClassVar[Readers] = "public"

    published_version: int = Field(ge=2, examples=[2])
    title: Title
    intro: Intro
    body: Body
    region: Region
    themes: Themes
    branches: Branches


class PublicArticleWithdrawn(Event):
    """The article was taken back: show the notice where it stood, and nothing of it any more.

    Where there is a notice already, which told of `replaces`, this one takes its place.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.public-article-withdrawn.v1")
    readers: ClassVar[Readers] = "public"

    reason: WithdrawnBy = Field(examples=["withdrawn-by-submitter"])
    notice: str = Field(examples=["Dit verhaal is op verzoek van de inzender teruggenomen."])
    replaces: WithdrawnBy | None = Field(default=None, examples=["clearance-reversed"])


class PublicKoploperNominated(Event):
    """A Koploper was put forward at a meeting."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.public-koploper-nominated.v1")
    readers: ClassVar[Readers] = "public"

    meeting_id: AMeeting
    title: Title
    region: Region
    meeting_title: MeetingTitle
    date: MeetingDate
    place: Place


class PublicNominationReversed(Event):
    """A Koploper is not put forward at that meeting any more."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.public-nomination-reversed.v1")
    readers: ClassVar[Readers] = "public"

    meeting_id: AMeeting


TELLS: Final[Mapping[type[Event], type[Event]]] = {
    events.ArticlePublished: PublicArticlePublished,
    events.ArticleCorrected: PublicArticleCorrected,
    events.ArticleWithdrawn: PublicArticleWithdrawn,
    events.KoploperNominated: PublicKoploperNominated,
    events.NominationReversed: PublicNominationReversed,
}
"""By our own fact, the one that tells of it. Closed to facts that stores hold: their numbers count all of these, so one
more type of those would give others to what partners have. A type that is new is in no store, and may come with it."""


def told(event: Event) -> Event:
    """What partners hear of one of our facts: those of its fields that they have too."""
    public = TELLS[type(event)]
    return public(**event.model_dump(include=set(public.model_fields)))
