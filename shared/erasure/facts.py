"""The fact by which a service says what it has erased of persons. Pure: deciders make it."""

from typing import ClassVar, Final, Literal

from pydantic import Field

from shared.event import Event, EventType

Because = Literal["person-erased", "term-passed"]
"""Somebody was erased, or the term is over for which the persons of an initiative are kept."""

INITIATIVE: Final = "initiative-"


class PersonDataErased(Event):
    """This service has erased what it held of somebody. Its references stay where they stand, and say so."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.person-data-erased.v1")

    erasure: str = Field(description="What it was done for.", examples=["019b1c00-0000-7000-8000-0000000000e1"])
    because: Because = Field(examples=["person-erased"])
    person: str | None = Field(default=None, examples=["019b1c00-0000-7000-8000-000000000003"])
    initiative_id: str | None = Field(
        default=None,
        description="The initiative whose facts name these texts.",
        examples=["019b1c00-0000-7000-8000-000000000001"],
    )
    texts: tuple[str, ...] = Field(
        description="References into this service's vault.", examples=[["019b1c00-0000-7000-8000-00000000000a"]]
    )
    rows: tuple[str, ...] | None = Field(
        default=None,
        description="What no fact tells of, such as drafts, by id.",
        examples=[["019b1c00-0000-7000-8000-0000000000d1"]],
    )
