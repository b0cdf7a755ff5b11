"""Conflicts of interest: who has one is refused wherever a command reads that they have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import pytest

from shared import conflict
from shared.actor import OFFICE, ROLES, Role
from shared.conflict import ConflictOfInterest
from shared.decider import Command, Core, Decider
from shared.errors import RoleMayNot
from shared.event import Event, EventType, EventTypes
from shared.testing.given import Given, act, actor

SUBJECT: Final = "a"
THERE: Final = conflict.stream_of(SUBJECT)
ONE: Final = actor("adviser").id


class Touched(Event):
    event_type: ClassVar[EventType] = EventType("nl.koploper.touched.v1")


class Kept(Event):
    event_type: ClassVar[EventType] = EventType("nl.koploper.kept.v1")
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch(Command):
    roles: ClassVar[frozenset[Role]] = frozenset(ROLES) - {"auditor"}

    @property
    def streams(self) -> tuple[str, ...]:
        return ("toy-a", THERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchUnseen(Touch):
    @property
    def streams(self) -> tuple[str, ...]:
        return ("toy-a",)


def keep(state: conflict.Shut, event: Kept) -> conflict.Shut:
    return conflict.after(state, event.person, stands=True)


def decide(command: Touch, state: object) -> Sequence[Event]:
    return [Touched()]


CORE: Final = Core(
    EventTypes(Touched, Kept),
    {
        "toy": Decider(None, decide, lambda state, event: state),  # type: ignore[arg-type]
        conflict.CATEGORY: Decider(conflict.NOBODY, decide, keep),  # type: ignore[arg-type]
    },
    admit=conflict.admit,
)
KNOWN: Final = {THERE: [Kept(person=ONE)]}


@pytest.mark.parametrize("role", sorted(OFFICE - {"auditor"}))
def test_whoever_has_one_is_refused_in_every_role_of_the_office(role: Role) -> None:
    """It is the person that counts."""
    Given(CORE, KNOWN).when(Touch(act=act(role))).refused_with(ConflictOfInterest)


@pytest.mark.parametrize("role", ["submitter", "tipper", "partner", "system"])
def test_what_is_ones_own_stays_ones_own(role: Role) -> None:
    """Who acts for oneself, and the system, are not kept from anything."""
    Given(CORE, KNOWN).when(Touch(act=act(role))).then([Touched()])


def test_everybody_else_goes_on() -> None:
    """Another person, and a command that does not look."""
    Given(CORE, KNOWN).when(Touch(act=act("adviser", 2))).then([Touched()])
    Given(CORE, KNOWN).when(TouchUnseen(act=act("adviser"))).then([Touched()])


def test_who_never_may_is_told_that_first() -> None:
    """A role that may not is refused for that, whatever else there is."""
    Given(CORE, KNOWN).when(Touch(act=act("auditor"))).refused_with(RoleMayNot)


def test_it_ends_when_it_no_longer_stands() -> None:
    """Who it is shut to, person by person."""
    both = conflict.after(conflict.after(conflict.NOBODY, "x", stands=True), "y", stands=True)
    assert both == {"x", "y"}
    assert conflict.after(both, "x", stands=False) == {"y"}
    assert conflict.after(both, "z", stands=False) == both
