"""What reference data say stays; they hold when they are activated, and again when brought back after others."""

from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from services.intake import commands, errors, events
from shared.decider import Decider


@dataclass(frozen=True, slots=True)
class Inactive:
    """Nothing is submitted under it yet."""


@dataclass(frozen=True, slots=True)
class Active:
    """In force, or replaced since, with this content."""

    fact: events.ReferenceActivated


State: TypeAlias = Inactive | Active


def decide(command: commands.ReferenceCommand, state: State) -> list[events.ReferenceEvent]:
    fact = events.ReferenceActivated.model_validate(command.reference.model_dump())
    match state:
        case Inactive() if fact.valid_from > command.act.now.date():
            raise errors.ReferenceNotValidYet(
                f"Reference data {fact.reference_version} are valid from {fact.valid_from.isoformat()}. "
                "Nothing was changed; activate them on that day or later."
            )
        case Inactive():
            return [fact]
        case Active(known) if known == fact:
            return [fact] if command.in_force not in {None, fact.reference_version} else []
        case Active():
            raise errors.ReferenceChanged(
                f"Reference data {fact.reference_version} are known with another content, which stays as it is. "
                "Give changed words a version of their own."
            )
        case _:
            assert_never(state)


def evolve(state: State, event: events.ReferenceEvent) -> State:
    match state:
        case Inactive():
            return Active(event)
        case Active():  # brought back: what they say stays as it was first said
            return state
        case _:
            assert_never(state)


INITIAL: Final[State] = Inactive()
REFERENCE: Final = Decider(INITIAL, decide, evolve)
