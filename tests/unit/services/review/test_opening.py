"""What has to be known before the ministries are asked, and what is asked again."""

import pytest

from services.review import commands, errors, events
from services.review.decider import CORE
from shared.errors import RoleMayNot
from shared.event import Event
from shared.testing.given import Given, act
from tests.unit.services.review.clearances import (
    INITIATIVE,
    LATER_POLICY,
    POLICY,
    SZW,
    Facts,
    assessed,
    check,
    check_corrected,
    checked,
    checked_round,
    cleared_round,
    closed_by_rejection,
    closed_by_withdrawal,
    due,
    found,
    given,
    note_assessment,
    note_policy,
    note_reversal,
    note_revision,
    note_submission,
    note_withdrawal,
    open_round,
    policy_noted,
    refused_round,
    rejected_round,
    request,
    requested,
    reversal_noted,
    revised,
    submitted,
    verdict,
    withdrawn,
)

# What becomes due, whichever of its parts comes last.


def test_a_submission_is_noted() -> None:
    """A submission alone makes nothing due."""
    given().when(note_submission()).then([submitted()])


def test_an_assessment_is_noted_before_its_submission() -> None:
    """What the submission is waits as state, not as a failure."""
    given().when(note_assessment()).then([assessed()])


def test_clearance_becomes_due_when_the_assessment_comes_last() -> None:
    """Met, and its version known here."""
    given(submitted()).when(note_assessment()).then([assessed(), due()])


def test_clearance_becomes_due_when_the_submission_comes_last() -> None:
    """The state that heard the assessment names the policy."""
    given(assessed()).when(note_submission()).then([submitted(), due()])


def test_clearance_becomes_due_when_the_revision_comes_last() -> None:
    """A version that was assessed waits until that version is known here."""
    given(submitted(), assessed(2)).when(note_revision()).then([revised(), due(2)])
    given(assessed(2)).when(note_submission()).then([submitted()])


def test_nothing_becomes_due_when_the_criteria_are_not_met() -> None:
    """Not met asks nothing of the ministries."""
    given(submitted()).when(note_assessment(outcome="not-met")).then([assessed(outcome="not-met")])


def test_what_is_due_is_said_once() -> None:
    """A revision that changes nothing about what is due does not say it again; a newer version is said anew."""
    given(submitted(), assessed(), due()).when(note_revision()).then([revised()])
    given(submitted(), assessed(), due(), revised()).when(note_assessment(2)).then([assessed(2), due(2)])


def test_an_assessment_of_the_version_before_a_known_revision_is_due() -> None:
    """The round opens, and is suspended until the newer version is assessed: the same as when the revision is later."""
    given(submitted(), revised()).when(note_assessment()).then([assessed(), due()])


def test_a_revision_is_noted_even_before_its_submission() -> None:
    """It binds once it has arrived: the version it names is the newest known."""
    given().when(note_revision(2)).then([revised(2)])
    given(revised(2), assessed(2)).when(note_submission()).then([submitted(), due(2)])


# Asking the ministries.


def test_clearance_is_requested_when_due_and_its_policy_known() -> None:
    """The request names version, policy, title and ministries."""
    given(submitted(), assessed(), due()).when(request()).then([requested()])


def test_clearance_waits_for_its_policy() -> None:
    """A decision that names a policy unknown here waits for it."""
    facts: dict[str, Facts] = {request().streams[0]: [submitted(), assessed(), due()]}
    Given(CORE, facts).when(request()).then([])
    Given(CORE, facts | {request().streams[1]: [policy_noted()]}).when(request()).then([requested()])


def test_the_policy_asked_is_the_one_assessed_under() -> None:
    """A request under another policy than the newest assessment names finds nothing due."""
    given(submitted(), assessed(policy=LATER_POLICY), due(policy=LATER_POLICY)).when(request()).then([])


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([], id="nothing known"),
        pytest.param([submitted()], id="not assessed"),
        pytest.param([assessed()], id="not submitted"),
        pytest.param([submitted(), assessed(2)], id="version not here yet"),
        pytest.param([submitted(), assessed(outcome="not-met")], id="not met"),
        pytest.param([submitted(), assessed(), due(), withdrawn()], id="withdrawn"),
        pytest.param([withdrawn()], id="withdrawn before anything"),
        pytest.param(open_round(), id="requested before"),
        pytest.param(cleared_round(), id="cleared"),
        pytest.param([*cleared_round(), revised()], id="cleared, revision not assessed"),
        pytest.param(refused_round(), id="refused"),
        pytest.param(rejected_round(), id="rejected"),
    ],
)
def test_what_is_not_due_is_not_requested(facts: Facts) -> None:
    """A request that comes late, early or twice changes nothing."""
    given(facts).when(request()).then([])


def test_the_request_has_the_newest_title() -> None:
    """A revision's title is the title; one without a title leaves it."""
    retitled = [submitted(), revised(2, "Ketenstage Groningen"), revised(3), assessed(3), due(3)]
    given(retitled).when(request()).then([requested(3, title="Ketenstage Groningen")])


# Policies.


def test_a_policy_is_noted_once() -> None:
    """A policy's version never changes."""
    given_nothing = Given(CORE, [])
    given_nothing.when(note_policy()).then([policy_noted()])
    Given(CORE, [policy_noted()]).when(note_policy()).then([])


def test_a_policy_asks_its_own_ministries() -> None:
    """Under 2021-01 SZW is not asked."""
    streams = request(LATER_POLICY).streams
    facts: dict[str, Facts] = {
        streams[0]: [submitted(), assessed(policy=LATER_POLICY), due(policy=LATER_POLICY)],
        streams[1]: [policy_noted(LATER_POLICY)],
    }
    outcome = Given(CORE, facts).when(request(LATER_POLICY))
    outcome.then([requested(policy=LATER_POLICY)])
    assert SZW not in requested(policy=LATER_POLICY).required_ministries


# Reassessment of a revision.


def test_an_undecided_round_goes_on_for_the_newer_version() -> None:
    """Met again: due again, and requested for the new version."""
    revised_round = [*open_round(), checked(), found(SZW), revised(changed=("title",))]
    given(revised_round).when(note_assessment(2)).then([assessed(2), due(2)])
    given(revised_round, assessed(2), due(2)).when(request()).then([requested(2, check_stands=True)])


def test_a_cleared_initiative_gets_a_new_round_for_a_newer_version() -> None:
    """What was cleared was the older version."""
    given(cleared_round(), revised()).when(note_assessment(2)).then([assessed(2), due(2)])
    given(cleared_round(), revised(), assessed(2), due(2)).when(request()).then([requested(2)])


def test_a_rejected_newer_version_closes_the_clearance() -> None:
    """Open or cleared: it no longer counts."""
    rejected = [assessed(2, "not-met"), closed_by_rejection()]
    given(open_round(), revised()).when(note_assessment(2, "not-met")).then(rejected)
    given(cleared_round(), revised()).when(note_assessment(2, "not-met")).then(rejected)


def test_a_rejected_initiative_that_meets_the_criteria_after_all_is_due() -> None:
    """A reassessment opens a new round after a closure."""
    given(rejected_round(), revised(3)).when(note_assessment(3)).then([assessed(3), due(3)])
    given(rejected_round(), revised(3), assessed(3), due(3)).when(request()).then([requested(3)])


def test_a_refusal_of_the_ministries_is_an_end() -> None:
    """A revision and another assessment are noted, in case it is taken back; nothing becomes due of them."""
    given(refused_round()).when(note_revision()).then([revised()])
    given(refused_round(), revised()).when(note_assessment(2)).then([assessed(2)])
    given(refused_round(), revised()).when(note_assessment(2, "not-met")).then([assessed(2, "not-met")])
    given(refused_round(), revised(), assessed(2)).when(request()).then([])


# The inspectorate check, which is of organisations.


@pytest.mark.parametrize(
    "revisions",
    [
        pytest.param([revised(changed=("organisations",))], id="told anew"),
        pytest.param([revised(changed=("organisations",)), revised(3, changed=("title",))], id="by an earlier one"),
        pytest.param([revised(), revised(3, changed=("title",))], id="not told what changed"),
    ],
)
def test_a_check_of_other_organisations_does_not_stand(revisions: Facts) -> None:
    """The round of the newer version asks for one of those that take part now, before the first verdict."""
    version = 1 + len(revisions)
    heard = [*checked_round(), *revisions, assessed(version), due(version)]
    given(heard).when(request()).then([requested(version)])
    asked = [*heard, requested(version)]
    given(asked).when(verdict(SZW)).refused_with(errors.InspectorateCheckFirst)
    given(asked).when(check()).then([checked(version=version)])
    given(asked, checked(version=version)).when(check()).refused_with(errors.AlreadyChecked)


def test_a_check_stands_from_the_version_that_it_is_of() -> None:
    """What was told anew before it was made, it was made on; a correction is made on what it was given on."""
    anew = [*checked_round(), revised(changed=("organisations",)), assessed(2), due(2), requested(2)]
    third = [revised(3, changed=("contact",)), assessed(3), due(3)]
    given(anew, checked(version=2), third).when(request()).then([requested(3, check_stands=True)])
    corrected = check_corrected(clear=True).model_copy(update={"submission_version": 2})
    given(anew, checked(version=2), corrected, third).when(request()).then([requested(3, check_stands=True)])


def test_a_check_that_stands_is_still_of_the_version_that_it_was_made_on() -> None:
    """Rounds in between do not make it newer."""
    second = [revised(changed=("title",)), assessed(2), due(2), requested(2, check_stands=True)]
    third = [revised(3, changed=("organisations",)), assessed(3), due(3)]
    given(checked_round(), second, third).when(request()).then([requested(3)])


def test_requests_of_before_that_was_told_keep_the_check() -> None:
    """They do not say whether it stands; verdicts were given on it."""
    before = events.ClearanceRequested.model_validate(requested(2).model_dump(exclude={"check_stands"}))
    facts = [*checked_round(), revised(changed=("organisations",)), assessed(2), due(2), before]
    given(facts).when(verdict(SZW)).then([found(SZW, version=2)])


# Withdrawal.


@pytest.mark.parametrize("facts", [[], [submitted()], [submitted(), assessed(), due()], rejected_round()])
def test_a_withdrawal_is_noted_even_before_anything_else(facts: Facts) -> None:
    """It binds once it has arrived here; where there is no clearance, there is none to close."""
    given(facts).when(note_withdrawal()).then([withdrawn()])


@pytest.mark.parametrize("facts", [open_round(), cleared_round(), refused_round()])
def test_a_withdrawal_closes_the_clearance(facts: Facts) -> None:
    """Whatever the ministries found is kept, and no longer counts."""
    given(facts).when(note_withdrawal()).then([withdrawn(), closed_by_withdrawal()])


@pytest.mark.parametrize(
    "reaction",
    [
        note_submission(),
        note_revision(),
        note_assessment(),
        note_assessment(2, "not-met"),
        note_reversal(),
        note_withdrawal(),
    ],
)
def test_nothing_is_heard_after_a_withdrawal(reaction: commands.InitiativeCommand) -> None:
    """Every later opening is void."""
    given(withdrawn()).when(reaction).then([])
    given(open_round(), withdrawn(), closed_by_withdrawal()).when(reaction).then([])


# Redelivery, and who may.


@pytest.mark.parametrize(
    ("facts", "reaction"),
    [
        ([submitted()], note_submission()),
        ([submitted(), revised()], note_revision()),
        ([submitted(), revised(3)], note_revision(2)),
        ([assessed()], note_assessment()),
        ([assessed(2)], note_assessment(1)),
        (cleared_round(), note_submission()),
        (refused_round(), note_submission()),
        ([assessed(), reversal_noted()], note_assessment(1)),
        ([assessed(), reversal_noted()], note_reversal()),
    ],
)
def test_what_was_heard_before_is_not_noted_again(facts: list[Event], reaction: commands.InitiativeCommand) -> None:
    """A redelivered or older announcement adds nothing."""
    given(facts).when(reaction).then([])


def test_only_the_system_notes_and_requests() -> None:
    """Nobody can open a clearance by hand."""
    by_hand = commands.RequestClearance(act=act("adviser"), initiative_id=INITIATIVE, policy_version=POLICY)
    given(submitted(), assessed(), due()).when(by_hand).refused_with(RoleMayNot)


def test_a_verdict_on_an_older_version_no_longer_counts() -> None:
    """After the request for the newer version all ministries have to give theirs; the check stands."""
    again = requested(2, check_stands=True)
    goes_on = [*open_round(), checked(), found(SZW), revised(changed=("title",)), assessed(2), due(2), again]
    given(goes_on).when(verdict("ministry-vws")).then([found("ministry-vws", version=2)])
    given(goes_on, found("ministry-vws", version=2)).when(verdict("ministry-ocw")).then(
        [found("ministry-ocw", version=2)]
    )
