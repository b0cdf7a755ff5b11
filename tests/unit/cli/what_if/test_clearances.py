"""What a clearance would have come to under another policy: the same verdicts, other ministries."""

from typing import Final

import pytest

from cli.what_if.compare import Outcomes
from services.assessment.policy import Policy
from tests.unit.cli.what_if.supposing import difference, policy, rules, supposed
from tests.unit.cli.what_if.test_assessments import SHIPPED
from tests.unit.services.assessment.dossiers import met_dossier, rejected_dossier
from tests.unit.services.review.clearances import (
    ALL,
    LATER_POLICY,
    OCW,
    SZW,
    VWS,
    Facts,
    assessed,
    check_corrected,
    checked,
    checked_round,
    cleared,
    cleared_round,
    closed_by_withdrawal,
    closed_round,
    due,
    found,
    open_round,
    refused,
    refused_round,
    requested,
    reversal_noted,
    revised,
    round_closed,
    set_aside,
    submitted,
    taken_back,
    withdrawn,
)

TWO: Final = policy(required_ministries=(VWS, OCW))
CLEARED: Final = Outcomes("met", "cleared")
REFUSED: Final = Outcomes("met", "refused")
OPEN: Final = Outcomes("met", None)


def under_the_later() -> Facts:
    """Cleared by the two ministries that the policy of 2021 asks."""
    asked = [submitted(), assessed(policy=LATER_POLICY), due(policy=LATER_POLICY), requested(policy=LATER_POLICY)]
    return [*asked, checked(), found(VWS), found(OCW), cleared()]


def test_a_ministry_that_refused_is_not_asked() -> None:
    """The others had cleared it."""
    seen = difference(TWO, met_dossier(), refused_round())
    assert (seen.present, seen.other, rules(seen)) == (REFUSED, CLEARED, ["ministry-not-asked"])
    assert seen.reasons[0].sentence == "Beleid 2030-01 vraagt SZW niet; dat wees af."


def test_a_ministry_is_asked_that_said_nothing() -> None:
    """Nobody knows what it would say: it is not decided."""
    seen = difference(policy(), met_dossier(), under_the_later())
    assert (seen.present, seen.other, rules(seen)) == (CLEARED, OPEN, ["ministry-asked"])
    assert "SZW" in seen.reasons[0].sentence


@pytest.mark.parametrize("other", SHIPPED, ids=lambda each: each.policy_version)
def test_under_those_that_ship(other: Policy) -> None:
    """Who was cleared by three is by two; by two is not by three; who was refused by the third is not by two."""
    three = other.policy_version == "2019-03"
    assert supposed(other, met_dossier(), cleared_round()).differences == []
    assert bool(supposed(other, met_dossier(), under_the_later()).differences) is three
    assert bool(supposed(other, met_dossier(), refused_round()).differences) is not three


def test_who_stood_in_nobodys_way_is_no_reason() -> None:
    """Of those that are not asked, only who refused makes the difference."""
    facts = [*checked_round(), found(VWS), found(OCW, "refused"), found(SZW), refused(OCW)]
    (reason,) = difference(policy(required_ministries=(VWS,)), met_dossier(), facts).reasons
    assert "OCW" in reason.sentence


def test_a_refusal_of_who_is_asked_stays_one() -> None:
    """Whoever else is not."""
    facts = [*checked_round(), found(VWS, "refused"), found(OCW), found(SZW), refused(VWS)]
    assert supposed(TWO, met_dossier(), facts).differences == []


def test_a_round_that_waits_for_who_is_not_asked() -> None:
    """It would have been decided."""
    seen = difference(TWO, met_dossier(), [*checked_round(), found(VWS), found(OCW)])
    assert (seen.present, seen.other) == (OPEN, CLEARED)
    assert "gaf geen oordeel" in seen.reasons[0].sentence
    seen = difference(TWO, met_dossier(), [*checked_round(), found(OCW, "refused"), found(VWS)])
    assert seen.other == REFUSED


def test_a_round_that_waits_all_the_same() -> None:
    """For the other one too."""
    assert supposed(TWO, met_dossier(), [*checked_round(), found(SZW), found(OCW)]).differences == []
    assert supposed(TWO, met_dossier(), open_round()).differences == []


def test_a_round_that_was_closed() -> None:
    """Because of who is not asked it would have been decided before; else it would have been closed as well."""
    waited = [*checked_round(), found(VWS), found(OCW), round_closed(), refused()]
    assert difference(TWO, met_dossier(), waited).other == CLEARED
    assert supposed(TWO, met_dossier(), closed_round()).differences == []


def test_a_verdict_that_was_taken_back() -> None:
    """The round is open again; of who is not asked that made no difference, of others it does."""
    back = [*refused_round(), taken_back(SZW, outcome="refused")]
    assert difference(TWO, met_dossier(), back).other == CLEARED
    assert supposed(TWO, met_dossier(), [*cleared_round(), taken_back(OCW)]).differences == []
    anew = [*back, found(SZW), cleared()]
    assert supposed(TWO, met_dossier(), anew).differences == []


def test_what_was_set_aside_does_not_count() -> None:
    """For who found it had a conflict of interest, or the check was corrected."""
    aside = [*checked_round(), found(VWS), found(OCW), set_aside(OCW)]
    assert supposed(TWO, met_dossier(), aside).differences == []
    objects = [*checked_round(), found(VWS), found(OCW), check_corrected(VWS, OCW), found(VWS, "refused")]
    assert supposed(TWO, met_dossier(), objects).differences == []


def test_a_round_that_stands_still() -> None:
    """While its assessment is taken back, or a newer version is judged, nobody's verdict would count."""
    for stopped in (reversal_noted(), revised()):
        waited = [*checked_round(), found(VWS), found(OCW), stopped]
        assert supposed(TWO, met_dossier(), waited).differences == []


def test_who_would_not_meet_the_criteria_is_not_cleared() -> None:
    """No ministry is asked then; both are told."""
    seen = difference(policy(threshold=4), met_dossier(), cleared_round())
    assert (seen.present, seen.other) == (CLEARED, Outcomes("not-met", None))
    assert rules(seen) == ["threshold", "not-met-first"]
    assert seen.told["present"] == {"assessment": "met", "clearance": "cleared"}


def test_who_did_not_meet_them_was_not_cleared() -> None:
    """Nor is it known what the ministries would say."""
    seen = difference(policy(threshold=2), rejected_dossier(), [submitted(), assessed(outcome="not-met")])
    assert (seen.present, seen.other) == (Outcomes("not-met", None), OPEN)


def test_whose_ministries_have_spoken_are_not_to_be_asked() -> None:
    """The clearance of before it was rejected would stand, so nobody would be asked then."""
    seen = difference(policy(threshold=2), rejected_dossier(), cleared_round())
    assert (seen.present, seen.other, rules(seen)) == (Outcomes("not-met", None), CLEARED, ["threshold"])


def test_what_was_withdrawn_has_no_clearance() -> None:
    """Its dossier may not have heard yet: then its assessment alone is compared."""
    gone = [*refused_round(), withdrawn(), closed_by_withdrawal()]
    assert supposed(TWO, met_dossier(), gone).differences == []


def test_the_later_of_both_decisions_tells_since_when() -> None:
    """A clearance of after that moment is compared, though its assessment was before."""
    facts, round_ = met_dossier(), refused_round()
    assert len(supposed(TWO, facts, round_, since=len(facts) + 1).differences) == 1
    assert supposed(TWO, facts, round_, since=len(facts) + len(round_) + 1).earlier == 1


def test_all_three_are_known() -> None:
    """Of these tests: whom the policy of 2019 asks."""
    assert policy().required_ministries == ALL
