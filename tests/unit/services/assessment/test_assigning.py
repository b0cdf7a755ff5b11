"""Who sees to a dossier: an adviser takes it, or is given it, as long as there is something to do."""

import pytest

from services.assessment import errors
from shared.errors import Unknown
from tests.unit.services.assessment.dossiers import (
    Facts,
    assign,
    assigned,
    closed,
    deferred,
    given,
    judge,
    judged,
    met_dossier,
    opened,
    proposed_dossier,
    rejected_dossier,
    reopened,
    revised,
)


@pytest.mark.parametrize("facts", [[opened()], [opened(), deferred()], proposed_dossier()])
def test_an_adviser_takes_a_dossier_or_gives_it_to_a_colleague(facts: Facts) -> None:
    """Also while it waits for a date or for a second adviser."""
    given(facts).when(assign(1)).then([assigned(1)])
    given(facts).when(assign(2)).then([assigned(2)])


def test_who_has_it_already_gets_nothing_new() -> None:
    """Another adviser may take it over."""
    given(opened(), assigned(1)).when(assign(1)).then([])
    given(opened(), assigned(1)).when(assign(2)).then([assigned(2)])


def test_it_stays_with_its_adviser() -> None:
    """Through a revision, a deferral and a reassessment."""
    given(opened(), assigned(2), revised(), deferred()).when(assign(2)).then([])
    given(opened(), assigned(2), *rejected_dossier()[1:], reopened()).when(assign(2)).then([])


def test_others_may_still_help() -> None:
    """Assigning says who sees to it, not who may act."""
    given(opened(), assigned(2)).when(judge()).then([judged("innoveren")])


@pytest.mark.parametrize("facts", [met_dossier(), rejected_dossier()])
def test_what_is_decided_is_not_assigned(facts: Facts) -> None:
    """There is nothing to see to."""
    given(facts).when(assign()).refused_with(errors.AlreadyDecided)


def test_what_is_not_there_is_not_assigned() -> None:
    """Not opened, or closed by a withdrawal."""
    given().when(assign()).refused_with(Unknown)
    given(opened(), closed()).when(assign()).refused_with(errors.InitiativeWithdrawn)
