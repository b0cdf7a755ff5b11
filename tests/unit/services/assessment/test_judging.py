"""Judging criteria and asking the submitter: what an adviser may do before deciding."""

from dataclasses import replace

import pytest

from services.assessment import errors, events
from services.assessment.policy import Policy
from shared.actor import Role
from shared.decider import Command
from shared.errors import Refusal, RoleMayNot, SeenOlderVersion, Unknown, VersionNotHereYet
from shared.event import Event
from shared.testing.given import act
from tests.unit.services.assessment.dossiers import (
    POLICY,
    all_judged,
    ask,
    asked,
    assess,
    closed,
    confirm,
    given,
    judge,
    judged,
    met_dossier,
    note_answer,
    note_revision,
    note_withdrawal,
    open_dossier,
    opened,
    proposed_dossier,
    rejected_dossier,
    reopened,
    revised,
)


def named(command: Command) -> str:
    return type(command).__name__


ADVISERS_ACTS = pytest.mark.parametrize("command", [judge(), ask(), assess(), confirm()], ids=named)


def test_a_judgement_is_about_the_newest_version() -> None:
    """Without a version a judgement counts for the newest version known here."""
    given(opened(), revised(2)).when(judge("innoveren")).then([judged("innoveren", version=2)])


def test_a_judgement_may_name_the_newest_version() -> None:
    """A judgement that names the newest version is taken."""
    given(opened()).when(judge("opschalen", met=False, version=1)).then([judged("opschalen", met=False)])


def test_seen_older_version() -> None:
    """A judgement on an older version than the newest known here is refused."""
    given(opened(), revised(2)).when(judge(version=1)).refused_with(SeenOlderVersion)


def test_version_not_here_yet() -> None:
    """A judgement on a version that has not arrived here is refused."""
    given(opened()).when(judge(version=2)).refused_with(VersionNotHereYet)


def test_a_judgement_may_be_changed_until_decided() -> None:
    """A criterion that is judged already can be judged again."""
    given(opened(), all_judged(met=4)).when(judge("innoveren", met=False)).then([judged("innoveren", met=False)])


def test_criterion_not_in_policy() -> None:
    """A criterion that the dossier's policy does not ask for is refused."""
    shorter = Policy.model_validate(POLICY.model_dump() | {"criteria": ("innoveren",), "threshold": 1})
    given(opened(policy=shorter)).when(judge("opschalen")).refused_with(errors.CriterionNotInPolicy)


def test_judging_goes_on_while_a_question_is_open() -> None:
    """An open question does not stop judging."""
    given(opened(), asked()).when(judge("innoveren")).then([judged("innoveren")])


def test_rejection_proposed_stops_judging() -> None:
    """While a rejection is proposed judgements stay as they are."""
    given(proposed_dossier()).when(judge()).refused_with(errors.RejectionAwaitsConfirmation)


def test_a_reopened_dossier_is_judged_again() -> None:
    """A rejected dossier that a revision reopened takes judgements of the new version."""
    given(rejected_dossier(), reopened(2)).when(judge("innoveren")).then([judged("innoveren", version=2)])


@pytest.mark.parametrize("facts", [[opened()], proposed_dossier()], ids=["judging", "proposed"])
def test_a_question_can_be_asked_while_undecided(facts: list[Event]) -> None:
    """An adviser may ask the submitter until the outcome is there."""
    given(facts).when(ask()).then([asked()])


@ADVISERS_ACTS
@pytest.mark.parametrize("facts", [met_dossier(), rejected_dossier()], ids=["met", "not-met"])
def test_already_decided(facts: list[Event], command: Command) -> None:
    """A decided dossier takes no judgement, question or decision."""
    given(facts).when(command).refused_with(errors.AlreadyDecided)


@ADVISERS_ACTS
def test_initiative_withdrawn(command: Command) -> None:
    """A dossier closed by a withdrawal takes no judgement, question or decision."""
    given(opened(), closed()).when(command).refused_with(errors.InitiativeWithdrawn)


@ADVISERS_ACTS
@pytest.mark.parametrize(
    "facts",
    [[], [events.RevisionNotedByAssessment(submission_version=2)], [events.WithdrawalNotedByAssessment()]],
    ids=["nothing", "revised-before", "withdrawn-before"],
)
def test_not_found(facts: list[Event], command: Command) -> None:
    """Before its submission has arrived an initiative has no dossier."""
    given(facts).when(command).refused_with(Unknown)


@ADVISERS_ACTS
@pytest.mark.parametrize("role", ["submitter", "editor", "ministry-vws", "auditor", "system"])
def test_only_an_adviser_may(role: Role, command: Command) -> None:
    """Nobody but an adviser judges, asks, decides or confirms."""
    given(opened()).when(replace(command, act=act(role))).refused_with(RoleMayNot)


@pytest.mark.parametrize("command", [open_dossier(), note_revision(), note_withdrawal(), note_answer()], ids=named)
def test_only_the_system_may(command: Command) -> None:
    """An adviser cannot pretend that something was announced."""
    given(opened()).when(replace(command, act=act("adviser"))).refused_with(RoleMayNot)


def test_refusals_are_named_after_their_rules() -> None:
    """Each refusal has its own kebab-case rule name."""
    refusals = [cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, Refusal)]
    rules = {cls.rule for cls in refusals}
    assert len(rules) == len(refusals)
    assert all(rule == rule.lower() and " " not in rule for rule in rules)
