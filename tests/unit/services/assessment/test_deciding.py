"""Deciding by the policy: three of four, two pairs of eyes for a rejection, and what stops the clock."""

import pytest

from services.assessment import errors, events
from services.assessment.commands import Confirm
from services.assessment.policy import Policy
from shared.event import Event
from tests.unit.services.assessment.dossiers import (
    CRITERIA,
    POLICY,
    all_judged,
    answered,
    asked,
    assess,
    assessed,
    confirm,
    confirmed,
    contest,
    contested,
    given,
    judge,
    judged,
    met_dossier,
    opened,
    proposed,
    proposed_dossier,
    rejected_dossier,
    reopened,
    revised,
)


@pytest.mark.parametrize("met", [3, 4])
def test_three_of_four_is_met(met: int) -> None:
    """As many criteria met as the policy asks for, or more: the criteria are met."""
    given(opened(), all_judged(met=met)).when(assess()).then([assessed("met", met=met)])


@pytest.mark.parametrize("met", [0, 1, 2])
def test_fewer_than_three_only_proposes_a_rejection(met: int) -> None:
    """Too few criteria met: a rejection is proposed by this adviser, and nothing is decided."""
    given(opened(), all_judged(met=met)).when(assess(adviser=5)).then([proposed(met=met, adviser=5)])


def test_the_threshold_is_the_policys() -> None:
    """A dossier is decided by the threshold of the policy it was opened under."""
    stricter = Policy.model_validate(POLICY.model_dump() | {"threshold": 4})
    rejection = proposed(met=3).model_copy(update={"policy_digest": stricter.digest})
    given(opened(policy=stricter), all_judged(met=3)).when(assess()).then([rejection])


@pytest.mark.parametrize("missing", CRITERIA)
def test_judgements_incomplete(missing: str) -> None:
    """As long as one criterion is not judged nothing is decided, also when enough others are met."""
    facts = [fact for fact in all_judged(met=4) if isinstance(fact, events.CriterionJudged)]
    rest: list[Event] = [fact for fact in facts if fact.criterion != missing]
    given(opened(), rest).when(assess()).refused_with(errors.JudgementsIncomplete)


@pytest.mark.parametrize(
    "facts",
    [[opened(), *all_judged(met=4)], proposed_dossier(), met_dossier()],
    ids=["judged", "proposed", "met"],
)
def test_judgements_of_an_older_version_do_not_count(facts: list[Event]) -> None:
    """After a revision all criteria have to be judged anew."""
    given(facts, revised(2)).when(assess()).refused_with(errors.JudgementsIncomplete)


def test_a_revised_version_is_decided_by_its_own_judgements() -> None:
    """The outcome after a revision names the new version."""
    facts = [*met_dossier(), revised(2), *all_judged(met=4, version=2)]
    given(facts).when(assess()).then([assessed("met", met=4, version=2)])


def test_a_reopened_dossier_can_still_be_met() -> None:
    """A rejected initiative that was revised may meet the criteria at its second chance."""
    facts = [*rejected_dossier(), reopened(2), *all_judged(met=3, version=2)]
    given(facts).when(assess()).then([assessed("met", met=3, version=2)])


def test_judgements_before_a_reopening_do_not_count() -> None:
    """The second chance starts with nothing judged."""
    given(rejected_dossier(), reopened(2)).when(assess()).refused_with(errors.JudgementsIncomplete)


def test_the_last_judgement_of_a_criterion_counts() -> None:
    """A judgement that was changed decides as changed."""
    facts = [opened(), *all_judged(met=2), judged("veranderen", met=True)]
    given(facts).when(assess()).then([assessed("met", met=3)])


def test_question_open() -> None:
    """While a question is open nothing is decided: the clock stands still."""
    given(opened(), all_judged(met=4), asked()).when(assess()).refused_with(errors.QuestionOpen)
    given(opened(), all_judged(met=4), asked(), asked(), answered()).when(assess()).refused_with(errors.QuestionOpen)


def test_an_answered_question_no_longer_stops_the_clock() -> None:
    """When every question is answered the dossier can be decided."""
    given(opened(), all_judged(met=4), asked(), answered()).when(assess()).then([assessed("met", met=4)])


def test_a_question_outlives_a_revision() -> None:
    """A revision is no answer: the question stays open."""
    facts = [opened(), asked(), revised(2), *all_judged(met=4, version=2)]
    given(facts).when(assess()).refused_with(errors.QuestionOpen)


def test_another_adviser_confirms_a_rejection() -> None:
    """A rejection that another adviser confirms is the outcome, with that adviser's motivation beside it."""
    given(proposed_dossier()).when(confirm(adviser=2)).then([confirmed(), assessed("not-met", met=2)])


@pytest.mark.parametrize("command", [confirm(adviser=1), contest(adviser=1)], ids=["confirm", "contest"])
def test_same_adviser(command: Confirm) -> None:
    """Who proposed a rejection neither confirms nor contests it."""
    given(proposed_dossier()).when(command).refused_with(errors.SameAdviser)


def test_a_contested_rejection_goes_back_to_judging() -> None:
    """A rejection that another adviser contests is none."""
    given(proposed_dossier()).when(contest()).then([contested()])


def test_after_a_contest_judging_goes_on_with_the_judgements_there_are() -> None:
    """After a contest one changed judgement is enough to decide."""
    facts = [*proposed_dossier(), contested()]
    given(facts).when(judge("veranderen")).then([judged("veranderen")])
    given(facts, judged("veranderen")).when(assess()).then([assessed("met", met=3)])


def test_who_contested_may_propose_the_next_rejection() -> None:
    """The second pair of eyes is another than the one that proposed last."""
    facts = [*proposed_dossier(), contested(), proposed(adviser=2)]
    given(facts).when(confirm(adviser=2)).refused_with(errors.SameAdviser)
    given(facts).when(confirm(adviser=1)).then([confirmed(), assessed("not-met", met=2)])


def test_rejection_proposed_is_not_decided_twice() -> None:
    """While a rejection is proposed deciding again is refused, also by another adviser."""
    given(proposed_dossier()).when(assess(adviser=2)).refused_with(errors.RejectionAwaitsConfirmation)


@pytest.mark.parametrize(
    "facts",
    [[opened()], [*proposed_dossier(), contested()], [*proposed_dossier(), revised(2)]],
    ids=["never", "contested", "revised"],
)
def test_no_rejection_proposed(facts: list[Event]) -> None:
    """Without a standing proposal there is nothing to confirm or contest."""
    given(facts).when(confirm()).refused_with(errors.NoRejectionProposed)


def test_question_open_stops_confirming() -> None:
    """A question asked about a proposed rejection has to be answered before it is confirmed."""
    given(proposed_dossier(), asked()).when(confirm()).refused_with(errors.QuestionOpen)
    given(proposed_dossier(), asked(), answered()).when(confirm()).then([confirmed(), assessed("not-met", met=2)])


def test_a_rejection_may_be_contested_while_a_question_is_open() -> None:
    """Going back to judging decides nothing, so an open question does not stop it."""
    given(proposed_dossier(), asked()).when(contest()).then([contested()])
