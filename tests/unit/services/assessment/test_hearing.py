"""What dossiers make of what other services announce: in any order, twice, or too late."""

from dataclasses import replace
from itertools import permutations

import pytest

from services.assessment import commands, decider, events
from services.assessment.decider import states
from services.assessment.policy import Policy
from shared.decider import Command
from shared.event import Event
from shared.testing.given import fold
from tests.unit.services.assessment.dossiers import (
    FIRST_REQUEST,
    INITIATIVE,
    POLICIES,
    POLICY,
    SECOND_REQUEST,
    all_judged,
    answered,
    asked,
    closed,
    given,
    kept,
    met_dossier,
    note_answer,
    note_revision,
    note_withdrawal,
    open_dossier,
    opened,
    proposed_dossier,
    rejected_again,
    rejected_dossier,
    reopened,
    revised,
)

UNDECIDED = pytest.mark.parametrize("facts", [[opened()], proposed_dossier()], ids=["judging", "proposed"])


def noted(version: int) -> events.RevisionNotedByAssessment:
    return events.RevisionNotedByAssessment(submission_version=version)


def run(*heard: Command) -> list[Event]:
    """All facts that follow when these are heard one after the other."""
    facts: list[Event] = []
    for command in heard:
        state = fold(decider.CORE, command.streams[0], facts)
        facts += decider.CORE.decide(command, [state])[0]
    return facts


def test_a_submission_opens_a_dossier_under_the_policy_that_applies() -> None:
    """A submission opens a dossier that holds the policy's version, criteria and threshold."""
    newer = Policy.model_validate_json((POLICIES / "2021-01.json").read_bytes())
    given().when(open_dossier(policy=newer)).then([opened(policy=newer)])


def test_a_dossier_keeps_the_policy_it_was_opened_under() -> None:
    """Hearing the submission again under another policy changes nothing."""
    newer = Policy.model_validate_json((POLICIES / "2021-01.json").read_bytes())
    given(opened()).when(open_dossier(policy=newer)).then([])


def test_a_revision_before_its_submission_is_noted() -> None:
    """A revision that comes before its submission waits as a fact."""
    given().when(note_revision(2)).then([noted(2)])


def test_a_dossier_opens_with_the_revision_that_came_before() -> None:
    """A submission that comes after its revision opens a dossier of the newest version."""
    given(noted(2), noted(3)).when(open_dossier()).then([opened(), revised(3)])


def test_the_title_told_last_is_the_dossiers() -> None:
    """Whenever a revision changes the title, the facts say so, also of one that came before its submission."""
    renamed = events.RevisionNotedByAssessment(submission_version=2, title="Ketenstage Noord")
    given().when(note_revision(2, "Ketenstage Noord")).then([renamed])
    given(renamed, noted(3)).when(open_dossier()).then([opened(), revised(3, "Ketenstage Noord")])
    given(opened()).when(note_revision(2, "Ketenstage Noord")).then([revised(2, "Ketenstage Noord")])


def test_a_revision_heard_before_is_not_noted_again() -> None:
    """Before the submission only a newer revision than the newest is noted."""
    given(noted(3)).when(note_revision(2)).then([])


def test_a_withdrawal_before_its_submission_is_noted_once() -> None:
    """A withdrawal that comes before its submission waits as a fact, and only one does."""
    given().when(note_withdrawal()).then([events.WithdrawalNotedByAssessment()])
    given(events.WithdrawalNotedByAssessment()).when(note_withdrawal()).then([])


def test_a_submission_withdrawn_before_is_opened_and_closed_at_once() -> None:
    """A submission that comes after its withdrawal opens nothing that could be judged."""
    given(events.WithdrawalNotedByAssessment()).when(open_dossier()).then([opened(), closed()])
    given(noted(2), events.WithdrawalNotedByAssessment()).when(open_dossier()).then([opened(), revised(2), closed()])


def test_a_revision_after_an_early_withdrawal_changes_nothing() -> None:
    """After a withdrawal a revision means nothing, also before the submission."""
    given(events.WithdrawalNotedByAssessment()).when(note_revision()).then([])


@pytest.mark.parametrize(
    "facts",
    [[opened()], proposed_dossier(), met_dossier(), rejected_dossier()],
    ids=["judging", "proposed", "met", "not-met"],
)
def test_a_withdrawal_closes_the_dossier_wherever_it_stands(facts: list[Event]) -> None:
    """A withdrawal closes a dossier before and after its outcome."""
    given(facts).when(note_withdrawal()).then([closed()])


@pytest.mark.parametrize(
    "command", [open_dossier(), note_revision(), note_withdrawal(), note_answer()], ids=lambda c: type(c).__name__
)
def test_a_closed_dossier_stays_as_it_is(command: Command) -> None:
    """Whatever is heard after the withdrawal changes nothing."""
    given(opened(), asked(), closed()).when(command).then([])


def test_an_answer_closes_its_question_once() -> None:
    """The answer to an open question is received; the same answer again is not."""
    given(opened(), asked()).when(note_answer()).then([answered()])
    told = replace(note_answer(), answer=kept(9))
    given(opened(), asked()).when(told).then([answered().model_copy(update={"answer": kept(9)})])
    given(opened(), asked(), asked(), answered()).when(note_answer()).then([])


@UNDECIDED
def test_an_answer_is_received_while_judging_and_while_a_rejection_is_proposed(facts: list[Event]) -> None:
    """An answer is received in every undecided dossier, each to its own question."""
    given(facts, asked(), asked(), answered(FIRST_REQUEST)).when(note_answer(SECOND_REQUEST)).then(
        [answered(SECOND_REQUEST)]
    )


@pytest.mark.parametrize(
    "facts",
    [[], [events.WithdrawalNotedByAssessment()], [opened()], met_dossier(), rejected_dossier()],
    ids=["not-opened", "withdrawn-before", "nothing-asked", "met", "not-met"],
)
def test_an_answer_without_an_open_question_changes_nothing(facts: list[Event]) -> None:
    """Where no question is open an answer is heard without effect."""
    given(facts).when(note_answer()).then([])


@UNDECIDED
def test_a_revision_of_an_undecided_dossier_brings_it_to_the_new_version(facts: list[Event]) -> None:
    """A revision starts the judging of the new version, and takes a proposed rejection back."""
    given(facts).when(note_revision()).then([revised()])


@UNDECIDED
def test_a_version_known_already_changes_nothing(facts: list[Event]) -> None:
    """A revision that is not newer than the newest version is heard without effect."""
    given(facts, revised(3)).when(note_revision(2)).then([])
    given(facts, revised(3)).when(note_revision(3)).then([])


def test_a_revision_after_met_opens_the_dossier_for_the_new_version() -> None:
    """A revised initiative that met the criteria must be assessed again."""
    given(met_dossier()).when(note_revision()).then([revised()])


def test_a_revision_after_a_rejection_reopens_the_dossier_once() -> None:
    """A rejected initiative can be reassessed once after a revision; a later one is noted only."""
    given(rejected_dossier()).when(note_revision()).then([reopened()])
    given(rejected_again()).when(note_revision(3)).then([noted(3)])


def test_a_revision_after_a_final_rejection_is_noted_once() -> None:
    """What was noted after a final rejection is not noted again."""
    given(rejected_again(), noted(3)).when(note_revision(3)).then([])


def test_a_second_chance_is_spent_also_when_it_was_met_and_revised() -> None:
    """The one reopening counts for the whole dossier, whatever outcome came between."""
    spent = [*rejected_dossier(), reopened(), *all_judged(met=3, version=2), *met_dossier()[-1:], revised(3)]
    state = fold(decider.CORE, f"initiative-{INITIATIVE}", spent)
    assert isinstance(state, states.Judging)
    assert state.dossier.reopened_once


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_every_order_of_submission_and_revisions_ends_the_same(order: tuple[int, ...]) -> None:
    """However submission and revisions arrive, the dossier ends at the newest version, ready to be judged."""
    heard: list[commands.InitiativeCommand] = [open_dossier(), note_revision(2), note_revision(3)]
    facts = run(*(heard[place] for place in order))
    terms = states.Terms(POLICY.policy_version, POLICY.criteria, POLICY.threshold, policy_digest=POLICY.digest)
    assert fold(decider.CORE, f"initiative-{INITIATIVE}", facts) == states.Judging(states.Dossier(terms, 3))


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_every_order_with_a_withdrawal_ends_closed(order: tuple[int, ...]) -> None:
    """However submission, revisions and withdrawal arrive, the dossier ends closed, and repeating them adds nothing."""
    heard: list[commands.InitiativeCommand] = [open_dossier(), note_revision(2), note_revision(3), note_withdrawal()]
    ordered = [heard[place] for place in order]
    facts = run(*ordered)
    assert isinstance(fold(decider.CORE, f"initiative-{INITIATIVE}", facts), states.Closed)
    assert run(*ordered, *ordered) == facts
