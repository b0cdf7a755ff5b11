"""An initiative that is too early: invited to come back on a date, which brings it back by itself."""

from datetime import timedelta

import pytest

from services.assessment import commands, errors
from shared.event import Event
from tests.unit.services.assessment.dossiers import (
    LATER,
    TODAY,
    Facts,
    all_judged,
    answered,
    ask,
    asked,
    assess,
    assessed,
    closed,
    come_back,
    confirm,
    defer,
    deferred,
    given,
    judge,
    judged,
    met_dossier,
    note_answer,
    note_revision,
    note_withdrawal,
    opened,
    proposed_dossier,
    rejected_dossier,
    resume,
    resumed,
    revised,
)


def test_an_adviser_invites_an_initiative_to_come_back() -> None:
    """With a date ahead and a reason."""
    given(opened()).when(defer()).then([deferred()])


@pytest.mark.parametrize("days", [0, -1])
def test_the_date_lies_ahead(days: int) -> None:
    """Nobody comes back today or yesterday."""
    given(opened()).when(defer(TODAY + timedelta(days=days))).refused_with(errors.DateNotAhead)


def test_the_date_can_be_changed() -> None:
    """A later deferral replaces the earlier one."""
    sooner = LATER - timedelta(days=30)
    given(opened(), deferred()).when(defer(sooner)).then([deferred(sooner)])


@pytest.mark.parametrize("command", [judge(), assess()])
def test_nothing_is_judged_or_decided_until_then(command: commands.InitiativeCommand) -> None:
    """The judgements there are stay as they are."""
    given(opened(), judged("innoveren"), deferred()).when(command).refused_with(errors.AssessmentIsDeferred)


def test_the_date_brings_it_back() -> None:
    """By itself, with the judgements it had."""
    given(opened(), deferred()).when(come_back()).then([resumed()])
    given(opened(), all_judged(met=3), deferred(), resumed()).when(assess()).then([assessed("met", met=3)])


def test_an_adviser_need_not_wait() -> None:
    """Judging goes on at once."""
    given(opened(), deferred()).when(resume()).then([resumed("resumed-by-adviser")])


POINTLESS: list[list[Event | Facts]] = [
    [],
    [opened()],
    [opened(), deferred(), resumed("resumed-by-adviser")],
    [opened(), deferred(), deferred(LATER + timedelta(days=1))],
    [opened(), deferred(), revised()],
    [opened(), deferred(), closed()],
    [proposed_dossier()],
    [met_dossier()],
    [rejected_dossier()],
]


@pytest.mark.parametrize("facts", POINTLESS)
def test_a_date_that_no_longer_counts_brings_nothing_back(facts: list[Event | Facts]) -> None:
    """Resumed, deferred anew, revised, closed or decided meanwhile."""
    given(*facts).when(come_back()).then([])


def test_who_comes_with_something_new_has_come_back() -> None:
    """A revision is judged at once."""
    given(opened(), deferred()).when(note_revision()).then([revised()])
    given(opened(), deferred(), revised()).when(judge(version=2)).then([judged("innoveren", version=2)])


def test_questions_go_on_while_it_waits() -> None:
    """Asked and answered as ever."""
    given(opened(), deferred()).when(ask()).then([asked()])
    given(opened(), asked(), deferred()).when(note_answer()).then([answered()])
    given(opened(), deferred(), asked(), answered()).when(note_answer()).then([])


def test_a_withdrawal_closes_it() -> None:
    """As in any other state."""
    given(opened(), deferred()).when(note_withdrawal()).then([closed()])


def test_a_proposed_rejection_is_dealt_with_first() -> None:
    """It awaits a second adviser, not a date; and what is deferred has no rejection to confirm."""
    given(proposed_dossier()).when(defer()).refused_with(errors.RejectionAwaitsConfirmation)
    given(opened(), deferred()).when(confirm()).refused_with(errors.NoRejectionProposed)


@pytest.mark.parametrize("facts", [met_dossier(), rejected_dossier()])
def test_what_is_decided_is_not_deferred(facts: Facts) -> None:
    """The outcome stands."""
    given(facts).when(defer()).refused_with(errors.AlreadyDecided)


def test_only_what_is_deferred_is_resumed() -> None:
    """Else there is nothing to do."""
    given(opened()).when(resume()).refused_with(errors.NotDeferred)
