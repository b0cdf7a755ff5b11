"""What a life asks of the system, and what it is answered."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from shared.actor import Actor

Json: TypeAlias = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person does at a moment. `refused` is the rule that says no, where the person makes a mistake."""

    at: datetime
    who: Actor
    path: str
    body: Json = field(default_factory=dict)
    refused: str | None = None
    seen: int | None = None
    """The version that the act was decided on, for `If-Match`."""
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """Something a person reads at a moment."""

    at: datetime
    who: Actor
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the body, and the version in the ETag (0 without one)."""

    body: Json
    version: int


Asked: TypeAlias = Act | Look
Part: TypeAlias = Generator[Asked, Answer, T]
"""A part of a life: it asks, is answered, and ends with what the parts behind it want to know."""
Life: TypeAlias = Part[None]
