"""Given these facts, when this command comes, then these facts follow, or this refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from shared.actor import Actor, Role
from shared.decider import Act, Command, Core
from shared.errors import Refusal
from shared.event import Event

NOON: Final = datetime(2019, 4, 1, 12, tzinfo=UTC)


def uuid(number: int) -> str:
    """The `number`-th test UUID: readable, valid, always the same."""
    return f"00000000-0000-7000-8000-{number:012x}"


def actor(role: Role, number: int = 1) -> Actor:
    """A person in a role; another number is another person."""
    return Actor(role, "test" if role == "system" else uuid(number))


def act(role: Role = "system", number: int = 1, *, minutes: int = 0) -> Act:
    """An act by `actor(role, number)`, `minutes` after NOON."""
    moment = NOON + timedelta(minutes=minutes)
    return Act(id=uuid(900), now=moment, actor=actor(role, number), correlation_id=uuid(900), causation_id=uuid(900))


def fold(core: Core, stream: str, facts: Sequence[Event]) -> Any:
    """The state of `stream` after `facts`."""
    decider = core.decider(stream)
    state = decider.initial
    for fact in facts:
        state = decider.evolve(state, fact)
    return state


@dataclass(frozen=True)
class Given:
    """The facts so far, per stream; a plain list belongs to the main stream of the command to come."""

    core: Core
    facts: Sequence[Event] | Mapping[str, Sequence[Event]]

    def when(self, command: Command) -> "Outcome":
        facts = self.facts if isinstance(self.facts, Mapping) else {command.streams[0]: self.facts}
        states = [fold(self.core, stream, facts.get(stream, ())) for stream in command.streams]
        try:
            decided = self.core.decide(command, states)
        except Refusal as refusal:
            return Outcome(command, {}, refusal)
        return Outcome(command, dict(zip(command.streams, decided, strict=True)), None)


@dataclass(frozen=True)
class Outcome:
    """What was decided: facts per stream, or a refusal."""

    command: Command
    facts: Mapping[str, Sequence[Event]]
    refusal: Refusal | None

    def then(self, expected: Sequence[Event] | Mapping[str, Sequence[Event]]) -> None:
        """Exactly these facts; a plain list is for the main stream, and the others then stay as they are."""
        assert self.refusal is None, f"refused: {self.refusal!r}"
        wanted = expected if isinstance(expected, Mapping) else {self.command.streams[0]: expected}
        decided = {stream: list(facts) for stream, facts in self.facts.items() if facts}
        assert decided == {stream: list(facts) for stream, facts in wanted.items() if facts}

    def refused_with(self, refusal: type[Refusal]) -> None:
        """Exactly this refusal."""
        assert type(self.refusal) is refusal, f"decided {dict(self.facts)}, refused {self.refusal!r}"
