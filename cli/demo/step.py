"""One act of the demo set, and how it is known that it was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.actor import Actor

Known = Mapping[str, Any]
"""What is known of an initiative when an act is done: `id`, `draftVersion`, `requestId`, `signalId`, `today`."""


@dataclass(frozen=True)
class Step:
    """One human act: one request. It was done when the journey holds a fact of `made`, by this actor, with `having`.

    `needs` is what must be known first; `revises` says that the act is decided on the version that there is.
    """

    name: str
    actor: Actor
    path: str
    body: Callable[[Known], Mapping[str, Any]]
    made: str
    having: Mapping[str, Any] = field(default_factory=dict)
    needs: str = "today"
    revises: bool = False


def just(body: Mapping[str, Any]) -> Callable[[Known], Mapping[str, Any]]:
    """The same body whatever is known."""
    return lambda _: body


def of_draft(body: Mapping[str, Any]) -> Callable[[Known], Mapping[str, Any]]:
    """A body about the draft that was written last."""
    return lambda known: {"draftVersion": known["draftVersion"], **body}


def with_id(body: Mapping[str, Any]) -> Callable[[Known], Mapping[str, Any]]:
    """A body about this initiative, at a meeting."""
    return lambda known: {"initiativeId": known["id"], **body}
