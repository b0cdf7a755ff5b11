"""Conflicts of interest: who has one keeps off what a stream is about, and does not see it (see `shut` for that).

What was declared of a subject stands in a stream of its own, `conflict-<subject>`: a command that reads it as well is
refused to whoever it is shut to, and nothing else in deciding has to know of it.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from shared.actor import OFFICE, Actor
from shared.decider import Command
from shared.errors import Forbidden
from shared.event import Event

CATEGORY: Final = "conflict"

Shut = frozenset[str]
"""The ids of the persons to whom a subject is shut: the state of such a stream."""
NOBODY: Final[Shut] = frozenset()


class ConflictOfInterest(Forbidden):
    """Whoever acts declared to have a stake in this."""

    rule = "conflict-of-interest"


def stream_of(subject: str) -> str:
    """Where it stands who has a conflict of interest in `subject`."""
    return f"{CATEGORY}-{subject}"


def refuse(actor: Actor, shut: Collection[str]) -> None:
    """Raise ConflictOfInterest for a person among `shut` who acts for the office; what is one's own stays one's own."""
    if actor.role in OFFICE and actor.id in shut:
        raise ConflictOfInterest(
            "You declared a conflict of interest in this initiative, so it is shut to you. Nothing was changed; leave "
            "it to a colleague. If it was declared by mistake, an adviser can withdraw the declaration."
        )


def admit(command: Command, states: Sequence[Any]) -> None:
    """Raise ConflictOfInterest when a stream that `command` reads says so; where such a stream's state is `Shut`."""
    for stream, state in zip(command.streams, states, strict=True):
        if stream.partition("-")[0] == CATEGORY:
            refuse(command.act.actor, state)


def beside(decide: Callable[..., Sequence[list[Event]]]) -> Callable[..., Sequence[list[Event]]]:
    """A decision across streams which need not know that who has a conflict of interest is read behind them."""

    def decided(command: Command, *states: Any) -> Sequence[list[Event]]:
        looked_at = [stream.partition("-")[0] == CATEGORY for stream in command.streams]
        facts = decide(command, *(state for state, there in zip(states, looked_at, strict=True) if not there))
        return [*facts, *([] for there in looked_at if there)]

    return decided


def after(shut: Shut, person: str, *, stands: bool) -> Shut:
    """Who it is shut to once `person` has a conflict of interest, or (`stands` false) has none any more."""
    return shut | {person} if stands else shut - {person}
