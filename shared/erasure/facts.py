"""The fact by which a service says what it has erased of persons. Pure: deciders make it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal, TypeVar

from pydantic import Field

from shared.event import Event, EventType

Because = Literal["person-erased", "term-passed"]
"""Somebody was erased, or the term is over for which the persons of an initiative are kept."""

AT_ONCE: Final = 1_000
"""References that one fact names: an envelope has room for some more."""
INITIATIVE: Final = "initiative-"
T = TypeVar("T")


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
    rows_cleared: tuple[str, ...] | None = Field(
        default=None,
        description="Such rows of others, by id: they stay, without what was about the person.",
        examples=[["019b1c00-0000-7000-8000-0000000000d2"]],
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What a service holds of somebody: texts of the vault by the stream that names them, and rows beside the facts.

    `cleared` are rows of others, from which only what is about the person goes.
    """

    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rows: Sequence[str] = ()
    cleared: Sequence[str] = ()

    @property
    def initiatives(self) -> tuple[str, ...]:
        """The initiatives whose facts name these texts."""
        return tuple(stream.removeprefix(INITIATIVE) for stream in self.texts if stream.startswith(INITIATIVE))


def erased(
    found: Found, *, erasure: str, because: Because, person: str | None = None, at_once: int = AT_ONCE
) -> list[PersonDataErased]:
    """The facts that say that this was erased: one at least, so that it is known to be done where nothing was found."""
    made = [
        PersonDataErased(
            erasure=erasure, because=because, person=person, initiative_id=initiative, texts=texts, rows=rows or None
        )
        for initiative, texts, rows in _parts(found, at_once)
    ]
    made += [
        PersonDataErased(erasure=erasure, because=because, person=person, texts=(), rows_cleared=part)
        for part in divided(found.cleared, at_once)
    ]
    return made or [PersonDataErased(erasure=erasure, because=because, person=person, texts=())]


def _parts(found: Found, at_once: int) -> Iterator[tuple[str | None, tuple[str, ...], tuple[str, ...]]]:
    for stream, refs in found.texts.items():
        initiative = stream.removeprefix(INITIATIVE) if stream.startswith(INITIATIVE) else None
        for part in divided(refs, at_once):
            yield initiative, part, ()
    for part in divided(found.rows, at_once):
        yield None, (), part


def divided(values: Sequence[T], at_once: int = AT_ONCE) -> Iterator[tuple[T, ...]]:
    """The values in parts of so many at most."""
    for start in range(0, len(values), at_once):
        yield tuple(values[start : start + at_once])
