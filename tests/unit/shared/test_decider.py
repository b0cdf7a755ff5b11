"""How a core finds what decides a command, and who may give it at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pytest

from shared.actor import ROLES, Role
from shared.decider import Command, Core, Decider, authorize
from shared.errors import RoleMayNot
from shared.event import Event, EventType, EventTypes
from shared.testing.given import Given, act, fold


class Counted(Event):
    event_type: ClassVar[EventType] = EventType("nl.koploper.counted.v1")
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Command):
    roles: ClassVar[frozenset[Role]] = frozenset({"editor", "adviser"})

    @property
    def streams(self) -> tuple[str, ...]:
        return ("counter-1",)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBoth(Count):
    @property
    def streams(self) -> tuple[str, ...]:
        return ("counter-1", "tally-with-hyphens-2")


def count(command: Count, state: int) -> list[Counted]:
    return [Counted(by=state + 1)]


def count_both(command: CountBoth, counter: int, tally: int) -> Sequence[list[Event]]:
    return [Counted(by=counter + 10)], [Counted(by=tally + 100)]


CORE = Core(
    EventTypes(Counted),
    {
        "counter": Decider(0, count, lambda state, event: state + event.by),
        "tally": Decider(1000, count, lambda state, event: state + event.by),
    },
    {CountBoth: count_both},
)


def test_a_stream_is_decided_by_its_category() -> None:
    """The name up to the first hyphen finds the decider; what no decider knows is a fault."""
    assert CORE.decider("tally-with-hyphens-2") is CORE.deciders["tally"]
    assert CORE.decider("tally") is CORE.deciders["tally"]
    with pytest.raises(KeyError):
        CORE.decider("strange-1")


def test_a_command_of_one_stream_gives_one_list() -> None:
    """The main stream's decider decides."""
    assert CORE.decide(Count(act=act("editor")), [4]) == [[Counted(by=5)]]


def test_a_command_across_streams_sees_them_all() -> None:
    """The states come in the order of the streams, and so do the facts."""
    assert tuple(CORE.decide(CountBoth(act=act("editor")), [4, 6])) == ([Counted(by=14)], [Counted(by=106)])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_never_may_is_refused_before_deciding(role: Role) -> None:
    """Only the roles that a command names may give it, and who may is told."""
    command = Count(act=act(role))
    if role in Count.roles:
        authorize(command)
        return
    with pytest.raises(RoleMayNot, match=f"{role} may not .* adviser or editor"):
        CORE.decide(command, [0])


def test_every_command_says_what_it_reads() -> None:
    """A command without streams is unfinished."""
    with pytest.raises(NotImplementedError):
        _ = Command(act=act()).streams


def test_a_state_is_its_facts_in_order() -> None:
    """Folding starts at the initial state of the stream's category."""
    assert fold(CORE, "tally-1", [Counted(by=1), Counted(by=2)]) == 1003


class TestGiven:
    def test_facts_per_stream(self) -> None:
        """A command across streams is given facts and answers facts by the stream's name."""
        outcome = Given(CORE, {"counter-1": [Counted(by=1)]}).when(CountBoth(act=act("editor")))
        outcome.then({"counter-1": [Counted(by=11)], "tally-with-hyphens-2": [Counted(by=1100)]})
        with pytest.raises(AssertionError):
            outcome.then([Counted(by=11)])

    def test_a_plain_list_is_the_main_stream(self) -> None:
        """Facts without a name belong to the first stream."""
        Given(CORE, [Counted(by=1)]).when(Count(act=act("adviser"))).then([Counted(by=2)])

    def test_a_refusal_is_no_fact_and_a_fact_no_refusal(self) -> None:
        """A test that expects the one fails on the other."""
        refused, decided = Given(CORE, []).when(Count(act=act())), Given(CORE, []).when(Count(act=act("editor")))
        refused.refused_with(RoleMayNot)
        with pytest.raises(AssertionError, match="refused"):
            refused.then([])
        with pytest.raises(AssertionError, match="decided"):
            decided.refused_with(RoleMayNot)
