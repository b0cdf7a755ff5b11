"""What a command makes of a dossier: facts, or the refusal of the rule that says no. Reactions are never refused."""

from typing import assert_never

from services.assessment import commands, cooperation, errors, events
from services.assessment.decider import deferring, guards, hearing
from services.assessment.decider.states import Dossier, State
from services.assessment.policy import Criterion

Facts = list[events.InitiativeEvent]


def decide(command: commands.InitiativeCommand, state: State) -> Facts:
    match command:
        case commands.OpenDossier():
            return hearing.open_dossier(command, state)
        case commands.NoteRevision():
            return hearing.note_revision(command, state)
        case commands.NoteWithdrawal():
            return hearing.note_withdrawal(state)
        case commands.NoteAnswer():
            return hearing.note_answer(command, state)
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


def judge_criterion(command: commands.JudgeCriterion, state: State) -> Facts:
    guards.require_newest(command, state)
    dossier = guards.judging(state)
    if command.criterion not in dossier.terms.criteria:
        raise errors.CriterionNotInPolicy(
            f"Policy {dossier.terms.policy_version} does not ask for {command.criterion}. No judgement was added; "
            f"judge {', '.join(dossier.terms.criteria)}."
        )
    return [
        events.CriterionJudged(
            **dossier.decided_on,
            criterion=command.criterion,
            met=command.met,
            motivation=command.motivation,
            proposed=_proposed(command.criterion, dossier),
            judged_by=events.AdviserId(command.act.actor.id),
        )
    ]


def _proposed(criterion: Criterion, dossier: Dossier) -> bool | None:
    """What followed from the organisations listed, where that says something of this criterion."""
    if criterion != cooperation.CRITERION or dossier.organisations is None:
        return None
    return cooperation.proposal(dossier.organisations).met


def request_information(command: commands.RequestInformation, state: State) -> Facts:
    guards.require_newest(command, state)
    dossier = guards.undecided(state).dossier
    return [events.InformationRequested(**dossier.decided_on, question=command.question)]


def assess(command: commands.Assess, state: State) -> Facts:
    guards.require_newest(command, state)
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
            **dossier.decided_on,
            criteria=dossier.judgements,
            proposed_by=events.AdviserId(command.act.actor.id),
        )
    ]


def confirm(command: commands.Confirm, state: State) -> Facts:
    guards.require_newest(command, state)
    proposed = guards.proposed(state)
    dossier = proposed.dossier
    if command.act.actor.id == proposed.proposed_by:
        raise errors.SameAdviser(
            "You proposed this rejection yourself. The proposal stands; ask another adviser to confirm or contest it."
        )
    if not command.confirmed:
        return [events.RejectionContested(**dossier.decided_on, motivation=command.motivation)]
    guards.require_answers(dossier)
    confirmed = events.RejectionConfirmed(**dossier.decided_on, motivation=command.motivation)
    return [confirmed, _assessed("not-met", dossier)]


def _assessed(outcome: events.Outcome, dossier: Dossier) -> events.CriteriaAssessed:
    return events.CriteriaAssessed(**dossier.decided_on, outcome=outcome, criteria=dossier.judgements)
