"""Facts: the base of every event class, and the table that turns stored bytes back into them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final, Literal, NewType

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

EventType = NewType("EventType", str)
Readers = Literal["public", "party", "office"]


class Fact(BaseModel):
    """A frozen value with camelCase names on the wire; parts of events are facts too."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True
    )


class Event(Fact):
    """Something that happened. A subclass names its wire type (`nl.koploper.<kebab-name>.v<N>`) and who may read it.

    A field that fewer people may read than its event says so: `Field(json_schema_extra={"x-readers": "office"})`.
    Every field gives an example (`Field(examples=[...])`): the contract's example is made of them.
    """

    event_type: ClassVar[EventType]
    readers: ClassVar[Readers] = "office"
    maker: ClassVar[str | None] = None
    """The field that names the person who made it; for facts of before it did, their envelope tells."""


class Kept(Fact):
    """The place in an owner's vault of text that must stay forgettable or confidential, and its salted digest."""

    ref: str = Field(examples=["019b1c00-0000-7000-8000-00000000000a"])
    digest: str = Field(
        pattern="^[0-9a-f]{64}$", examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
    )


Upcaster = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class EventTypes:
    """A service's event classes by wire type, and how older versions become newer ones.

    `upcasters` maps an old type to the next newer type and the function that turns the old data into the new.
    """

    def __init__(
        self, *classes: type[Event], upcasters: Mapping[str, tuple[str, Upcaster]] = MappingProxyType({})
    ) -> None:
        self.by_type: Final[Mapping[str, type[Event]]] = {cls.event_type: cls for cls in classes}
        self.upcasters: Final = upcasters
        self._check(classes)

    def _check(self, classes: tuple[type[Event], ...]) -> None:
        """Raise ValueError when two classes share a type, or an upcaster leads in a circle or nowhere."""
        for cls in classes:
            if self.by_type[cls.event_type] is not cls:
                raise ValueError(f"two event classes share the type {cls.event_type}")
        for older in self.upcasters:
            newest = older
            for _ in self.upcasters:
                newest = self.upcasters[newest][0] if newest in self.upcasters else newest
            if newest not in self.by_type or newest in self.upcasters:
                raise ValueError(f"upcasting {older} does not lead to an event class")

    def load(self, type_: str, data: Mapping[str, Any]) -> Event:
        """The event of stored `data`; raises KeyError for a type unknown here, ValueError for data that do not fit."""
        while type_ in self.upcasters:
            type_, upcast = self.upcasters[type_]
            try:
                data = upcast(data)
            except KeyError as absent:
                raise ValueError(f"{absent} is absent in the stored data of an event that became {type_}") from absent
        return self.by_type[type_].model_validate(data)
