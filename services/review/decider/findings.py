"""What is found in a round, and what is done about it, as the round that it makes."""

from dataclasses import replace
from typing import Literal, assert_never

from services.review import events
from services.review.decider.state import Round


def found(round_: Round, event: events.Found) -> Round:
    """The round with what was found in it."""
    match event:
        case events.InspectorateChecked():
            return _checked(round_, event)
        case events.InspectorateCheckCorrected(lapsed=lapsed):
            return _checked(without(round_, *lapsed), event)
        case events.MinistryVerdictGiven(ministry=ministry, verdict=verdict, by=by):
            verdicts, givers = {**round_.verdicts, ministry: verdict}, {**round_.givers, ministry: by}
            return replace(round_, verdicts=verdicts, givers=givers)
        case events.FindingsSetAside(ministries=ministries, check=check):
            rest = without(round_, *ministries)
            return replace(rest, inspectorate="not-checked", checker=None, checked_version=None) if check else rest
        case events.EmployersAdvised(by=by) | events.EmployersAdviceCorrected(by=by):
            return round_ if by is None else replace(round_, advised=round_.advised | {by})
        case events.RoundClosed():
            return replace(round_, closed=True)
        case _:
            assert_never(event)


def _checked(round_: Round, event: events.InspectorateChecked | events.InspectorateCheckCorrected) -> Round:
    found: Literal["clear", "objects"] = "clear" if event.clear else "objects"
    return replace(round_, inspectorate=found, checker=event.by, checked_version=event.submission_version)


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
