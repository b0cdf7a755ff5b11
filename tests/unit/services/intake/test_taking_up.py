"""The rules of an initiative that was found by a signal: where it comes from, and what is linked to it."""

from collections.abc import Sequence

import pytest

from services.intake import errors, events, words
from services.intake.decider import CORE
from shared.errors import Unknown
from shared.testing.given import Given
from tests.unit.services.intake import finds as f
from tests.unit.services.intake.finds import (
    APPROACHED,
    LINKED,
    RECORDED,
    SET_ASIDE,
    TAKEN_UP,
    reopened,
    submit,
    take_up,
    tipped,
    tipped_again,
)
from tests.unit.services.intake.ketenstage import SUBMITTED, WITHDRAWN, noted

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
