"""How a service records what it has erased: in a stream per erasure, so that each is short. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from shared.actor import Role
from shared.decider import Command, Decider
from shared.erasure.facts import PersonDataErased

CATEGORY: Final = "erasure"


def stream(erasure: str) -> str:
    """The stream of what a service has erased for this."""
    return f"{CATEGORY}-{erasure}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordErased(Command):
    """Write down that these were erased, which has them go."""

    roles: ClassVar[frozenset[Role]] = frozenset({"system"})
    erasure: str
    facts: Sequence[PersonDataErased]

    @property
    def streams(self) -> tuple[str, ...]:
        return (stream(self.erasure),)


def decide(command: RecordErased, state: int) -> list[PersonDataErased]:  # noqa: ARG001 - what was found is erased
    return list(command.facts)


def evolve(state: int, event: PersonDataErased) -> int:  # noqa: ARG001 - they are counted, nothing depends on them
    return state + 1


DECIDER: Final[Decider[RecordErased, int, PersonDataErased]] = Decider(initial=0, decide=decide, evolve=evolve)
