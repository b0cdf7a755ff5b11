"""What is found beside the verdicts is corrected by whoever found it, with a reason, as long as the round goes on.

Once it has ended, a ministry takes its verdict back first (`reversing`): then the round is open again.
"""

from services.review import commands, errors, events
from services.review.decider.state import Round, State
from services.review.decider.verdicts import going_on, opened


def inspectorate_check(command: commands.CorrectInspectorateCheck, state: State) -> list[events.InitiativeEvent]:
    """After an objection a ministry can only refuse, so what was cleared before it was known has to be said anew."""
    round_ = going_on(opened(state), command)
    if round_.inspectorate == "not-checked":
        raise errors.NotChecked(
            "The inspectorate check has not been made, so there is none to correct. Nothing was recorded; "
            "make it first."
        )
    return [
        events.InspectorateCheckCorrected(
            **round_.found_on,
            clear=command.clear,
            motivation=command.motivation,
            by=events.PersonId(command.act.actor.id),
            lapsed=() if command.clear else _cleared_by(round_),
        )
    ]


def advice(command: commands.CorrectAdvice, state: State) -> list[events.InitiativeEvent]:
    round_ = going_on(opened(state), command)
    by = events.PersonId(command.act.actor.id)
    if by not in round_.advised:
        raise errors.NoAdviceOfYours(
            "You gave no advice on this initiative, and others correct their own. Nothing was recorded; advise first."
        )
    return [
        events.EmployersAdviceCorrected(
            **round_.found_on,
            by=by,
            advice=command.advice,
            text=command.text,
        )
    ]


def _cleared_by(round_: Round) -> tuple[events.Ministry, ...]:
    return tuple(ministry for ministry in round_.required if round_.verdicts.get(ministry) == "cleared")
