"""The inspectorate check and advice are corrected by whoever gave them, as long as the round goes on."""

import pytest

from services.review import commands, errors, events
from services.review.decider import CORE
from shared.errors import Refusal, RoleMayNot
from shared.testing.given import Given, act
from tests.unit.services.review.clearances import (
    ALL,
    INITIATIVE,
    OCW,
    STREAM,
    SZW,
    VWS,
    Facts,
    advice_corrected,
    advised,
    assessed,
    check,
    check_corrected,
    checked_round,
    cleared,
    cleared_round,
    closed_by_withdrawal,
    correct_advice,
    correct_check,
    due,
    found,
    given,
    kept,
    open_round,
    refused_round,
    requested,
    revised,
    take_back,
    taken_back,
    verdict,
    withdrawn,
)


def test_vws_corrects_its_check() -> None:
    """In both directions, and as often as it is wrong."""
    given(checked_round()).when(correct_check()).then([check_corrected()])
    given(checked_round(clear=False)).when(correct_check(clear=True)).then([check_corrected(clear=True)])
    given(checked_round(), check_corrected()).when(correct_check(clear=True)).then([check_corrected(clear=True)])


def test_an_objection_lets_what_was_cleared_before_it_lapse() -> None:
    """A ministry that cleared did not know; one that refused need not say so again."""
    given(checked_round(), found(VWS), found(OCW, "refused")).when(correct_check()).then([check_corrected(VWS)])
    lapsed = [*checked_round(), found(VWS), found(OCW, "refused"), check_corrected(VWS)]
    given(lapsed).when(verdict(VWS)).refused_with(errors.InspectorateObjects)
    given(lapsed).when(verdict(SZW, "refused")).then([found(SZW, "refused")])


def test_no_objection_after_all_lets_ministries_clear() -> None:
    """What was refused for it can be revised."""
    facts = [*checked_round(clear=False), found(OCW, "refused"), check_corrected(clear=True)]
    given(facts, found(VWS), found(SZW)).when(verdict(OCW)).then([found(OCW), cleared()])


def test_there_must_be_a_check_to_correct() -> None:
    """The first one is made, not corrected; and a correction does not make the check anew."""
    given(open_round()).when(correct_check()).refused_with(errors.NotChecked)
    given(checked_round(), check_corrected()).when(check()).refused_with(errors.AlreadyChecked)


def test_a_corrected_check_stands_in_the_next_round() -> None:
    """An undecided clearance keeps it when it goes on for a newer version."""
    goes_on = [revised(changed=("title",)), assessed(2), due(2), requested(2, check_stands=True)]
    facts = [*checked_round(), check_corrected(), *goes_on]
    given(facts).when(verdict(OCW, version=2)).refused_with(errors.InspectorateObjects)


def test_after_a_round_ended_vws_takes_its_verdict_back_first() -> None:
    """Then the check is corrected, and all others that had cleared say it anew."""
    given(cleared_round()).when(take_back(VWS)).then([taken_back(VWS)])
    given(cleared_round(), taken_back(VWS)).when(correct_check()).then([check_corrected(OCW, SZW)])


def test_employers_correct_their_own_advice() -> None:
    """With another text, as often as they like."""
    given(open_round(), advised()).when(correct_advice()).then([advice_corrected()])
    given(open_round(), advised(), advice_corrected()).when(correct_advice()).then([advice_corrected()])


@pytest.mark.parametrize("facts", [[], [advised()], [advised(None)]], ids=["none", "another's", "nobody knows whose"])
def test_nobody_corrects_the_advice_of_another(facts: Facts) -> None:
    """Each region's employers speak for themselves."""
    given(open_round(), facts).when(correct_advice(2)).refused_with(errors.NoAdviceOfYours)


def test_advice_on_an_earlier_version_is_corrected_too() -> None:
    """It is advice on the same clearance."""
    facts = [*open_round(), advised(), revised(), assessed(2), due(2), requested(2)]
    corrected = advice_corrected().model_copy(update={"submission_version": 2})
    given(facts).when(correct_advice()).then([corrected])


@pytest.mark.parametrize("command", [correct_check(), correct_advice()], ids=lambda each: type(each).__name__)
@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        pytest.param(cleared_round(), errors.AlreadyDecided, id="cleared"),
        pytest.param(refused_round(), errors.AlreadyDecided, id="refused"),
        pytest.param([*checked_round(), advised(), revised()], errors.SuspendedByRevision, id="suspended"),
        pytest.param([*checked_round(), withdrawn(), closed_by_withdrawal()], errors.InitiativeWithdrawn, id="gone"),
    ],
)
def test_only_while_the_round_goes_on(
    command: commands.InitiativeCommand, facts: Facts, refusal: type[Refusal]
) -> None:
    """What was decided on stays as it was when it was decided."""
    Given(CORE, {STREAM: facts}).when(command).refused_with(refusal)


@pytest.mark.parametrize("ministry", [each for each in ALL if each != VWS])
def test_only_vws_corrects_the_check(ministry: events.Ministry) -> None:
    """It is the office that made it."""
    by_another = commands.CorrectInspectorateCheck(
        act=act(ministry), initiative_id=INITIATIVE, clear=True, motivation=kept()
    )
    given(checked_round()).when(by_another).refused_with(RoleMayNot)
