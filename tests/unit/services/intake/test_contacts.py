"""Contact persons: named once each, asked first when the address is somebody else's, forgotten when they decline."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.intake import commands, errors, events, words
from services.intake.decider import CORE
from services.intake.decider.digest import submission_digest
from shared.decider import Act
from shared.errors import NotYours, Unknown
from shared.testing.given import Given, act
from tests.unit.services.intake import ketenstage as k
from tests.unit.services.intake.ketenstage import (
    DEADLINE,
    DESCRIPTION,
    NEW_TITLE,
    REVISED,
    SUBMITTED,
    WITHDRAWN,
    agree,
    asked,
    confirmed,
    kept,
    lapse,
    named,
    noted,
    removed,
    revise,
    submit,
    submitted,
)

PUBLISHED = noted("published")
NOTHING = events.Changes()
DAY = 24 * 60


def given(*facts: events.InitiativeEvent) -> Given:
    return Given(CORE, facts)


def renamed(version: int, contact: int | None, others: Sequence[int] | None, *stand: int) -> events.InitiativeRevised:
    """The fact of a revision that names others; `stand` are all who are named after it."""
    return events.InitiativeRevised(
        submission_version=version,
        changed=tuple(name for name, told in (("contact", contact), ("contacts", others)) if told is not None),
        contact=None if contact is None else kept(contact),
        contacts=None if others is None else tuple(map(kept, others)),
        submission_digest=submission_digest(DESCRIPTION, list(map(kept, stand))),
    )


class TestNaming:
    def test_more_than_one_are_named(self) -> None:
        """Each is an entry of the vault of their own, in the order in which they were named."""
        given().when(submit(contacts=(named(2), named(3)))).then([submitted(2, 3)])

    def test_who_has_another_address_than_the_submitter_is_asked(self) -> None:
        """The contact person too; they have fourteen days."""
        command = submit(contact=named(1, own=False), contacts=(named(2), named(3, own=False)))
        given().when(command).then([submitted(2, 3), asked(1), asked(3)])

    @pytest.mark.parametrize("contacts", [(named(2, address=1),), (named(2), named(3, address=2))])
    def test_contact_named_twice(self, contacts: tuple[commands.Named, ...]) -> None:
        """The same address twice is one person."""
        given().when(submit(contacts=contacts)).refused_with(errors.ContactNamedTwice)
        given(SUBMITTED).when(revise(NOTHING, contacts=contacts)).refused_with(errors.ContactNamedTwice)

    def test_contact_named_twice_beside_who_stays(self) -> None:
        """Who is named anew is compared with who stays named, in both directions."""
        facts = submitted(2)
        given(facts).when(revise(NOTHING, contacts=(named(3, address=1),))).refused_with(errors.ContactNamedTwice)
        given(facts).when(revise(NOTHING, named(3, address=2))).refused_with(errors.ContactNamedTwice)

    def test_who_was_forgotten_is_like_nobody_else(self) -> None:
        """The address of who declined is not known any more, so nobody is compared with it."""
        command = replace(revise(NOTHING, contacts=(named(3, address=9),)), addresses={})
        given(submitted(2)).when(command).then([renamed(2, None, [3], 1, 3)])

    def test_a_revision_names_all_others_anew(self) -> None:
        """Who is left out is named no more; an empty list leaves the contact person only."""
        given(submitted(2, 3)).when(revise(NOTHING, contacts=(named(3),))).then([renamed(2, None, [3], 1, 3)])
        given(submitted(2, 3)).when(revise(NOTHING, contacts=())).then([renamed(2, None, [], 1)])

    def test_a_revision_of_something_else_leaves_them(self) -> None:
        """Their digests stay part of what the version says."""
        digest = submission_digest(DESCRIPTION.model_copy(update={"title": NEW_TITLE.title}), [kept(1), kept(2)])
        expected = REVISED.model_copy(update={"submission_digest": digest})
        given(submitted(2)).when(revise(NEW_TITLE)).then([expected])

    def test_the_same_persons_are_no_change(self) -> None:
        """Who is named already, as they are kept already, makes no version."""
        same = revise(NOTHING, named(1), contacts=(named(2), named(3)))
        given(submitted(2, 3)).when(same).refused_with(errors.NothingChanged)

    def test_another_order_is_a_change(self) -> None:
        """Who comes first is called first."""
        given(submitted(2, 3)).when(revise(NOTHING, contacts=(named(3), named(2)))).then(
            [renamed(2, None, [3, 2], 1, 3, 2)]
        )


class TestAskingAgain:
    FACTS = (submitted(2, 3), asked(2), asked(3))

    def test_who_is_named_again_is_not_asked_again(self) -> None:
        """Whether they are still waited for or agreed before."""
        command = revise(NOTHING, contacts=tuple(named(number, own=False) for number in (2, 3, 4)))
        later = replace(command, act=act("submitter", k.SUBMITTER, minutes=DAY))
        day_later = "2019-04-16T12:00:00.000000Z"
        given(*self.FACTS, confirmed(3, DEADLINE)).when(later).then(
            [renamed(2, None, [2, 3, 4], 1, 2, 3, 4), asked(4, day_later, DEADLINE)]
        )

    def test_who_had_not_agreed_and_is_named_no_more_is_forgotten(self) -> None:
        """Nobody waits for them any more; who agreed, or is the submitter's own, stays kept."""
        given(*self.FACTS).when(revise(NOTHING, contacts=(named(3, own=False),))).then(
            [renamed(2, None, [3], 1, 3), removed(2, "replaced", DEADLINE)]
        )
        given(*self.FACTS, confirmed(2, DEADLINE)).when(revise(NOTHING, contacts=())).then(
            [renamed(2, None, [], 1), removed(3, "replaced")]
        )

    def test_an_address_that_turns_out_to_be_anothers_is_asked(self) -> None:
        """The same entry, told as not the submitter's own."""
        given(SUBMITTED).when(revise(NEW_TITLE, named(1, own=False))).then([REVISED, asked(1)])

    def test_who_was_told_as_ones_own_and_is_not_is_forgotten(self) -> None:
        """Nobody agreed to that entry either; also where they were named no more in between."""
        others = replace(
            revise(NOTHING, contacts=(named(3, own=False, address=2),)),
            addresses={kept(2).ref: words.Address("address 2"), kept(1).ref: words.Address("address 1")},
        )
        given(submitted(2)).when(others).then([renamed(2, None, [3], 1, 3), removed(2, "replaced", DEADLINE), asked(3)])
        given(submitted(2), renamed(2, None, [], 1)).when(others).then(
            [renamed(3, None, [3], 1, 3), removed(2, "replaced", DEADLINE), asked(3)]
        )

    @pytest.mark.parametrize("because", ["declined", "lapsed"])
    @pytest.mark.parametrize("since", [[], [renamed(2, None, [], 1)]])
    def test_address_to_be_confirmed(self, because: words.Removal, since: Sequence[events.InitiativeEvent]) -> None:
        """Where somebody did not agree a new address may be theirs: it is not taken for the submitter's own."""
        history = (submitted(2), asked(2), removed(2, because), *since)
        again = revise(NOTHING, contacts=(named(3, address=2),))
        forgotten = replace(again, addresses={kept(1).ref: words.Address("address 1")})
        given(*history).when(forgotten).refused_with(errors.AddressToBeConfirmed)
        for_them = replace(forgotten, contacts=(named(3, own=False, address=2),))
        given(*history).when(for_them).then([renamed(2 + len(since), None, [3], 1, 3), asked(3)])

    def test_ones_own_address_is_known_again(self) -> None:
        """What was the submitter's own before stays so, with other details too."""
        history = (submitted(2), asked(2), removed(2, "declined"))
        given(*history).when(revise(NOTHING, named(4, address=1), contacts=())).then([renamed(2, 4, [], 4)])

    @pytest.mark.parametrize("facts", [[], [confirmed(2)]])
    def test_address_to_be_confirmed_by_its_owner(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """One that was named as somebody else's does not become the submitter's own by saying so."""
        own = revise(NOTHING, contacts=(named(3, address=2),))
        given(submitted(2), asked(2), *facts).when(own).refused_with(errors.AddressToBeConfirmed)

    def test_ones_own_address_stays_kept(self) -> None:
        """What versions of before named is not forgotten because others are named."""
        others = revise(NOTHING, contacts=(named(3, own=False),))
        given(submitted(2)).when(others).then([renamed(2, None, [3], 1, 3), asked(3)])


class TestAnswering:
    @pytest.mark.parametrize("facts", [[], [REVISED], [PUBLISHED]])
    def test_who_has_the_address_agrees(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """Before and after publication; the others are waited for as before."""
        given(submitted(2), asked(1), asked(2), *facts).when(agree(1)).then([confirmed(1, DEADLINE)])
        given(submitted(2), asked(2), *facts).when(agree(2)).then([confirmed(2)])

    @pytest.mark.parametrize("facts", [[], [confirmed(1)], [PUBLISHED], [WITHDRAWN], [confirmed(1), WITHDRAWN]])
    def test_who_has_the_address_declines(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """At any time, also after having agreed: nobody has to stay named."""
        given(SUBMITTED, asked(1), *facts).when(agree(1, "declined")).then([removed(1, "declined")])

    @pytest.mark.parametrize("facts", [[], [PUBLISHED], [WITHDRAWN], [noted("not-met")]])
    def test_who_agreed_and_is_named_no_more_declines(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """The versions that named them keep them, until they think better of it; once."""
        history = (submitted(2), asked(2), confirmed(2), renamed(2, None, [], 1), *facts)
        given(*history).when(agree(2, "declined")).then([removed(2, "declined")])
        given(*history).when(agree(2)).refused_with(errors.AlreadyConfirmed)
        given(*history, removed(2, "declined")).when(agree(2, "declined")).refused_with(errors.ContactRemoved)

    def test_already_confirmed(self) -> None:
        """One agrees once."""
        given(SUBMITTED, asked(1), confirmed(1)).when(agree(1)).refused_with(errors.AlreadyConfirmed)

    @pytest.mark.parametrize("because", ["declined", "lapsed"])
    @pytest.mark.parametrize("answer", ["confirmed", "declined"])
    def test_contact_removed(self, because: words.Removal, answer: words.Agreement) -> None:
        """Who was forgotten can neither agree nor decline any more."""
        given(SUBMITTED, asked(1), removed(1, because)).when(agree(1, answer)).refused_with(errors.ContactRemoved)

    def test_contact_removed_when_time_is_up(self) -> None:
        """Agreeing after the deadline is too late, also where the clock has not struck yet; declining never is."""
        late = replace(agree(1), act=act("submitter", k.SOMEBODY_ELSE, minutes=14 * DAY))
        given(SUBMITTED, asked(1)).when(late).refused_with(errors.ContactRemoved)
        given(SUBMITTED, asked(1)).when(replace(late, answer="declined")).then([removed(1, "declined")])

    def test_initiative_withdrawn(self) -> None:
        """Nobody is named with what was withdrawn."""
        given(SUBMITTED, asked(1), WITHDRAWN).when(agree(1)).refused_with(errors.InitiativeWithdrawn)

    @pytest.mark.parametrize("answer", ["confirmed", "declined"])
    def test_no_confirmation_asked(self, answer: words.Agreement) -> None:
        """The submitter's own address is nobody else's to answer for."""
        given(SUBMITTED).when(agree(1, answer)).refused_with(errors.NoConfirmationAsked)

    def test_not_found(self) -> None:
        """Of what was never submitted, who was never named, or was replaced."""
        given().when(agree(1)).refused_with(Unknown)
        given(SUBMITTED).when(agree(2)).refused_with(Unknown)
        facts = (submitted(2), asked(2), renamed(2, None, [], 1), removed(2, "replaced"))
        given(*facts).when(agree(2)).refused_with(Unknown)

    @pytest.mark.parametrize("answer", ["confirmed", "declined"])
    def test_not_yours(self, answer: words.Agreement) -> None:
        """Who named somebody cannot agree for them."""
        given(SUBMITTED, asked(1)).when(agree(1, answer, k.by())).refused_with(NotYours)


def after(days: float) -> Act:
    return act(minutes=round(days * DAY))


class TestLapsing:
    LATER = "2019-04-20T12:00:00.000000Z"

    @pytest.mark.parametrize("facts", [[], [PUBLISHED], [WITHDRAWN]])
    def test_who_does_not_answer_in_time_is_forgotten(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """After fourteen days, whatever became of the initiative; who has time still keeps it."""
        history = (submitted(2), asked(1), asked(2, self.LATER), *facts)
        given(*history).when(lapse(after(14))).then([removed(1, "lapsed", self.LATER)])
        given(*history).when(lapse(after(20))).then([removed(1, "lapsed"), removed(2, "lapsed")])

    @pytest.mark.parametrize(
        "facts",
        [[], [SUBMITTED], [SUBMITTED, asked(1)], [SUBMITTED, asked(1), removed(1, "declined")]],
    )
    def test_a_bell_without_a_point_is_let_go(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """Who answered, was never asked, or has time still is left alone."""
        given(*facts).when(lapse(after(13.9))).then([])

    def test_who_agreed_stays(self) -> None:
        """However long ago."""
        given(SUBMITTED, asked(1), confirmed(1)).when(lapse(after(400))).then([])
