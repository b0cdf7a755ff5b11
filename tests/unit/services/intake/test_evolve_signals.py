"""What facts make of a signal: total, and silent about nothing."""

import re
from typing import Any, cast, get_args

import pytest

from services.intake import events
from services.intake.commands import SignalCommand
from services.intake.decider import taking_up
from services.intake.decider.signal.decide import decide
from services.intake.decider.signal.evolve import evolve
from services.intake.decider.signal.states import Found, NotFound, Open, SetAside, Signal, TakenUp
from shared.errors import Refusal
from shared.event import Event
from tests.unit.services.intake import finds as f
from tests.unit.services.intake import ketenstage
from tests.unit.services.intake.finds import APPROACHED, RECORDED, SET_ASIDE, TAKEN_UP, reopened, tipped

FACTS: dict[type[Event], events.SignalEvent] = {
    type(fact): fact
    for fact in (RECORDED, tipped(), APPROACHED, SET_ASIDE, f.TERM_SET, f.TERM_ENDED, reopened(), TAKEN_UP)
}
FOUND = Found("recorded")
CAN_FOLLOW: list[tuple[Signal, set[type[Event]]]] = [
    (NotFound(), {events.SignalRecorded, events.InitiativeTipped}),
    (
        Open(FOUND),
        {events.InitiativeTipped, events.OrganisationApproached, events.SignalSetAside, events.SignalTakenUp},
    ),
    (SetAside(FOUND), {events.InitiativeTipped, events.SignalReopened, events.SignalTermSet}),
    (SetAside(FOUND, "runs"), {events.InitiativeTipped, events.SignalReopened, events.SignalTermEnded}),
    (SetAside(FOUND, "over"), {events.InitiativeTipped, events.SignalReopened}),
    (TakenUp(FOUND, ketenstage.ID, "linked-by-adviser"), {events.InitiativeTipped, events.SignalReopened}),
]


def test_all_kinds_of_facts_are_tried() -> None:
    """The table below forgets no event type of a signal, and no state."""
    assert set(FACTS) == set(get_args(events.SignalEvent))
    assert {type(state) for state, _ in CAN_FOLLOW} == set(get_args(Signal))


@pytest.mark.parametrize(("state", "following"), CAN_FOLLOW)
def test_only_what_can_follow_changes_the_state(state: Signal, following: set[type[Event]]) -> None:
    """Every other fact leaves the state exactly as it was."""
    assert {kind for kind, fact in FACTS.items() if evolve(state, fact) != state} == following


def test_how_it_was_found_stays() -> None:
    """Setting aside, reopening and taking up forget no tip and no approach."""
    state: Signal = NotFound()
    for fact in (tipped(), tipped(None), APPROACHED, SET_ASIDE, reopened("approached"), TAKEN_UP):
        state = evolve(state, fact)
    found = Found("tipped", tipped=True, tippers=frozenset({f.TIPPER}), nameless=1, approached=True)
    assert state == TakenUp(found, ketenstage.ID, "submitted")


def test_a_forgotten_case_is_loud() -> None:
    """A state, fact or command that nobody wrote a case for is a fault, never passed over."""
    strange = cast(Any, object())
    for fact in FACTS.values():
        with pytest.raises(AssertionError):
            evolve(strange, fact)
    with pytest.raises(AssertionError):
        evolve(NotFound(), strange)
    with pytest.raises(AssertionError):
        decide(strange, NotFound())
    for command in (f.tip(), f.approach()):
        with pytest.raises(AssertionError):
            decide(command, strange)
    with pytest.raises(AssertionError):
        taking_up.reopen(f.reopen(), strange)


REFUSED: list[tuple[SignalCommand, Signal]] = [
    (f.record(), Open(FOUND)),
    (f.tip(), Open(Found("tipped", tipped=True, tippers=frozenset({f.TIPPER})))),
    (f.approach(), NotFound()),
    (f.approach(), SetAside(FOUND)),
    (f.set_aside(), TakenUp(FOUND, ketenstage.ID, "submitted")),
    (f.approach(f.DAY.replace(year=2020)), Open(FOUND)),
]


@pytest.mark.parametrize(("command", "state"), REFUSED)
def test_a_refusal_names_its_rule_and_tells_what_was_kept(command: SignalCommand, state: Signal) -> None:
    """Every refusal has a name of its own and says what happened, and then what to do."""
    with pytest.raises(Refusal) as refused:
        decide(command, state)
    assert re.fullmatch(r"[A-Z0-9][^.]+\. [A-Z][^.]+\.", refused.value.sentence)
    assert refused.value.rule not in {"refused", "not-now"}
