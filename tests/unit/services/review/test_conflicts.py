"""A conflict of interest in review: it shuts the clearance to that person, and undoes what they found in a round."""

from collections.abc import Sequence
from typing import Final

import pytest

from services.review import commands, errors, events
from services.review.decider import CORE
from shared.conflict import ConflictOfInterest
from shared.decider import Command
from shared.errors import Unknown
from shared.event import Event
from shared.testing.given import Given, act, fold
from tests.unit.services.review.clearances import (
    ALL,
    CONFLICTS,
    OCW,
    POLICY,
    STREAM,
    SZW,
    VWS,
    advise,
    advised,
    assessed,
    check,
    checked,
    checked_round,
    cleared,
    cleared_round,
    close,
    closed_by_rejection,
    conflict_noted,
    correct_advice,
    correct_check,
    due,
    found,
    note_conflict,
    open_round,
    policy_noted,
    refused,
    requested,
    revised,
    set_aside,
    submitted,
    take_back,
    taken_back,
    verdict,
    withdrawn,
)

ACTS: Final[list[Command]] = [
    check(),
    correct_check(),
    *(verdict(ministry) for ministry in ALL),
    advise(),
    correct_advice(),
    close(),
    take_back(VWS),
    take_back("adviser"),
]
EVERY_ACT = pytest.mark.parametrize("command", ACTS, ids=lambda command: type(command).__name__)
WHEREVER: Final[dict[str, list[Event]]] = {
    "nothing": [],
    "waiting": [submitted(), assessed(), due()],
    "rejected": [submitted(), assessed(1, "not-met")],
    "open": [*open_round(), checked(by=7), found(VWS, by=7)],
    "suspended": [*open_round(), checked(by=7), revised()],
    "cleared": cleared_round(),
    "refused": [*checked_round(), *(found(ministry, "refused") for ministry in ALL), refused(*ALL)],
    "closed": [*cleared_round(), assessed(2, "not-met"), closed_by_rejection()],
    "withdrawn": [submitted(), withdrawn()],
}


def known(facts: Sequence[Event], conflicts: Sequence[Event] = ()) -> Given:
    return Given(CORE, {STREAM: facts, CONFLICTS: conflicts, f"policy-{POLICY}": [policy_noted()]})


@pytest.mark.parametrize("facts", WHEREVER.values(), ids=WHEREVER)
def test_it_is_noted_wherever_the_clearance_stands(facts: list[Event]) -> None:
    """Also before anything else was heard; who had no part in a round changes nothing in it."""
    known(facts).when(note_conflict(3)).then({CONFLICTS: [conflict_noted(3)]})


@EVERY_ACT
@pytest.mark.parametrize("facts", WHEREVER.values(), ids=WHEREVER)
def test_it_shuts_the_clearance(facts: list[Event], command: Command) -> None:
    """Whoever has it does nothing there any more."""
    known(facts, [conflict_noted()]).when(command).refused_with(ConflictOfInterest)


def test_it_shuts_it_to_nobody_else() -> None:
    """Others of the same ministry go on, and so does that person once it was withdrawn."""
    known(open_round(), [conflict_noted(3)]).when(check()).then([checked()])
    known(open_round(), [conflict_noted(), conflict_noted(stands=False)]).when(check()).then([checked()])


def test_what_is_so_already_is_not_noted_again() -> None:
    """Heard twice, or withdrawn without having been heard."""
    known(open_round(), [conflict_noted()]).when(note_conflict()).then([])
    known(open_round()).when(note_conflict(stands=False)).then([])
    known(open_round(), [conflict_noted()]).when(note_conflict(stands=False)).then(
        {CONFLICTS: [conflict_noted(stands=False)]}
    )


def test_their_verdict_is_given_anew() -> None:
    """By somebody else of that ministry; the round is not decided before."""
    facts = [*open_round(), checked(by=7), found(OCW), found(SZW, by=7)]
    known(facts).when(note_conflict()).then({STREAM: [set_aside(OCW)], CONFLICTS: [conflict_noted()]})
    rest = [*facts, set_aside(OCW), found(VWS, by=7)]
    last = commands.GiveVerdict(
        act=act(OCW, 8),
        initiative_id=verdict(OCW).initiative_id,
        ministry=OCW,
        verdict="cleared",
        motivation=verdict(OCW).motivation,
    )
    known(rest, [conflict_noted()]).when(last).then([found(OCW, by=8), cleared()])


def test_with_their_check_goes_what_was_cleared_because_of_it() -> None:
    """A refusal needs no check and stands; the check is made anew before anything is cleared."""
    facts = [*checked_round(), found(OCW, by=7), found(SZW, "refused", by=7)]
    undone = set_aside(OCW, check=True)
    known(facts).when(note_conflict()).then({STREAM: [undone], CONFLICTS: [conflict_noted()]})
    again = verdict(OCW)
    by_another = commands.GiveVerdict(
        act=act(OCW, 8), initiative_id=again.initiative_id, ministry=OCW, verdict="cleared", motivation=again.motivation
    )
    known([*facts, undone], [conflict_noted()]).when(by_another).refused_with(errors.InspectorateCheckFirst)
    anew = commands.CheckInspectorate(
        act=act(VWS, 8), initiative_id=again.initiative_id, clear=True, motivation=check().motivation
    )
    known([*facts, undone], [conflict_noted()]).when(anew).then([checked(by=8)])


def test_what_nobody_knows_who_found_is_found_anew_too() -> None:
    """Facts of before it was told who found it may be theirs."""
    old = [each.model_copy(update={"by": None}) for each in (checked(), found(VWS))]
    known([*open_round(), *old]).when(note_conflict(7)).then(
        {STREAM: [set_aside(VWS, check=True)], CONFLICTS: [conflict_noted(7)]}
    )


def test_advice_stays_to_be_read() -> None:
    """It binds nobody; who gave it is seen beside it."""
    known([*open_round(), advised()]).when(note_conflict()).then({CONFLICTS: [conflict_noted()]})


@pytest.mark.parametrize("standing", ["cleared", "refused", "closed", "withdrawn"])
def test_what_is_decided_stands(standing: str) -> None:
    """An outcome is not undone by a conflict that is heard of later."""
    known(WHEREVER[standing]).when(note_conflict()).then({CONFLICTS: [conflict_noted()]})


def test_a_round_that_is_opened_again_goes_on_without_them() -> None:
    """What they found stood as long as the outcome did."""
    facts = [*open_round(), checked(by=7), found(VWS, by=7), found(OCW), found(SZW, by=7), cleared()]
    take = commands.Reverse(act=act(SZW, 8), initiative_id=take_back(SZW).initiative_id, reason=take_back(SZW).reason)
    known(facts, [conflict_noted()]).when(take).then([taken_back(SZW), set_aside(OCW)])
    known(facts).when(take).then([taken_back(SZW)])


def test_a_request_in_a_round_keeps_who_made_the_check() -> None:
    """The check is of the clearance: whoever made it, made it for the next version as well."""
    again = requested(2, check_stands=True)
    facts = [*checked_round(), revised(changed=("title",)), assessed(2), due(2), again]
    outcome = known(facts).when(note_conflict())
    (fact,) = outcome.facts[STREAM]
    assert fact == events.FindingsSetAside(policy_version=POLICY, submission_version=2, ministries=(), check=True)


def test_nothing_else_is_known_by_it() -> None:
    """A conflict that is heard of first opens no clearance."""
    known([], [conflict_noted(3)]).when(close()).refused_with(Unknown)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_persons_are_kept_apart(order: tuple[int, int]) -> None:
    """In whatever order their conflicts are heard."""
    noted = [conflict_noted(number) for number in (1, 2)]
    assert fold(CORE, CONFLICTS, [noted[place] for place in order]) == {noted[0].person, noted[1].person}
