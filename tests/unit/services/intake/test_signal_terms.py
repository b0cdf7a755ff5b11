"""For how long persons of a signal are known that was set aside: given these facts, when this is asked, then this."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from services.intake import commands, errors, events
from services.intake.decider import CORE
from services.intake.decider.signal.decide import NAMELESS
from services.intake.projections import SET_ASIDE as FORGET
from services.intake.projections.planned import PROJECTIONS
from shared.actor import Actor
from shared.errors import RoleMayNot
from shared.projection import Put, Remove
from shared.testing.given import NOON, Given, act, uuid
from shared.turn import Recorded
from tests.unit.services.intake import finds as f
from tests.unit.services.intake.finds import (
    APPROACHED,
    LINKED,
    OF_OLD,
    RECORDED,
    SET_ASIDE,
    TERM_ENDED,
    TERM_SET,
    reopened,
    tipped,
    tipped_again,
)
from tests.unit.services.intake.ketenstage import KEPT_UNTIL

IN_TEN_DAYS: Final = "2019-04-11T12:00:00.000000Z"
History = Sequence[events.SignalEvent]


def given(*facts: events.SignalEvent) -> Given:
    return Given(CORE, facts)


class TestTerm:
    def test_what_is_set_aside_says_until_when(self) -> None:
        """By the term of the policy that holds."""
        said = SET_ASIDE.model_copy(update={"kept_until": IN_TEN_DAYS})
        given(RECORDED).when(replace(f.set_aside(), retention_days=10)).then([said])

    def test_it_has_a_new_one_when_it_is_set_aside_again(self) -> None:
        """Counted from then."""
        late = replace(f.set_aside(), act=act("adviser", minutes=24 * 60), retention_days=9)
        said = SET_ASIDE.model_copy(update={"kept_until": IN_TEN_DAYS})
        given(RECORDED, SET_ASIDE, reopened()).when(late).then([said])

    def test_what_was_set_aside_before_there_were_terms_gets_one(self) -> None:
        """Counted from when it was."""
        given(RECORDED, OF_OLD).when(f.set_term(10)).then([events.SignalTermSet(kept_until=IN_TEN_DAYS)])

    @pytest.mark.parametrize(
        "facts",
        [
            [],
            [RECORDED],
            [RECORDED, SET_ASIDE],
            [RECORDED, OF_OLD, TERM_SET],
            [RECORDED, OF_OLD, TERM_SET, TERM_ENDED],
            [RECORDED, OF_OLD, reopened()],
            [RECORDED, LINKED],
        ],
    )
    def test_nothing_else_does(self, facts: History) -> None:
        """So it may be asked at each start."""
        given(*facts).when(f.set_term()).then([])


class TestEnd:
    @pytest.mark.parametrize("aside", [[SET_ASIDE], [OF_OLD, TERM_SET]])
    def test_its_persons_are_forgotten(self, aside: History) -> None:
        """The fact has the id of what has to be erased for it."""
        given(RECORDED, APPROACHED, *aside).when(f.end_term()).then([TERM_ENDED])

    @pytest.mark.parametrize(
        "facts",
        [
            [],
            [RECORDED],
            [RECORDED, OF_OLD],
            [RECORDED, SET_ASIDE, TERM_ENDED],
            [RECORDED, SET_ASIDE, reopened()],
            [RECORDED, LINKED],
        ],
    )
    def test_of_what_has_no_term_nobody_is(self, facts: History) -> None:
        """A row that rings twice, or late, does no harm."""
        given(*facts).when(f.end_term()).then([])

    @pytest.mark.parametrize("command", [f.set_term(), f.end_term()])
    def test_only_the_service_itself_does(self, command: commands.SetSignalTerm | commands.EndSignalTerm) -> None:
        """Who wants to be forgotten earlier asks for it."""
        given(RECORDED, SET_ASIDE).when(replace(command, act=act("adviser"))).refused_with(RoleMayNot)

    def test_who_was_forgotten_may_tip_it_again(self) -> None:
        """What they told is not here any more; how it was first found stays."""
        again: list[events.SignalEvent] = [reopened(), tipped()]
        forgotten: list[events.SignalEvent] = [tipped(), *[tipped(None)] * NAMELESS, SET_ASIDE, TERM_ENDED]
        given(*forgotten).when(f.tip()).then([tipped_again(), tipped()])
        given(*forgotten).when(f.tip(None)).then([tipped_again(), tipped(None)])
        given(*forgotten, *again).when(f.tip()).refused_with(errors.AlreadyTipped)


class TestSchedule:
    @pytest.mark.parametrize(
        ("facts", "rings"),
        [
            ([RECORDED], None),
            ([SET_ASIDE], KEPT_UNTIL),
            ([OF_OLD], None),
            ([OF_OLD, TERM_SET], KEPT_UNTIL),
            ([SET_ASIDE, reopened()], None),
            ([SET_ASIDE, tipped_again(), tipped()], None),
            ([SET_ASIDE, reopened(), LINKED], None),
            ([SET_ASIDE, LINKED], None),
            ([SET_ASIDE, TERM_ENDED], None),
            ([SET_ASIDE, TERM_ENDED, reopened(), SET_ASIDE], KEPT_UNTIL),
        ],
    )
    def test_the_term_runs_while_it_is_set_aside(self, facts: History, rings: str | None) -> None:
        """Whatever brings it back takes it off."""
        rows: dict[str, str] = {}
        for fact in facts:
            apply(rows, fact)
        assert rows.get(FORGET) == rings


def apply(rows: dict[str, str], fact: events.SignalEvent) -> None:
    recorded = Recorded(fact, uuid(1), f.AT_SIGNAL, 1, NOON, Actor("system", "intake"), uuid(2), None, b"")
    for change in PROJECTIONS[0].changes(recorded):
        match change:
            case Put(key=key, values=values):
                rows[key["name"]] = values["at"]
            case Remove(key=key):
                rows.pop(key["name"], None)
            case _:
                raise AssertionError(change)
