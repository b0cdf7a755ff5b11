"""What is found in a round, and what is done about it, as the round that it makes."""

from dataclasses import replace
from typing import assert_never

from services.review import events
from services.review.decider.state import Round


def found(round_: Round, event: events.Found) -> Round:
    """The round with what was found in it."""
    match event:
        case events.InspectorateChecked(clear=clear, by=by):
            return replace(round_, inspectorate="clear" if clear else "objects", checker=by)
        case events.InspectorateCheckCorrected(clear=clear, lapsed=lapsed, by=by):
            return replace(without(round_, *lapsed), inspectorate="clear" if clear else "objects", checker=by)
        case events.MinistryVerdictGiven(ministry=ministry, verdict=verdict, by=by):
            verdicts, givers = {**round_.verdicts, ministry: verdict}, {**round_.givers, ministry: by}
            return replace(round_, verdicts=verdicts, givers=givers)
        case events.FindingsSetAside(ministries=ministries, check=check):
            rest = without(round_, *ministries)
            return replace(rest, inspectorate="not-checked", checker=None) if check else rest
        case events.EmployersAdvised(by=by) | events.EmployersAdviceCorrected(by=by):
            return round_ if by is None else replace(round_, advised=round_.advised | {by})
        case events.RoundClosed():
            return replace(round_, closed=True)
        case _:
            assert_never(event)


def without(round_: Round, *ministries: events.Ministry | None) -> Round:
    """The round without the verdicts of these ministries."""
    return replace(
        round_,
        verdicts={ministry: each for ministry, each in round_.verdicts.items() if ministry not in ministries},
        givers={ministry: each for ministry, each in round_.givers.items() if ministry not in ministries},
    )


def chased(round_: Round, event: events.Chased) -> Round:
    match event:
        case events.ReminderSent(further_days=days):
            return replace(round_, reminder_days=days)
        case events.ClearanceEscalated():
            return replace(round_, escalates=False)
        case _:
            assert_never(event)


def asked_again(round_: Round, event: events.ClearanceReversed | events.ClearanceResumed) -> Round:
    escalates = event.escalation_days is not None
    return replace(round_, since=event.since, reminder_days=event.reminder_days or (), escalates=escalates)
