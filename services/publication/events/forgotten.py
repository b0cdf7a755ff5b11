"""What publication records when somebody was forgotten whom a story let people call."""

from typing import ClassVar

from pydantic import Field

from shared.event import Event, EventType


class ContactErased(Event):
    """Somebody was erased whom this story lets people call, or who was named with its initiative.

    Who reads it sees that. With what was given of them for the draft `draftVersion` goes the agreement to it. Of what
    is `out`, or was and may come back, an editor looks whether it names them.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.contact-erased.v1")

    erasure: str = Field(examples=["019b1c00-0000-7000-8000-0000000000e1"])
    out: bool = Field(examples=[True])
    draft_version: int | None = Field(default=None, ge=1, examples=[6])
    texts: tuple[str, ...] | None = Field(
        default=None,
        description="Which of the published details went, by reference; all of them where it is not said.",
        examples=[["019b1c00-0000-7000-8000-00000000000a"]],
    )


class ArticleCheckedForNames(Event):
    """An editor looked: what is out does not name who was forgotten."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.article-checked-for-names.v1")


ForgottenEvent = ContactErased | ArticleCheckedForNames
