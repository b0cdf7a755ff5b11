"""What publication records when somebody was forgotten whom a story let people call."""

from typing import ClassVar

from pydantic import Field

from shared.event import Event, EventType


class ContactErased(Event):
    """What a contact person let be published of them with this story was erased: who reads it sees that.

    With it goes their agreement to the draft `draftVersion`. Of what is `out`, or was and may come back, an editor
    looks whether it names them.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.contact-erased.v1")

    erasure: str = Field(examples=["019b1c00-0000-7000-8000-0000000000e1"])
    out: bool = Field(examples=[True])
    draft_version: int | None = Field(default=None, ge=1, examples=[6])


class ArticleCheckedForNames(Event):
    """An editor looked: what is out does not name who was forgotten."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.article-checked-for-names.v1")


ForgottenEvent = ContactErased | ArticleCheckedForNames
