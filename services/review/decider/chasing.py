"""What is done when ministries take long: they are reminded, and at last it is escalated. Never refused: the time that
the policy sets has come by the schedule, and what became pointless meanwhile adds nothing."""

from typing import assert_never

from services.review import commands, events
from services.review.decider.state import Cleared, Open, Refused, Round, State, Waiting, Withdrawn


def remind(command: commands.Remind, state: State) -> list[events.InitiativeEvent]:
    round_ = _asked(command, state)
    if round_ is None or command.day not in round_.reminder_days:
        return []
    return [
        events.ReminderSent(
            **round_.found_on,
            requested_at=command.requested_at,
            day=command.day,
            ministries=round_.unanswered,
            further_days=tuple(day for day in round_.reminder_days if day > command.day),
        )
    ]


def escalate(command: commands.Escalate, state: State) -> list[events.InitiativeEvent]:
    round_ = _asked(command, state)
    if round_ is None or not round_.escalates:
        return []
    return [
        events.ClearanceEscalated(
            **round_.found_on,
            requested_at=command.requested_at,
            day=command.day,
            ministries=round_.unanswered,
        )
    ]


def _asked(command: commands.Remind | commands.Escalate, state: State) -> Round | None:
    """The round that this is about; one that is suspended, or was asked about anew, reminds of nothing any more."""
    match state:
        case Open(_, round_) if (round_.version, round_.since or command.requested_at) == (
            command.submission_version,
            command.requested_at,
        ):
            return round_
        case Open() | Waiting() | Cleared() | Refused() | Withdrawn():
            return None
        case _:
            assert_never(state)
