"""What a command makes of a dossier: facts, or the refusal of the rule that says no. Reactions are never refused."""

from typing import assert_never

from services.assessment import commands, errors, events
from services.assessment.decider import deferring, guards
from services.assessment.decider.states import (
    Closed,
    Deferred,
    Dossier,
    Judging,
    Met,
    NotMet,
    NotOpened,
    Proposed,
    State,
    WithdrawnBefore,
)

Facts = list[events.InitiativeEvent]


def decide(command: commands.InitiativeCommand, state: State) -> Facts:
    match command:
        case commands.OpenDossier():
            return open_dossier(command, state)
        case commands.NoteRevision():
            return note_revision(command, state)
        case commands.NoteWithdrawal():
            return note_withdrawal(state)
        case commands.NoteAnswer():
            return note_answer(command, state)
        case commands.Assign():
            return assign(command, state)
        case commands.JudgeCriterion():
            return judge_criterion(command, state)
        case commands.RequestInformation():
            return request_information(command, state)
        case commands.Assess():
            return assess(command, state)
        case commands.Confirm():
            return confirm(command, state)
        case commands.Defer():
            return deferring.defer(command, state)
        case commands.Resume():
            return deferring.resume(state)
        case commands.ComeBack():
            return deferring.come_back(command, state)
        case _:
            assert_never(command)


def open_dossier(command: commands.OpenDossier, state: State) -> Facts:
    match state:
        case NotOpened(newest, title):
            return _opened(command, newest, title)
        case WithdrawnBefore(newest, title):
            return [*_opened(command, newest, title), events.DossierClosed(reason="withdrawn")]
        case Judging() | Deferred() | Proposed() | Met() | NotMet() | Closed():
            return []
        case _:
            assert_never(state)


def note_revision(command: commands.NoteRevision, state: State) -> Facts:
    version, title = command.submission_version, command.title
    match state:
        case NotOpened(newest) if version > newest:
            return [events.RevisionNotedByAssessment(submission_version=version, title=title)]
        case Judging(dossier) | Deferred(dossier) | Proposed(dossier) | Met(dossier) if (
            version > dossier.submission_version
        ):
            return [events.DossierRevised(submission_version=version, title=title)]
        case NotMet(dossier) if version > dossier.submission_version:
            if dossier.reopened_once:
                return [events.RevisionNotedByAssessment(submission_version=version, title=title)]
            return [events.DossierReopened(submission_version=version, title=title)]
        case NotOpened() | Judging() | Deferred() | Proposed() | Met() | NotMet():  # this version is known already
            return []
        case WithdrawnBefore() | Closed():
            return []
        case _:
            assert_never(state)


def note_withdrawal(state: State) -> Facts:
    match state:
        case NotOpened():
            return [events.WithdrawalNotedByAssessment()]
        case Judging() | Deferred() | Proposed() | Met() | NotMet():
            return [events.DossierClosed(reason="withdrawn")]
        case WithdrawnBefore() | Closed():
            return []
        case _:
            assert_never(state)


def note_answer(command: commands.NoteAnswer, state: State) -> Facts:
    match state:
        case Judging(dossier) | Deferred(dossier) | Proposed(dossier) if dossier.questions.awaits(command.request_id):
            return [events.InformationReceived(request_id=command.request_id)]
        case Judging() | Deferred() | Proposed():  # answered already
            return []
        case NotOpened() | WithdrawnBefore() | Met() | NotMet() | Closed():  # no question is open there
            return []
        case _:
            assert_never(state)


def assign(command: commands.Assign, state: State) -> Facts:
    """The same adviser again adds nothing."""
    if guards.undecided(state).dossier.adviser == command.adviser:
        return []
    return [events.AdviserAssigned(adviser=command.adviser)]


def judge_criterion(command: commands.JudgeCriterion, state: State) -> Facts:
    dossier = guards.judging(state)
    guards.require_newest(command.submission_version, dossier)
    if command.criterion not in dossier.terms.criteria:
        raise errors.CriterionNotInPolicy(
            f"Policy {dossier.terms.policy_version} does not ask for {command.criterion}. No judgement was added; "
            f"judge {', '.join(dossier.terms.criteria)}."
        )
    return [
        events.CriterionJudged(
            criterion=command.criterion,
            met=command.met,
            motivation=command.motivation,
            submission_version=dossier.submission_version,
        )
    ]


def request_information(command: commands.RequestInformation, state: State) -> Facts:
    guards.undecided(state)
    return [events.InformationRequested(question=command.question)]


def assess(command: commands.Assess, state: State) -> Facts:
    dossier = guards.judging(state)
    guards.require_answers(dossier)
    if unjudged := dossier.unjudged:
        raise errors.JudgementsIncomplete(
            f"Version {dossier.submission_version} is not yet judged on {', '.join(unjudged)}. "
            "The judgements there are were kept; judge the rest, then decide."
        )
    if dossier.enough_met:
        return [_assessed("met", dossier)]
    return [
        events.RejectionProposed(
            policy_version=dossier.terms.policy_version,
            submission_version=dossier.submission_version,
            criteria=dossier.judgements,
            proposed_by=events.AdviserId(command.act.actor.id),
        )
    ]


def confirm(command: commands.Confirm, state: State) -> Facts:
    proposed = guards.proposed(state)
    if command.act.actor.id == proposed.proposed_by:
        raise errors.SameAdviser(
            "You proposed this rejection yourself. The proposal stands; ask another adviser to confirm or contest it."
        )
    if not command.confirmed:
        return [events.RejectionContested(motivation=command.motivation)]
    guards.require_answers(proposed.dossier)
    return [events.RejectionConfirmed(motivation=command.motivation), _assessed("not-met", proposed.dossier)]


def _opened(command: commands.OpenDossier, newest: int, title: str | None) -> Facts:
    """The submission, followed by the newest revision where one was heard before it."""
    opened = events.DossierOpened(
        policy_version=command.policy.policy_version,
        submission_version=command.submission_version,
        title=command.title,
        submitter=command.submitter,
        criteria=command.policy.criteria,
        threshold=command.policy.threshold,
    )
    if newest > command.submission_version:
        return [opened, events.DossierRevised(submission_version=newest, title=title)]
    return [opened]


def _assessed(outcome: events.Outcome, dossier: Dossier) -> events.CriteriaAssessed:
    return events.CriteriaAssessed(
        outcome=outcome,
        submission_version=dossier.submission_version,
        criteria=dossier.judgements,
        policy_version=dossier.terms.policy_version,
    )
