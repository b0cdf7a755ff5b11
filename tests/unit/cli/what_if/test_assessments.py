"""What an assessment would have come to under another policy: the same judgements, other rules."""

from datetime import timedelta
from typing import Final

import pytest

from cli.what_if.compare import Outcomes
from services.assessment.policy import Criterion, Policy
from tests.unit.cli.what_if.supposing import BEGIN, difference, policy, rules, supposed
from tests.unit.services.assessment.dossiers import (
    CRITERIA,
    POLICIES,
    POLICY,
    Facts,
    all_judged,
    asked,
    assessed,
    closed,
    confirmed,
    contested,
    judged,
    met_dossier,
    opened,
    proposed,
    proposed_dossier,
    rejected_again,
    rejected_dossier,
    reopened,
    reversed_,
    revised,
)

SHIPPED: Final = [Policy.model_validate_json(file.read_bytes()) for file in sorted(POLICIES.glob("*.json"))]
MET: Final = Outcomes("met", None)
NOT_MET: Final = Outcomes("not-met", None)
UNDECIDED: Final = Outcomes(None, None)


def test_more_have_to_be_met() -> None:
    """Three of four were enough, and are not."""
    found = difference(policy(threshold=4), met_dossier())
    assert (found.present, found.other, rules(found)) == (MET, NOT_MET, ["threshold"])
    assert found.reasons[0].sentence == (
        "Er zijn 3 van de 4 criteria voldaan, en beleid 2030-01 vraagt er 4; onder 2019-03 waren het er 3 van de 4, en "
        "vroeg het er 3."
    )
    assert (found.title, found.decided_under) == ("Ketenstage", "2019-03")


def test_fewer_have_to_be_met() -> None:
    """Two were too few, and are not; then the ministries would still have to be asked."""
    found = difference(policy(threshold=2), rejected_dossier())
    assert (found.present, found.other) == (NOT_MET, MET)
    assert rules(found) == ["threshold", "ministries-asked-then"]
    assert "VWS, OCW, SZW" in found.reasons[1].sentence


def test_a_criterion_that_was_met_is_not_asked_for() -> None:
    """What nobody asks for does not count, though it was judged."""
    found = difference(policy(criteria=CRITERIA[1:]), met_dossier())
    assert (found.present, found.other) == (MET, NOT_MET)
    assert rules(found) == ["criterion-not-asked", "threshold"]
    assert "samenwerken (voldaan)" in found.reasons[0].sentence
    assert "2 van de 3 criteria" in found.reasons[1].sentence


def test_criteria_that_were_not_met_are_not_asked_for() -> None:
    """Those that are left are enough."""
    found = difference(policy(criteria=CRITERIA[:2], threshold=2), rejected_dossier())
    assert (found.present, found.other) == (NOT_MET, MET)
    assert rules(found)[:2] == ["criterion-not-asked", "criterion-not-asked"]


def of_three() -> Facts:
    """Judged under a policy that does not ask for the last criterion."""
    three = policy(criteria=CRITERIA[:3], policy_version="2018-01")
    return [opened(policy=three), *(judged(each) for each in CRITERIA[:3]), assessed("met", met=3)]


def test_a_criterion_is_asked_for_that_nobody_judged() -> None:
    """Nobody can say then: it is not decided."""
    found = difference(POLICY, of_three())
    assert (found.present, found.other, rules(found)) == (MET, UNDECIDED, ["criterion-asked"])
    assert "opschalen" in found.reasons[0].sentence


@pytest.mark.parametrize("under", SHIPPED, ids=lambda each: each.policy_version)
@pytest.mark.parametrize("other", SHIPPED, ids=lambda each: each.policy_version)
def test_those_that_ship_ask_the_same_criteria(under: Policy, other: Policy) -> None:
    """Decided under either, no assessment would differ under the other, or its own."""
    for outcome, met in (("met", 3), ("met", 4)):
        answer = supposed(other, [opened(policy=under), *all_judged(met=met), assessed(outcome, met=met)])  # type: ignore[arg-type]  # two of them
        assert (answer.compared, answer.differences) == (1, [])
    rejected = [opened(policy=under), *all_judged(met=2), proposed(), confirmed(), assessed("not-met", met=2)]
    assert (supposed(other, rejected).compared, supposed(other, rejected).differences) == (1, [])


def test_what_changes_no_outcome() -> None:
    """Days, and whether one says first to have no stake in it, are of how it is decided, and not of what."""
    other = policy(declaration_required=True, retention_days=30, reminder_days=(3,), escalation_days=9)
    for each in (met_dossier(), rejected_dossier()):
        assert supposed(other, each).differences == []


def test_the_last_outcome_counts() -> None:
    """Rejected, and after a revision judged anew: what was judged before is of an older version."""
    again = [*rejected_dossier(), reopened(), *all_judged(met=3, version=2), assessed("met", met=3, version=2)]
    assert supposed(policy(threshold=3), again).differences == []
    assert difference(policy(threshold=4), again).present == MET
    assert difference(policy(threshold=2), rejected_again()).other == MET


def test_a_later_judgement_replaces_an_earlier_one() -> None:
    """The one that the decision was made on."""
    twice = [opened(), *all_judged(met=4), judged(CRITERIA[0], met=False), assessed("met", met=3)]
    assert difference(policy(threshold=4), twice).other == NOT_MET


def test_a_contested_rejection_was_no_outcome() -> None:
    """What was judged after it counts."""
    facts = [*proposed_dossier(), contested(), *all_judged(met=4), assessed("met", met=4)]
    assert supposed(policy(threshold=4), facts).differences == []
    assert supposed(policy(threshold=2), facts).differences == []


@pytest.mark.parametrize("facts", [[opened()], proposed_dossier(), [*met_dossier(), revised()]])
def test_what_is_under_way_is_not_compared(facts: Facts) -> None:
    """Being judged, proposed, or revised since."""
    answer = supposed(policy(threshold=1), facts)
    assert (answer.compared, answer.under_way, answer.differences) == (0, 1, [])


def test_what_was_taken_back_is_under_way() -> None:
    """Until it is decided anew, as it was then."""
    back = [*met_dossier(), reversed_("met")]
    assert (supposed(policy(threshold=4), back).under_way, supposed(policy(threshold=4), back).differences) == (1, [])
    anew = [*back, judged(CRITERIA[3]), assessed("met", met=4)]
    assert supposed(policy(threshold=4), anew).differences == []
    rejected = [*rejected_dossier(), reversed_("not-met"), judged(CRITERIA[2]), assessed("met", met=3)]
    assert difference(policy(threshold=4), rejected).other == NOT_MET


def test_what_was_withdrawn_is_not_compared() -> None:
    """Whatever it came to before."""
    answer = supposed(policy(threshold=4), [*met_dossier(), closed()])
    assert (answer.compared, answer.withdrawn, answer.differences) == (0, 1, [])


def test_what_no_policy_would_let_pass_is_told_by_its_rule() -> None:
    """Facts of before there was a rule, as that a question is answered first: the refusal says why."""
    odd = [opened(), *all_judged(met=3), asked(), assessed("met", met=3)]
    found = difference(POLICY, odd)
    assert (found.other, rules(found)) == (UNDECIDED, ["question-open"])


def test_judgements_of_criteria_outside_are_no_judgements() -> None:
    """Not even when one is all that is asked for."""
    only: tuple[Criterion, ...] = (CRITERIA[3],)
    assert difference(policy(criteria=only, threshold=1), met_dossier()).other == NOT_MET


def test_since_a_position_or_a_time() -> None:
    """Decided there or later; the others are counted as earlier."""
    facts, other = met_dossier(), policy(threshold=4)
    last = len(facts)
    for since, differ in ((last, 1), (last + 1, 0), (0, 1)):
        answer = supposed(other, facts, since=since)
        assert (len(answer.differences), answer.earlier) == (differ, 1 - differ)
    for minutes, differ in ((last, 1), (last + 1, 0)):
        answer = supposed(other, facts, since=BEGIN + timedelta(minutes=minutes))
        assert (len(answer.differences), answer.earlier) == (differ, 1 - differ)
