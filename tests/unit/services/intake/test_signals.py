"""The rules of a signal: given these facts, when this is asked, then this follows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from services.intake import errors, events
from services.intake.commands import SignalCommand
from services.intake.decider import CORE
from services.intake.decider.signal.decide import NAMELESS
from services.intake.words import InitiativeId, Tipper
from shared.actor import ROLES, Role
from shared.decider import Command
from shared.errors import RoleMayNot, Unknown
from shared.testing.given import Given, act, actor, uuid
from tests.unit.services.intake import finds as f
from tests.unit.services.intake import ketenstage
from tests.unit.services.intake.finds import (
    APPROACHED,
    LINKED,
    RECORDED,
    SET_ASIDE,
    TAKEN_UP,
    approach,
    record,
    reopen,
    reopened,
    set_aside,
    tip,
    tipped,
    tipped_again,
)

History = Sequence[events.SignalEvent]
THERE: list[History] = [[RECORDED], [tipped()], [RECORDED, APPROACHED], [RECORDED, SET_ASIDE], [RECORDED, TAKEN_UP]]
OPEN: list[History] = [[RECORDED], [tipped()], [RECORDED, APPROACHED], [RECORDED, SET_ASIDE, reopened()]]


def given(*facts: events.SignalEvent) -> Given:
    return Given(CORE, facts)


class TestRecording:
    def test_what_was_seen_is_recorded(self) -> None:
        """With where, when and whose it seems to be; the note is elsewhere."""
        given().when(record()).then([RECORDED])

    @pytest.mark.parametrize("facts", THERE)
    def test_the_same_is_not_there_twice(self, facts: History) -> None:
        """The same link with the same organisation is one signal, whoever found it and whatever became of it."""
        outcome = given(*facts).when(record(act("adviser", 2)))
        outcome.refused_with(errors.AlreadyRecorded)
        assert f.ID in str(outcome.refusal), "it names the one that is there"

    def test_what_was_seen_tomorrow(self) -> None:
        """Nothing was seen on a day that has not come."""
        given().when(record(seen_on=f.DAY + timedelta(days=1))).refused_with(errors.DateAhead)

    def test_the_day_begins_in_the_netherlands(self) -> None:
        """Just after midnight there, it is still the day before in UTC."""
        late = act("adviser", minutes=10 * 60 + 30)
        seen = record(late, seen_on=f.DAY + timedelta(days=1))
        given().when(seen).then([RECORDED.model_copy(update={"seen_on": f.DAY + timedelta(days=1)})])


class TestLinks:
    TRACKED = "https://www.example.org/nieuws?utm_source=brief&id=7&mc_eid=5f2a#reacties"
    PLAIN = "https://www.example.org/nieuws?id=7#reacties"

    def test_a_link_is_kept_without_what_tracks(self) -> None:
        """It may tell who got the newsletter; the rest stays as it was written."""
        seen = f.SIGHTING.model_copy(update={"link": self.TRACKED})
        recorded = RECORDED.model_copy(update={"link": self.PLAIN})
        given().when(replace(record(), sighting=seen)).then([recorded])
        hint = f.HINT.model_copy(update={"link": self.TRACKED})
        given().when(replace(tip(), hint=hint)).then([tipped().model_copy(update={"link": self.PLAIN})])

    def test_a_tip_without_a_link_has_none(self) -> None:
        """There is nothing to take away."""
        hint = f.HINT.model_copy(update={"link": None})
        given().when(replace(tip(), hint=hint)).then([tipped().model_copy(update={"link": None})])


class TestTipping:
    def test_a_tip_makes_a_signal(self) -> None:
        """What nobody recorded is there because somebody tipped it."""
        given().when(tip()).then([tipped()])

    def test_nobody_need_say_who(self) -> None:
        """An anonymous tip names nobody."""
        given().when(tip(None)).then([tipped(None)])

    @pytest.mark.parametrize(
        "facts", [[RECORDED], [tipped()], [tipped(None)], [RECORDED, APPROACHED], [RECORDED, TAKEN_UP]]
    )
    def test_a_tip_on_what_is_known_is_added_to_it(self, facts: History) -> None:
        """It is not lost: who tips hears as well."""
        other = act("partner", 9)
        given(*facts).when(tip(Tipper(str(other.actor)), other)).then([tipped(Tipper(str(other.actor)))])

    @pytest.mark.parametrize("facts", [[RECORDED, SET_ASIDE], [RECORDED, SET_ASIDE, reopened(), SET_ASIDE]])
    def test_a_tip_brings_back_what_was_set_aside(self, facts: History) -> None:
        """Somebody new speaks for it, so the office looks again."""
        given(*facts).when(tip()).then([tipped_again(), tipped()])

    def test_what_was_approached_before_comes_back_as_approached(self) -> None:
        """It stands again where it stood."""
        given(RECORDED, APPROACHED, SET_ASIDE).when(tip()).then([tipped_again("approached"), tipped()])

    @pytest.mark.parametrize("facts", [[], [SET_ASIDE], [TAKEN_UP]])
    def test_the_same_person_tips_it_once(self, facts: History) -> None:
        """The first tip stands, whatever became of it."""
        outcome = given(tipped(), *facts).when(tip())
        outcome.refused_with(errors.AlreadyTipped)
        assert f.ID in str(outcome.refusal)

    @pytest.mark.parametrize("became", [[], [SET_ASIDE], [TAKEN_UP]])
    def test_too_many_nameless_tips(self, became: History) -> None:
        """Nobody answers for them, so there is an end to them, and no signal comes back for one too many."""
        enough = [tipped(None)] * NAMELESS
        given(*enough[1:]).when(tip(None)).then([tipped(None)])
        given(*enough, *became).when(tip(None)).refused_with(errors.TooManyNamelessTips)

    def test_who_says_who_they_are_is_never_too_many(self) -> None:
        """Behind as many nameless tips as there may be; and those with a name are not counted."""
        given(*[tipped(None)] * NAMELESS).when(tip()).then([tipped()])
        named = [tipped(Tipper(str(actor("tipper", number)))) for number in range(10, 11 + NAMELESS)]
        given(*named).when(tip(None)).then([tipped(None)])

    def test_two_who_do_not_say_who_they_are_may_be_two(self) -> None:
        """Anonymous tips are all kept."""
        given(tipped(None)).when(tip(None)).then([tipped(None)])


class TestApproaching:
    @pytest.mark.parametrize("facts", [*OPEN, [tipped(), APPROACHED]])
    def test_an_organisation_may_be_approached_several_times(self, facts: History) -> None:
        """Each time is a fact."""
        given(*facts).when(approach()).then([APPROACHED])

    def test_not_tomorrow(self) -> None:
        """Only what happened is recorded."""
        given(RECORDED).when(approach(f.DAY + timedelta(days=1))).refused_with(errors.DateAhead)


class TestSettingAside:
    @pytest.mark.parametrize("facts", OPEN)
    def test_a_signal_may_be_left_at_that(self, facts: History) -> None:
        """With a reason, and nothing is gone."""
        given(*facts).when(set_aside()).then([SET_ASIDE])

    @pytest.mark.parametrize(
        ("facts", "again"), [([RECORDED], reopened()), ([RECORDED, APPROACHED], reopened("approached"))]
    )
    def test_it_may_be_reopened(self, facts: History, again: events.SignalReopened) -> None:
        """It then stands where it stood."""
        given(*facts, SET_ASIDE).when(reopen()).then([again])

    @pytest.mark.parametrize(
        ("facts", "again"), [([tipped()], reopened()), ([RECORDED, APPROACHED], reopened("approached"))]
    )
    def test_what_was_linked_by_mistake_is_reopened(self, facts: History, again: events.SignalReopened) -> None:
        """The office takes back what the office linked."""
        given(*facts, LINKED).when(reopen(ketenstage.ID)).then([again])

    @pytest.mark.parametrize("taken_up", [LINKED, TAKEN_UP])
    def test_what_was_taken_up_since_they_looked(self, taken_up: events.SignalTakenUp) -> None:
        """It may be shut to them, which was not asked."""
        for by in (None, InitiativeId(uuid(2))):
            given(RECORDED, taken_up).when(reopen(by)).refused_with(errors.SignalTakenUp)

    @pytest.mark.parametrize("facts", OPEN)
    def test_what_is_open_is_not_reopened(self, facts: History) -> None:
        """There is nothing to take back."""
        given(*facts).when(reopen()).refused_with(errors.NotSetAside)


ABOUT_ONE: list[Command] = [approach(), set_aside(), reopen()]


@pytest.mark.parametrize("command", [*ABOUT_ONE])
def test_not_found(command: Command) -> None:
    """What was neither recorded nor tipped is unknown."""
    given().when(command).refused_with(Unknown)


@pytest.mark.parametrize("command", [approach(), set_aside()])
def test_what_was_set_aside_is_reopened_first(command: Command) -> None:
    """Nothing comes of it as long as it is set aside."""
    given(RECORDED, SET_ASIDE).when(command).refused_with(errors.SignalSetAside)


@pytest.mark.parametrize("facts", [[RECORDED, TAKEN_UP], [tipped(), LINKED]])
@pytest.mark.parametrize("command", [approach(), set_aside()])
def test_what_was_taken_up_has_an_initiative(command: Command, facts: History) -> None:
    """From then on that is what people work with."""
    given(*facts).when(command).refused_with(errors.SignalTakenUp)


@pytest.mark.parametrize("role", ROLES)
def test_anyone_may_tip(role: Role) -> None:
    """All but the system itself."""
    outcome = given().when(tip(Tipper("x"), act(role)))
    assert isinstance(outcome.refusal, RoleMayNot) == (role == "system")


def test_every_command_names_who_may_give_it() -> None:
    """Employers may record what they see; what follows is the advisers', and terms run by themselves."""
    named = {command.__name__: set(command.roles) for command in get_args(SignalCommand)}
    assert named == {
        "RecordSignal": {"adviser", "employers"},
        "TipInitiative": set(ROLES) - {"system"},
        **{name: {"adviser"} for name in ("ApproachOrganisation", "SetSignalAside")},
        **{name: {"system"} for name in ("SetSignalTerm", "EndSignalTerm")},
    }
