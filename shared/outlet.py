"""A topic besides the service's own: what is said there follows from its events, and has a relay of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from shared.bus.protocol import Message

Tell = Callable[[Connection, int, int], Sequence[Message]]
"""What is said of the events behind a position, up to another; the same at every call."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """`name` is its topic's, and that of its relay's cursor; `types` are those of what is said there."""

    name: str
    types: tuple[str, ...]
    tell: Tell
