"""The rules of an initiative that was found by a signal: where it comes from, and what is linked to it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest

from services.intake import errors, events, words
from services.intake.decider import CORE
from shared.conflict import ConflictOfInterest, stream_of
from shared.decider import Command
from shared.errors import Unknown
from shared.event import Event
from shared.testing.given import Given, act, uuid
from tests.unit.services.intake import finds as f
from tests.unit.services.intake import ketenstage
from tests.unit.services.intake.finds import (
    APPROACHED,
    LINKED,
    RECORDED,
    SET_ASIDE,
    TAKEN_UP,
    approach,
    conflict_noted,
    reopen,
    reopened,
    set_aside,
    submit,
    take_up,
    tipped,
    tipped_again,
)
from tests.unit.services.intake.ketenstage import SUBMITTED, WITHDRAWN, noted, withdraw

History = Sequence[events.SignalEvent]
ORIGINS: list[tuple[History, words.Origin]] = [
    ([RECORDED], "self-registered"),
    ([RECORDED, APPROACHED], "approached"),
    ([tipped()], "nominated-by-other"),
    ([tipped(None)], "nominated-by-other"),
    ([tipped(), APPROACHED], "nominated-by-other"),
    ([RECORDED, tipped()], "nominated-by-other"),
    ([RECORDED, tipped(), APPROACHED], "approached"),
    ([RECORDED, APPROACHED, tipped()], "approached"),
    ([RECORDED, APPROACHED, SET_ASIDE, reopened("approached")], "approached"),
    ([RECORDED, SET_ASIDE, tipped_again(), tipped()], "nominated-by-other"),
    ([RECORDED, APPROACHED, LINKED, reopened("approached")], "approached"),
]


def given(signal: History, initiative: Sequence[events.InitiativeEvent] = ()) -> Given:
    return Given(CORE, {f.AT_SIGNAL: signal, f.AT_INITIATIVE: initiative})


def submitted(origin: words.Origin) -> events.InitiativeSubmitted:
    return SUBMITTED.model_copy(update={"origin": origin, "signal_id": f.ID})


class TestSubmitting:
    @pytest.mark.parametrize(("signal", "origin"), ORIGINS)
    def test_the_origin_follows_from_the_signal(self, signal: History, origin: words.Origin) -> None:
        """What brought it in first: a tip, or that somebody was approached. Both facts are one decision."""
        outcome = given(signal).when(submit())
        outcome.then({f.AT_INITIATIVE: [submitted(origin)], f.AT_SIGNAL: [TAKEN_UP]})

    @pytest.mark.parametrize(("signal", "origin"), ORIGINS)
    def test_who_says_the_same_is_right(self, signal: History, origin: words.Origin) -> None:
        """An origin that agrees with the signal is taken."""
        outcome = given(signal).when(submit(origin))
        outcome.then({f.AT_INITIATIVE: [submitted(origin)], f.AT_SIGNAL: [TAKEN_UP]})

    @pytest.mark.parametrize(
        ("signal", "says"),
        [
            ([RECORDED, APPROACHED], "self-registered"),
            ([RECORDED, APPROACHED], "nominated-by-other"),
            ([tipped(), APPROACHED], "approached"),
            ([RECORDED], "approached"),
        ],
    )
    def test_an_origin_that_contradicts_the_signal(self, signal: History, says: words.Origin) -> None:
        """Nothing is kept of a submission that says otherwise, and the signal stays open."""
        given(signal).when(submit(says)).refused_with(errors.OriginContradicted)

    def test_no_such_signal(self) -> None:
        """A signal that is not there brought nothing in."""
        given([]).when(submit()).refused_with(errors.NoSuchSignal)

    @pytest.mark.parametrize("signal", [[RECORDED, SET_ASIDE], [tipped(), APPROACHED, SET_ASIDE]])
    def test_a_signal_that_was_set_aside(self, signal: History) -> None:
        """The office reopens it first."""
        given(signal).when(submit()).refused_with(errors.SignalSetAside)

    @pytest.mark.parametrize("last", [TAKEN_UP, LINKED])
    def test_a_signal_is_taken_up_once(self, last: events.SignalTakenUp) -> None:
        """The second submission from it is refused."""
        given([RECORDED, APPROACHED, last]).when(submit()).refused_with(errors.SignalTakenUp)

    def test_already_submitted(self) -> None:
        """What was submitted before takes nothing up."""
        given([RECORDED, APPROACHED], [SUBMITTED]).when(submit()).refused_with(errors.AlreadySubmitted)


class TestLinking:
    @pytest.mark.parametrize("signal", [[RECORDED], [tipped()], [RECORDED, APPROACHED]])
    @pytest.mark.parametrize("initiative", [[SUBMITTED], [SUBMITTED, noted("published")]])
    def test_a_signal_is_linked_afterwards(self, signal: History, initiative: Sequence[events.InitiativeEvent]) -> None:
        """The initiative says nothing new: its origin stays as it was."""
        given(signal, initiative).when(take_up()).then([LINKED])

    @pytest.mark.parametrize("signal", [[RECORDED, SET_ASIDE], [RECORDED, TAKEN_UP], [tipped(), LINKED]])
    def test_only_an_open_signal(self, signal: History) -> None:
        """What was set aside or taken up is not linked (again)."""
        outcome = given(signal, [SUBMITTED]).when(take_up())
        outcome.refused_with(errors.SignalSetAside if signal[-1] == SET_ASIDE else errors.SignalTakenUp)

    def test_no_such_initiative(self) -> None:
        """What was never submitted takes nothing up."""
        given([RECORDED]).when(take_up()).refused_with(errors.NoSuchInitiative)

    def test_no_such_signal(self) -> None:
        """What was never found is not linked."""
        given([], [SUBMITTED]).when(take_up()).refused_with(Unknown)

    def test_not_to_what_was_withdrawn(self) -> None:
        """The signal stays open for an initiative that goes on."""
        given([RECORDED], [SUBMITTED, WITHDRAWN]).when(take_up()).refused_with(errors.InitiativeWithdrawn)


class TestReopening:
    @pytest.mark.parametrize(
        "since", [[WITHDRAWN], [noted("not-met"), WITHDRAWN], [noted("cleared"), WITHDRAWN, noted("met")]]
    )
    @pytest.mark.parametrize(("found", "state"), [([tipped()], "recorded"), ([RECORDED, APPROACHED], "approached")])
    def test_what_was_withdrawn_before_it_came_out_frees_its_signal(
        self, found: History, state: Literal["recorded", "approached"], since: Sequence[events.InitiativeEvent]
    ) -> None:
        """Another may be submitted from it; the first keeps where it came from, as nothing is said of it."""
        first = submitted("approached")
        again = reopened(state)
        freed: list[events.SignalEvent] = [*found, TAKEN_UP, again]
        given([*found, TAKEN_UP], [first, *since]).when(reopen(ketenstage.ID)).then([again])
        other = words.InitiativeId(uuid(77))
        outcome = given(freed).when(replace(submit(), initiative_id=other))
        assert outcome.facts[f.AT_SIGNAL] == [TAKEN_UP.model_copy(update={"initiative_id": other})]

    @pytest.mark.parametrize(
        "facts",
        [
            [],
            [noted("not-met")],
            [noted("published")],
            [noted("published"), WITHDRAWN],
            [WITHDRAWN, noted("published")],
            [WITHDRAWN, noted("published"), noted("article-withdrawn", number=2)],
            [noted("nominated"), WITHDRAWN],
            [noted("published"), noted("article-withdrawal-reversed", number=2), WITHDRAWN],
            [noted("published", number=None), WITHDRAWN],
        ],
    )
    def test_what_goes_on_or_came_out_keeps_its_signal(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """Rejected too: it may be revised. An origin is for ever."""
        outcome = given([RECORDED, TAKEN_UP], [SUBMITTED, *facts]).when(reopen(ketenstage.ID))
        outcome.refused_with(errors.SignalTakenUp)

    @pytest.mark.parametrize("facts", [[], [WITHDRAWN], [noted("published")]])
    def test_what_was_linked_by_mistake(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """Whatever became of the other initiative."""
        given([tipped(), LINKED], [SUBMITTED, *facts]).when(reopen(ketenstage.ID)).then([reopened()])

    def test_once(self) -> None:
        """What is open again is not reopened."""
        history: History = [RECORDED, TAKEN_UP, reopened()]
        given(history, [SUBMITTED, WITHDRAWN]).when(reopen(ketenstage.ID)).refused_with(errors.NotSetAside)


class TestConflicts:
    @pytest.mark.parametrize(
        "command",
        [take_up(), approach(by=ketenstage.ID), set_aside(ketenstage.ID), reopen(ketenstage.ID)],
        ids=lambda command: type(command).__name__,
    )
    @pytest.mark.parametrize("signal", [[RECORDED], [tipped(), LINKED], [RECORDED, TAKEN_UP], [RECORDED, SET_ASIDE]])
    def test_who_has_a_conflict_of_interest_keeps_off_what_it_was_found_by(
        self, command: Command, signal: History
    ) -> None:
        """The initiative is shut to them, so its signal is, and none is linked to it; to others it is as ever."""
        facts: dict[str, Sequence[Event]] = {
            f.AT_SIGNAL: signal,
            f.AT_INITIATIVE: [SUBMITTED, WITHDRAWN],
            f.AT_CONFLICT: [conflict_noted()],
        }
        Given(CORE, facts).when(command).refused_with(ConflictOfInterest)
        other = Given(CORE, facts).when(replace(command, act=act("adviser", 2)))
        assert not isinstance(other.refusal, ConflictOfInterest)

    def test_what_it_was_found_for_before_keeps_them_off_too(self) -> None:
        """A signal that is free again is linked to another by who has no stake in either."""
        former = words.InitiativeId(uuid(90))
        facts: dict[str, Sequence[Event]] = {
            f.AT_SIGNAL: [RECORDED, TAKEN_UP, reopened()],
            f.AT_INITIATIVE: [SUBMITTED],
            stream_of(former): [conflict_noted()],
        }
        Given(CORE, facts).when(take_up(former)).refused_with(ConflictOfInterest)
        Given(CORE, facts).when(replace(take_up(former), act=act("adviser", 2))).then([LINKED])
        Given(CORE, facts).when(take_up(ketenstage.ID)).then([LINKED])

    def test_what_is_ones_own_stays_ones_own(self) -> None:
        """Who submitted it withdraws it, also where they work for the office."""
        shut = conflict_noted(ketenstage.SUBMITTER)
        facts: dict[str, Sequence[Event]] = {f.AT_INITIATIVE: [SUBMITTED], f.AT_CONFLICT: [shut]}
        Given(CORE, facts).when(withdraw()).then([WITHDRAWN])
