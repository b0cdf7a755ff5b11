"""A conflict of interest: declared about oneself at any time, it shuts the dossier and undoes what rests on it."""

from dataclasses import replace
from typing import Final

import pytest

from services.assessment import commands, errors, events
from shared.actor import ROLES, Role
from shared.conflict import ConflictOfInterest
from shared.decider import Command
from shared.errors import RoleMayNot, Unknown
from shared.event import Event
from shared.testing.given import act, actor
from tests.unit.services.assessment.dossiers import (
    CRITERIA,
    DECLARATIONS,
    DOSSIER,
    POLICY,
    all_judged,
    ask,
    assess,
    assessed,
    assign,
    assigned,
    closed,
    confirm,
    contest,
    declaration_withdrawn,
    declare_conflict,
    declare_no_conflict,
    declared,
    declared_none,
    defer,
    deferred,
    judge,
    judged,
    kept,
    known,
    met_dossier,
    opened,
    proposed,
    proposed_dossier,
    rejected_dossier,
    resume,
    reverse,
    reversed_,
    revised,
    withdraw_declaration,
)

ACTS: Final[list[commands.OnDossier]] = [
    assign(),
    assign(2),
    judge(),
    ask(),
    assess(),
    confirm(1),
    contest(1),
    defer(),
    resume(),
    reverse(1),
    withdraw_declaration(2, adviser=1),
]
EVERY_ACT = pytest.mark.parametrize("command", ACTS, ids=lambda command: type(command).__name__)
WHEREVER = pytest.mark.parametrize(
    "facts",
    [
        [],
        [events.WithdrawalNotedByAssessment()],
        [opened()],
        [opened(), deferred()],
        [opened(), *all_judged(met=2, adviser=2), proposed(adviser=2)],
        [opened(), *all_judged(met=3, adviser=2)],
        met_dossier(),
        rejected_dossier(),
        [opened(), closed()],
    ],
    ids=["nothing", "withdrawn", "open", "deferred", "proposed", "judged", "met", "not-met", "closed"],
)
ANEW: Final = events.JudgementsSetAside(criteria=("innoveren",))


def unassigned(adviser: int = 1) -> events.AdviserUnassigned:
    return events.AdviserUnassigned(adviser=events.AdviserId(actor("adviser", adviser).id))


@WHEREVER
def test_it_can_be_declared_at_any_time(facts: list[Event]) -> None:
    """Before anything was heard of the initiative, and in every state of its dossier."""
    known(facts, []).when(declare_conflict(3)).then({DECLARATIONS: [declared(3)]})
    known(facts, []).when(declare_no_conflict(3)).then({DECLARATIONS: [declared_none(3)]})


@EVERY_ACT
@WHEREVER
def test_it_shuts_the_dossier_for_that_person(facts: list[Event], command: Command) -> None:
    """Wherever the dossier stands, whoever declared a conflict does nothing on it any more."""
    known(facts, [declared()]).when(command).refused_with(ConflictOfInterest)


@EVERY_ACT
def test_it_shuts_it_for_that_person_only(command: Command) -> None:
    """Others go on: what they are refused they would be refused anyhow."""
    before, after = (known([opened()], given).when(command) for given in ([], [declared(3)]))
    assert (before.facts, type(before.refusal)) == (after.facts, type(after.refusal))


def test_it_cannot_be_given_to_whom_it_is_shut() -> None:
    """Assigning the dossier to an adviser with a conflict is refused."""
    known([opened()], [declared(2)]).when(assign(2)).refused_with(errors.AdviserHasConflict)


def test_twice_is_once() -> None:
    """What was declared before is not declared again."""
    known([], [declared()]).when(declare_conflict()).then([])
    known([], [declared_none()]).when(declare_no_conflict()).then([])


def test_nobody_takes_it_back_oneself() -> None:
    """Whoever declared a conflict cannot say now to have none, nor withdraw the declaration."""
    known([], [declared()]).when(declare_no_conflict()).refused_with(ConflictOfInterest)
    known([], [declared()]).when(withdraw_declaration(1, adviser=1)).refused_with(ConflictOfInterest)


def test_who_had_none_may_find_one() -> None:
    """A conflict that turns up later is declared then."""
    known([opened()], [declared_none()]).when(declare_conflict()).then({DECLARATIONS: [declared()]})


def test_another_adviser_withdraws_a_mistake() -> None:
    """With a reason, and the dossier is open to that person again."""
    known([opened()], [declared()]).when(withdraw_declaration()).then({DECLARATIONS: [declaration_withdrawn()]})
    known([opened()], [declared(), declaration_withdrawn()]).when(judge()).then([judged("innoveren")])


def test_what_does_not_stand_is_not_withdrawn() -> None:
    """Nothing was declared, no conflict was, or it was withdrawn before."""
    for declarations in ([], [declared_none()], [declared(), declaration_withdrawn()], [declared(3)]):
        known([opened()], declarations).when(withdraw_declaration()).refused_with(errors.NoConflictStands)


@pytest.mark.parametrize("role", ROLES)
def test_who_declares(role: Role) -> None:
    """All who judge, clear, advise or write may, about themselves; nobody else, and not the system for them."""
    outcome = known([opened()], []).when(declare_conflict(1, role))
    if role in {"adviser", "employers", "ministry-vws", "ministry-ocw", "ministry-szw", "editor"}:
        outcome.then({DECLARATIONS: [declared()]})
    else:
        outcome.refused_with(RoleMayNot)


def test_it_is_the_person_and_not_the_role() -> None:
    """Somebody who declared a conflict as an editor has it as an adviser too."""
    declared_as_editor = known([], []).when(declare_conflict(1, "editor")).facts[DECLARATIONS]
    known([opened()], declared_as_editor).when(judge()).refused_with(ConflictOfInterest)


# Declared late.


def test_their_judgements_are_set_aside() -> None:
    """Of an undecided dossier what they judged is judged anew; what others judged stands."""
    facts = [opened(), judged("innoveren"), judged("opschalen", adviser=2)]
    for more in ([], [deferred()]):
        known([*facts, *more], []).when(declare_conflict()).then({DOSSIER: [ANEW], DECLARATIONS: [declared()]})
    known([*facts, ANEW], [declared()]).when(assess(2)).refused_with(errors.JudgementsIncomplete)
    known([*facts, ANEW], [declared()]).when(replace(judge(), act=act("adviser", 2))).then(
        [judged("innoveren", adviser=2)]
    )


def test_a_judgement_that_another_replaced_is_not_theirs() -> None:
    """Only what stands of theirs is set aside."""
    facts = [opened(), judged("innoveren"), judged("innoveren", adviser=2)]
    known(facts, []).when(declare_conflict()).then({DECLARATIONS: [declared()]})


def test_a_judgement_of_an_older_version_was_gone_already() -> None:
    """A revision made it not count; there is nothing to set aside."""
    known([opened(), judged("innoveren"), revised()], []).when(declare_conflict()).then({DECLARATIONS: [declared()]})


def test_a_judgement_of_nobody_knows_whom_is_judged_anew_too() -> None:
    """A fact of before it was told who judged may be theirs, so it does not count either."""
    old = judged("innoveren").model_copy(update={"judged_by": None})
    known([opened(), old], []).when(declare_conflict(7)).then({DOSSIER: [ANEW], DECLARATIONS: [declared(7)]})


def test_the_rejection_they_proposed_falls_back_to_judging() -> None:
    """Also when all judgements are another's: then it can be proposed again at once, by that one."""
    facts = [opened(), *all_judged(met=2, adviser=2), proposed()]
    fallen = [events.RejectionSetAside()]
    known(facts, []).when(declare_conflict()).then({DOSSIER: fallen, DECLARATIONS: [declared()]})
    known([*facts, *fallen], [declared()]).when(assess(2)).then([proposed(adviser=2)])


def test_a_rejection_that_rests_on_their_judgement_falls_back_too() -> None:
    """Whoever proposed it: what it was decided on is not there any more."""
    facts = [opened(), *all_judged(met=2, adviser=2), judged("innoveren", met=True), proposed(adviser=2)]
    known(facts, []).when(declare_conflict()).then(
        {DOSSIER: [ANEW, events.RejectionSetAside()], DECLARATIONS: [declared()]}
    )


def test_a_rejection_of_others_stands() -> None:
    """Who had no part in it changes nothing."""
    known(proposed_dossier(), []).when(declare_conflict(3)).then({DECLARATIONS: [declared(3)]})


@pytest.mark.parametrize("facts", [met_dossier(), rejected_dossier()], ids=["met", "not-met"])
def test_what_is_decided_stands(facts: list[Event]) -> None:
    """An outcome is not undone by a declaration."""
    known(facts, []).when(declare_conflict()).then({DECLARATIONS: [declared()]})


@pytest.mark.parametrize(
    "rest",
    [[], [deferred()], [*all_judged(met=2, adviser=2), proposed(adviser=2)], met_dossier()[1:], rejected_dossier()[1:]],
    ids=["open", "deferred", "proposed", "met", "not-met"],
)
def test_the_adviser_who_saw_to_it_no_longer_does(rest: list[Event]) -> None:
    """Nobody sees to the dossier until another takes it, also when it is decided: it may be opened again."""
    outcome = known([opened(), assigned(3), *rest], []).when(declare_conflict(3))
    outcome.then({DOSSIER: [unassigned(3)], DECLARATIONS: [declared(3)]})


def test_an_outcome_taken_back_is_judged_without_them() -> None:
    """What they judged stood as long as the outcome did; then it is set aside, and only that."""
    facts = [opened(), judged("innoveren"), *(judged(each, adviser=2) for each in CRITERIA if each != "innoveren")]
    decided = [*facts, assessed("met", met=4)]
    known(decided, [declared()]).when(reverse(3)).then([reversed_("met"), ANEW])
    known(decided, []).when(reverse(3)).then([reversed_("met")])
    known(decided, [declared(), declaration_withdrawn()]).when(reverse(3)).then([reversed_("met")])


# Declared first, where a policy wants that.

FIRST: Final = POLICY.model_copy(update={"policy_version": "2022-01", "declaration_required": True})


@EVERY_ACT
def test_declaration_needed(command: Command) -> None:
    """Under such a policy an adviser who declared nothing does nothing on a dossier."""
    for declarations in ([], [declared_none(2)], [declared_none(), declared(), declaration_withdrawn()]):
        known([opened(policy=FIRST)], declarations).when(command).refused_with(errors.DeclarationNeeded)


def test_who_declared_none_goes_on() -> None:
    """Under such a policy, and under others nobody has to."""
    by_first = judged("innoveren").model_copy(
        update={"policy_version": FIRST.policy_version, "policy_digest": FIRST.digest}
    )
    known([opened(policy=FIRST)], [declared_none()]).when(judge()).then([by_first])
    known([opened()], []).when(judge()).then([judged("innoveren")])


def test_what_is_not_there_needs_no_declaration() -> None:
    """Which policy applies is not known yet, so the refusal is the usual one."""
    known([], []).when(judge()).refused_with(Unknown)


def test_kept_reason() -> None:
    """The fact holds where the reason is kept, and no word of it."""
    (fact,) = known([], []).when(declare_conflict()).facts[DECLARATIONS]
    assert isinstance(fact, events.ConflictDeclared)
    assert fact.reason == kept(5)
