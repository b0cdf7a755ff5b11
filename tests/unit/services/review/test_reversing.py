"""After a round ended a verdict is taken back, or the closing of it; and what a reversed assessment does to it."""

import pytest

from services.review import commands, errors
from services.review.decider import CORE
from services.review.events import Ministry
from shared.actor import Role
from shared.errors import Refusal, RoleMayNot, Unknown
from shared.testing.given import Given
from tests.unit.services.review.clearances import (
    ALL,
    OCW,
    STREAM,
    SZW,
    VWS,
    Facts,
    assessed,
    checked_round,
    cleared,
    cleared_round,
    closed_by_rejection,
    closed_by_withdrawal,
    closed_round,
    due,
    found,
    given,
    human_acts,
    note_assessment,
    note_reversal,
    note_revision,
    note_withdrawal,
    open_round,
    refused,
    refused_round,
    rejected_round,
    request,
    requested,
    resumed_round,
    reversal_noted,
    revised,
    submitted,
    take_back,
    taken_back,
    verdict,
    withdrawn,
)

# A verdict is taken back.


@pytest.mark.parametrize("ministry", ALL)
def test_a_ministry_takes_its_clearance_back(ministry: Ministry) -> None:
    """The round is open again with that verdict outstanding, and it is reminded as from the start."""
    given(cleared_round()).when(take_back(ministry)).then([taken_back(ministry)])


@pytest.mark.parametrize("ministry", ALL)
def test_a_ministry_takes_its_verdict_back_after_a_refusal(ministry: Ministry) -> None:
    """Whether it refused itself, or wants to say something else than it did."""
    given(refused_round()).when(take_back(ministry)).then([taken_back(ministry, outcome="refused")])


def test_the_others_stay() -> None:
    """Once the outstanding verdict is in, the round has its outcome: the same, or another."""
    again = [*cleared_round(), taken_back(OCW)]
    given(again).when(verdict(OCW)).then([found(OCW), cleared()])
    given(again).when(verdict(OCW, "refused")).then([found(OCW, "refused"), refused(OCW)])
    given(refused_round(), taken_back(SZW, outcome="refused")).when(verdict(SZW)).then([found(SZW), cleared()])


def test_the_others_may_revise_theirs_meanwhile() -> None:
    """As in any open round."""
    again = [*cleared_round(), taken_back(OCW)]
    given(again).when(verdict(VWS, "refused")).then([found(VWS, "refused")])


def test_a_closed_round_is_opened_again_with_all_that_was_outstanding() -> None:
    """By the adviser whose office closed it, or by a ministry that had answered."""
    given(closed_round()).when(take_back("adviser")).then([taken_back(None, OCW, SZW, outcome="refused")])
    given(closed_round()).when(take_back(VWS)).then([taken_back(VWS, *ALL, outcome="refused")])
    given(closed_round(), taken_back(None, OCW, SZW, outcome="refused")).when(verdict(OCW)).then([found(OCW)])


@pytest.mark.parametrize(
    ("facts", "role"),
    [
        (cleared_round(), "adviser"),
        (refused_round(), "adviser"),
        (closed_round(), OCW),
        ([*closed_round()[:-3], *closed_round()[-2:]], VWS),
    ],
    ids=["cleared by ministries", "refused by ministries", "had not answered", "nobody had answered"],
)
def test_each_office_takes_back_its_own(facts: Facts, role: Role) -> None:
    """Not another's, and not what it never decided."""
    given(facts).when(take_back(role)).refused_with(errors.NotYourDecision)


@pytest.mark.parametrize("role", ["submitter", "employers", "editor", "system"])
def test_nobody_else_ever_may(role: Role) -> None:
    """Ministries decide, and advisers close."""
    given(cleared_round()).when(take_back(role)).refused_with(RoleMayNot)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        pytest.param([], Unknown, id="unknown"),
        pytest.param([submitted(), assessed(), due()], Unknown, id="not requested"),
        pytest.param(open_round(), errors.NotDecided, id="nothing found"),
        pytest.param([*checked_round(), found(OCW)], errors.NotDecided, id="its verdict is in, the round goes on"),
        pytest.param([*cleared_round(), taken_back(OCW)], errors.NotDecided, id="twice"),
        pytest.param(rejected_round(), errors.InitiativeRejected, id="closed by a rejection"),
        pytest.param(
            [*cleared_round(), withdrawn(), closed_by_withdrawal()], errors.InitiativeWithdrawn, id="withdrawn"
        ),
    ],
)
def test_only_an_outcome_is_taken_back(facts: Facts, refusal: type[Refusal]) -> None:
    """While a round goes on a verdict is replaced by giving it again."""
    Given(CORE, {STREAM: facts}).when(take_back(OCW)).refused_with(refusal)


def test_it_can_be_taken_back_while_a_newer_version_waits() -> None:
    """Then nobody is reminded: the newer version has to be assessed first."""
    given(cleared_round(), revised()).when(take_back(OCW)).then([taken_back(OCW, reminding=False)])
    waits = [*cleared_round(), reversal_noted()]
    given(waits).when(take_back(OCW)).then([taken_back(OCW, reminding=False)])


def test_what_met_the_criteria_while_it_was_refused_is_asked_now() -> None:
    """A revision and its assessment were noted; once the refusal is gone they make a clearance due."""
    heard = [*refused_round(), revised(changed=("title",)), assessed(2)]
    back = taken_back(SZW, outcome="refused", reminding=False)
    given(heard).when(take_back(SZW)).then([back, due(2)])
    given(heard, back, due(2)).when(request()).then([requested(2, check_stands=True)])


def test_what_was_heard_later_counts_as_ever() -> None:
    """A revision suspends the round, a rejection closes it, a withdrawal ends it."""
    again = [*cleared_round(), taken_back(OCW)]
    given(again).when(note_revision()).then([revised()])
    given(again, revised()).when(verdict(OCW)).refused_with(errors.SuspendedByRevision)
    given(again, revised()).when(note_assessment(2, "not-met")).then([assessed(2, "not-met"), closed_by_rejection()])
    given(again).when(note_withdrawal()).then([withdrawn(), closed_by_withdrawal()])


# An assessment is taken back.


@pytest.mark.parametrize("command", human_acts(), ids=lambda command: type(command).__name__)
def test_a_reversed_assessment_suspends_the_round(command: commands.InitiativeCommand) -> None:
    """What was found is kept, and nothing is added."""
    given(checked_round()).when(note_reversal()).then([reversal_noted()])
    given(checked_round(), reversal_noted()).when(command).refused_with(errors.SuspendedByReversal)


def test_the_round_goes_on_when_it_is_met_after_all() -> None:
    """With the verdicts there were; who has not answered is asked again."""
    waits = [*checked_round(), found(VWS), reversal_noted()]
    met = assessed(number=3)
    given(waits).when(note_assessment(number=3)).then([met, resumed_round(OCW, SZW)])
    given(waits, met, resumed_round(OCW, SZW), found(OCW)).when(verdict(SZW)).then([found(SZW), cleared()])


def test_a_clearance_counts_again_when_it_is_met_after_all() -> None:
    """The ministries cleared this version; they need not do it twice."""
    waits = [*cleared_round(), reversal_noted()]
    given(waits).when(note_assessment(number=3)).then([assessed(number=3)])
    given(waits, assessed(number=3)).when(verdict(OCW)).refused_with(errors.AlreadyDecided)


@pytest.mark.parametrize("facts", [checked_round(), cleared_round()], ids=["open", "cleared"])
def test_what_is_not_met_after_all_closes_the_clearance(facts: Facts) -> None:
    """As a rejected revision does; met in the end, the ministries start anew."""
    rejected = [assessed(1, "not-met", number=3), closed_by_rejection()]
    given(facts, reversal_noted()).when(note_assessment(1, "not-met", number=3)).then(rejected)
    once_more = [*facts, reversal_noted(), *rejected, reversal_noted(number=4)]
    given(once_more).when(note_assessment(number=5)).then([assessed(number=5), due()])
    given(once_more, assessed(number=5), due()).when(request()).then([requested()])
    given(once_more, assessed(number=5), due(), requested()).when(verdict(OCW)).refused_with(
        errors.InspectorateCheckFirst
    )


def test_a_rejection_taken_back_asks_nothing_yet() -> None:
    """Until the criteria are met."""
    facts = [submitted(), assessed(outcome="not-met")]
    given(facts).when(note_reversal()).then([reversal_noted()])
    given(facts, reversal_noted()).when(request()).then([])
    given(facts, reversal_noted()).when(note_assessment(number=3)).then([assessed(number=3), due()])


def test_a_revision_of_what_was_taken_back_gets_its_own_request() -> None:
    """The suspended round goes on for the newer version."""
    facts = [*checked_round(), reversal_noted(), revised()]
    given(facts).when(note_assessment(2, number=3)).then([assessed(2, number=3), due(2)])


def test_the_same_version_is_not_resumed_behind_a_newer_one() -> None:
    """It stays suspended by the revision."""
    facts = [*checked_round(), reversal_noted(), revised()]
    given(facts).when(note_assessment(number=3)).then([assessed(number=3)])
