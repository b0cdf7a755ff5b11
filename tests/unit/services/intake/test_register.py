"""Rows of registers that others kept: history, brought in once, and again only where it says something else."""

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from services.intake import errors, events
from services.intake.decider import CORE
from services.intake.decider.register import Absent, Present, evolve
from services.intake.registers import entry_id
from shared.event import Kept
from shared.testing.given import Given
from tests.unit.services.intake.kopgroep import ANNA, BRAM, ELSEWHERE, ENTRY, IMPORTED, bring_in, changed

Fact = events.RegisterEntryImported | events.RegisterEntryChanged


def given(*facts: Fact) -> Given:
    return Given(CORE, list(facts))


def test_a_row_is_brought_in() -> None:
    """As a fact that says it was imported."""
    given().when(bring_in()).then([IMPORTED])


def test_the_same_row_again_is_nothing() -> None:
    """However often it comes."""
    given(IMPORTED).when(bring_in(known=ANNA)).then([])
    given(IMPORTED, changed(ELSEWHERE)).when(bring_in(ELSEWHERE, known=ANNA)).then([])


def test_a_row_that_says_something_else_is_a_new_fact() -> None:
    """All that it says now; what it said stays in the log."""
    given(IMPORTED).when(bring_in(ELSEWHERE, known=ANNA)).then([changed(ELSEWHERE)])


def test_a_row_that_says_again_what_it_said_first_is_a_change_too() -> None:
    """Only what stands there now counts."""
    given(IMPORTED, changed(ELSEWHERE)).when(bring_in(known=ANNA)).then([changed()])


@pytest.mark.parametrize("contact", [BRAM, None])
def test_a_former_contact_is_named_so_that_its_text_goes(contact: Kept | None) -> None:
    """With the fact that another one stands in its place, or none."""
    given(IMPORTED).when(bring_in(contact=contact, known=ANNA)).then([changed(contact=contact, former=ANNA)])


def test_a_contact_that_comes_later_replaces_none() -> None:
    """Nothing goes then."""
    without = changed(contact=None, former=ANNA)
    given(IMPORTED, without).when(bring_in(contact=BRAM)).then([changed(contact=BRAM)])


@pytest.mark.parametrize(("known", "facts"), [(None, [IMPORTED]), (BRAM, [IMPORTED]), (ANNA, [])])
def test_a_contact_that_was_compared_with_another_is_refused(known: Kept | None, facts: list[Fact]) -> None:
    """Somebody else brought the row in meanwhile: the text that goes, or stays, would be the wrong one."""
    given(*facts).when(bring_in(known=known)).refused_with(errors.ContactChangedMeanwhile)


def test_an_entry_is_as_it_was_brought_in_last() -> None:
    """Whatever comes first."""
    assert evolve(Absent(), IMPORTED) == Present(ENTRY, ANNA)
    assert evolve(Absent(), changed(ELSEWHERE)) == Present(ELSEWHERE, ANNA)
    assert evolve(Present(ENTRY, ANNA), changed(ELSEWHERE, BRAM, ANNA)) == Present(ELSEWHERE, BRAM)
    assert evolve(Present(ELSEWHERE, BRAM), IMPORTED) == Present(ENTRY, ANNA)


def test_a_row_is_known_by_its_key() -> None:
    """Whatever else it says, in its register."""
    one = entry_id("kopgroep", "17", "Ketenstage", "Noorderboog")
    assert entry_id("kopgroep", " 17 ", "Anders", "Anders") == one
    assert entry_id("kopgroep", "18", "Ketenstage", "Noorderboog") != one
    assert entry_id("andere", "17", "Ketenstage", "Noorderboog") != one


def test_without_keys_it_is_known_by_name_and_organisation() -> None:
    """Whatever their capitals and spaces; a key that reads like both is another."""
    one = entry_id("kopgroep", None, "Ketenstage", "Noorderboog")
    assert entry_id("kopgroep", None, "KETENSTAGE ", " noorderboog") == one
    assert entry_id("kopgroep", None, "Noorderboog", "Ketenstage") != one
    assert entry_id("kopgroep", "Ketenstage\nNoorderboog", "Ketenstage", "Noorderboog") != one


@given_any(st.text(), st.text())
def test_an_id_is_a_uuid_of_version_8(name: str, organisation: str) -> None:
    """Made of what the row says, and of nothing else."""
    made = entry_id("kopgroep", None, name, organisation)
    assert (made[14], made[19] in "89ab", len(made)) == ("8", True, 36)
    assert entry_id("kopgroep", None, name, organisation) == made
