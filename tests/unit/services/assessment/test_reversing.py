"""An outcome is taken back with a reason: a new fact, and judging goes on."""

import pytest

from services.assessment import errors, events
from services.assessment.errors import InitiativeWithdrawn
from shared.errors import Unknown
from shared.event import Event
from tests.unit.services.assessment.dossiers import (
    Facts,
    all_judged,
    assess,
    assessed,
    closed,
    confirm,
    confirmed,
    deferred,
    given,
    judge,
    judged,
    met_dossier,
    note_revision,
    note_withdrawal,
    opened,
    proposed,
    proposed_dossier,
    rejected_again,
    rejected_dossier,
    reopened,
    reverse,
    reversed_,
    revised,
)


@pytest.mark.parametrize(
    ("facts", "outcome"), [(met_dossier(), "met"), (rejected_dossier(), "not-met")], ids=["met", "not met"]
)
@pytest.mark.parametrize("adviser", [1, 2, 3])
def test_an_adviser_takes_an_outcome_back(facts: Facts, outcome: events.Outcome, adviser: int) -> None:
    """Any adviser: it is the office that decided. The fact names outcome, version and policy."""
    given(facts).when(reverse(adviser)).then([reversed_(outcome)])


def test_judgements_stay_and_can_be_replaced() -> None:
    """What was found is still there; one criterion judged anew may turn the outcome."""
    back = [*met_dossier(), reversed_("met")]
    given(back).when(assess()).then([assessed("met", met=3)])
    given(back).when(judge("samenwerken", met=False)).then([judged("samenwerken", met=False)])
    findings = proposed().model_copy(
        update={"criteria": {**proposed(met=3).criteria, "samenwerken": proposed(met=0).criteria["samenwerken"]}}
    )
    given(back, judged("samenwerken", met=False)).when(assess()).then([findings])


def test_a_rejection_after_a_reversal_needs_a_second_adviser_again() -> None:
    """As any other."""
    back = [*rejected_dossier(), reversed_("not-met")]
    given(back).when(assess()).then([proposed()])
    given(back, proposed()).when(confirm(1)).refused_with(errors.SameAdviser)
    given(back, proposed()).when(confirm(2)).then([confirmed(), assessed("not-met", met=2)])


def test_a_reversal_does_not_use_up_the_reassessment() -> None:
    """Rejected, taken back, rejected once more: a revision still opens it again, once."""
    twice = [*rejected_dossier(), reversed_("not-met"), proposed(), confirmed(), assessed("not-met", met=2)]
    given(twice).when(note_revision()).then([reopened()])


def test_nor_does_it_give_another() -> None:
    """The one reassessment was had: a further revision is only noted."""
    again = [*all_judged(met=2, version=2), proposed(version=2), confirmed(), assessed("not-met", met=2, version=2)]
    facts = [*rejected_again(), reversed_("not-met", 2), *again]
    given(facts).when(note_revision(3)).then([events.RevisionNotedByAssessment(submission_version=3)])


def test_a_revision_that_was_only_noted_is_what_is_judged_now() -> None:
    """It could not open the rejected dossier; once that is open again, it is the newest version."""
    noted = events.RevisionNotedByAssessment(submission_version=3)
    given(rejected_again(), noted).when(reverse()).then([reversed_("not-met", 2), revised(3)])
    facts = [*rejected_again(), noted, reversed_("not-met", 2), revised(3)]
    given(facts).when(judge(version=3)).then([judged("innoveren", version=3)])
    given(facts).when(assess()).refused_with(errors.JudgementsIncomplete)


def test_a_revision_after_a_reversal_counts_as_ever() -> None:
    """The judgements there are no longer count."""
    given(rejected_dossier(), reversed_("not-met")).when(note_revision()).then([revised()])


def test_a_withdrawal_after_a_reversal_closes_it() -> None:
    """As in any other state."""
    given(met_dossier(), reversed_("met")).when(note_withdrawal()).then([closed()])


NOTHING_TO_REVERSE: list[list[Event | Facts]] = [
    [opened()],
    [opened(), deferred()],
    [proposed_dossier()],
    [met_dossier(), revised()],
    [met_dossier(), reversed_("met")],
    [rejected_dossier(), reopened()],
]


@pytest.mark.parametrize("facts", NOTHING_TO_REVERSE)
def test_only_an_outcome_is_taken_back(facts: list[Event | Facts]) -> None:
    """Not what is still judged, nor the outcome of a version that was revised since, nor twice."""
    given(*facts).when(reverse()).refused_with(errors.NotDecided)


def test_nothing_is_taken_back_of_what_was_withdrawn() -> None:
    """A closed dossier stays as it was."""
    given(met_dossier(), closed()).when(reverse()).refused_with(InitiativeWithdrawn)


@pytest.mark.parametrize("facts", [[], [events.WithdrawalNotedByAssessment()]])
def test_there_is_no_dossier_to_reverse(facts: list[Event | Facts]) -> None:
    """Before a submission is heard."""
    given(*facts).when(reverse()).refused_with(Unknown)
