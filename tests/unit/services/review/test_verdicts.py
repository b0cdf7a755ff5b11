"""What ministries, employers and advisers may do with a clearance, and how it is decided."""

import pytest

from services.review import commands, errors, events
from services.review.decider import CORE
from shared.actor import Role
from shared.errors import Refusal, RoleMayNot, SeenOlderVersion, Unknown, VersionNotHereYet
from shared.testing.given import Given, act
from tests.unit.services.review.clearances import (
    INITIATIVE,
    LATER_POLICY,
    OCW,
    STREAM,
    SZW,
    VWS,
    Facts,
    advise,
    advised,
    assessed,
    check,
    checked,
    checked_round,
    cleared,
    cleared_round,
    close,
    closed_by_withdrawal,
    due,
    found,
    given,
    human_acts,
    kept,
    open_round,
    refused,
    refused_round,
    rejected_round,
    requested,
    revised,
    round_closed,
    submitted,
    verdict,
    withdrawn,
)

# The inspectorate check.


@pytest.mark.parametrize("clear", [True, False])
def test_vws_makes_the_inspectorate_check(clear: bool) -> None:
    """Clear or not, it is recorded with the version and the policy."""
    given(open_round()).when(check(clear=clear)).then([checked(clear=clear)])


def test_only_vws_makes_the_inspectorate_check() -> None:
    """Another ministry never may."""
    by_ocw = commands.CheckInspectorate(act=act(OCW), initiative_id=INITIATIVE, clear=True, motivation=kept())
    given(open_round()).when(by_ocw).refused_with(RoleMayNot)


@pytest.mark.parametrize("clear", [True, False])
def test_already_checked(clear: bool) -> None:
    """The check is made once per clearance, whatever it found."""
    given(checked_round(clear=clear)).when(check()).refused_with(errors.AlreadyChecked)


def test_the_check_stands_while_a_round_goes_on_and_is_made_anew_in_a_new_round() -> None:
    """An undecided round keeps it; after a clearance the newer version is checked again."""
    kept = [revised(changed=("title",)), assessed(2), due(2), requested(2, check_stands=True)]
    given(checked_round(), kept).when(check()).refused_with(errors.AlreadyChecked)
    reassessed = [revised(), assessed(2), due(2), requested(2)]
    given(cleared_round(), reassessed).when(check()).then([checked(version=2)])
    given(cleared_round(), reassessed).when(verdict(OCW)).refused_with(errors.InspectorateCheckFirst)


def test_inspectorate_check_first() -> None:
    """No verdict without it, not even a refusal."""
    given(open_round()).when(verdict(OCW)).refused_with(errors.InspectorateCheckFirst)
    given(open_round()).when(verdict(VWS, "refused")).refused_with(errors.InspectorateCheckFirst)


def test_inspectorate_objects() -> None:
    """After an objection a ministry can only refuse."""
    given(checked_round(clear=False)).when(verdict(VWS)).refused_with(errors.InspectorateObjects)
    given(checked_round(clear=False)).when(verdict(VWS, "refused")).then([found(VWS, "refused")])


# Verdicts.


def test_a_ministry_gives_its_verdict() -> None:
    """One of three decides nothing yet."""
    given(checked_round()).when(verdict(OCW)).then([found(OCW)])


@pytest.mark.parametrize(("ministry", "by"), [(OCW, VWS), (VWS, OCW), (SZW, OCW)])
def test_not_your_ministry(ministry: events.Ministry, by: Role) -> None:
    """A ministry gives its own verdict only, before anything else is said of it."""
    for facts in (open_round(), checked_round()):
        given(facts).when(verdict(ministry, by=by)).refused_with(errors.NotYourMinistry)


def test_only_ministries_give_verdicts() -> None:
    """An adviser never may."""
    given(checked_round()).when(verdict(OCW, by="adviser")).refused_with(RoleMayNot)


def test_ministry_not_required() -> None:
    """Under 2021-01 SZW is not asked, and two verdicts are enough."""
    opened: Facts = [
        submitted(),
        assessed(policy=LATER_POLICY),
        due(policy=LATER_POLICY),
        requested(policy=LATER_POLICY),
        checked().model_copy(update={"policy_version": LATER_POLICY}),
    ]
    given(opened).when(verdict(SZW)).refused_with(errors.MinistryNotRequired)
    vws, ocw = (found(ministry).model_copy(update={"policy_version": LATER_POLICY}) for ministry in (VWS, OCW))
    both = cleared().model_copy(update={"policy_version": LATER_POLICY, "ministries": (VWS, OCW)})
    given(opened, vws).when(verdict(OCW)).then([ocw, both])


def test_a_verdict_may_be_revised_until_the_last_one_is_in() -> None:
    """The last of a ministry counts, in both directions."""
    given(checked_round(), found(OCW, "refused")).when(verdict(OCW)).then([found(OCW)])
    given(checked_round(), found(VWS), found(OCW, "refused"), found(OCW)).when(verdict(SZW)).then(
        [found(SZW), cleared()]
    )
    given(checked_round(), found(VWS), found(OCW), found(OCW, "refused")).when(verdict(SZW)).then(
        [found(SZW), refused(OCW)]
    )


def test_all_cleared_is_cleared() -> None:
    """The last verdict decides in the same breath."""
    given(checked_round(), found(OCW), found(SZW)).when(verdict(VWS)).then([found(VWS), cleared()])


def test_all_in_and_one_refuses_is_refused() -> None:
    """Who refused is named, in the policy's order."""
    given(checked_round(), found(SZW, "refused"), found(OCW)).when(verdict(VWS, "refused")).then(
        [found(VWS, "refused"), refused(VWS, SZW)]
    )


def test_a_refusal_alone_decides_nothing() -> None:
    """The others still give theirs."""
    given(checked_round(), found(VWS)).when(verdict(OCW, "refused")).then([found(OCW, "refused")])


def test_seen_older_version() -> None:
    """A verdict on an older version than the newest known here is refused, and the newest is the default."""
    again = requested(2, check_stands=True)
    goes_on = [*checked_round(), revised(changed=("title",)), assessed(2), due(2), again]
    given(goes_on).when(verdict(OCW, version=1)).refused_with(SeenOlderVersion)
    given(checked_round(), revised()).when(verdict(OCW, version=1)).refused_with(SeenOlderVersion)
    given(goes_on).when(verdict(OCW, version=2)).then([found(OCW, version=2)])
    given(goes_on).when(verdict(OCW)).then([found(OCW, version=2)])


def test_version_not_here_yet() -> None:
    """A verdict on a version that has not arrived here waits."""
    given(checked_round()).when(verdict(OCW, version=2)).refused_with(VersionNotHereYet)


# Advice and closing.


def test_employers_advise() -> None:
    """Advice is recorded, as often as it is given, and decides nothing."""
    given(open_round()).when(advise()).then([advised()])
    given(open_round(), advised()).when(advise()).then([advised()])


def test_an_adviser_closes_the_round_with_what_is_in() -> None:
    """Closed before all are in is refused, by those who did."""
    given(checked_round(), found(VWS), found(OCW, "refused")).when(close()).then([round_closed(), refused(OCW)])


def test_a_round_can_be_closed_before_anybody_refused() -> None:
    """Then nobody is named."""
    given(open_round()).when(close()).then([round_closed(), refused()])
    given(checked_round(), found(VWS)).when(close()).then([round_closed(), refused()])


@pytest.mark.parametrize(
    "command",
    [
        commands.Advise(act=act("adviser"), initiative_id=INITIATIVE, advice="positive", text=kept()),
        commands.CloseRound(act=act(VWS), initiative_id=INITIATIVE, reason=kept()),
    ],
)
def test_advice_is_of_employers_and_closing_of_advisers(command: commands.InitiativeCommand) -> None:
    """Nobody else ever may."""
    given(open_round()).when(command).refused_with(RoleMayNot)


# When nothing may be added.


@pytest.mark.parametrize("command", human_acts(), ids=lambda command: type(command).__name__)
@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        pytest.param([], Unknown, id="unknown"),
        pytest.param([submitted(), assessed(), due()], Unknown, id="due, policy unknown"),
        pytest.param(rejected_round(), errors.InitiativeRejected, id="initiative-rejected"),
        pytest.param(cleared_round(), errors.AlreadyDecided, id="already-decided: cleared"),
        pytest.param(refused_round(), errors.AlreadyDecided, id="already-decided: refused"),
        pytest.param([*open_round(), revised()], errors.SuspendedByRevision, id="suspended-by-revision"),
        pytest.param([*open_round(), assessed(2)], errors.SuspendedByRevision, id="suspended: assessed, not arrived"),
        pytest.param([withdrawn()], errors.InitiativeWithdrawn, id="initiative-withdrawn before anything"),
        pytest.param(
            [*cleared_round(), withdrawn(), closed_by_withdrawal()],
            errors.InitiativeWithdrawn,
            id="initiative-withdrawn",
        ),
    ],
)
def test_nothing_is_added(command: commands.InitiativeCommand, facts: Facts, refusal: type[Refusal]) -> None:
    """No act of a person goes through where the clearance is absent, decided, suspended or void."""
    Given(CORE, {STREAM: facts}).when(command).refused_with(refusal)


def test_a_refusal_says_what_to_do() -> None:
    """Each sentence of suspension names both versions."""
    refusal = given(checked_round(), revised(4)).when(verdict(OCW)).refusal
    assert isinstance(refusal, errors.SuspendedByRevision)
    assert "version 1" in refusal.sentence
    assert "version 4 is found" in refusal.sentence
