"""After a round ended a ministry takes its own verdict back, or an adviser the closing of it: it is open again."""

from typing import assert_never

from services.review import commands, errors, events
from services.review.decider.findings import without
from services.review.decider.hearing import with_what_becomes_due
from services.review.decider.state import Cleared, Open, Refused, Round, State, Waiting, Withdrawn, suspended
from services.review.decider.verdicts import opened
from shared import submission
from shared.envelope import timestamp
from shared.versions import must_be_decided_on


def reverse(command: commands.Reverse, state: State) -> list[events.InitiativeEvent]:
    """What became due while a refusal stood is asked of the ministries now."""
    match state:
        case Cleared(_, round_):
            return _reversed(command, state, round_, "cleared")
        case Refused(_, round_):
            return _reversed(command, state, round_, "refused")
        case Waiting() | Open() | Withdrawn():
            opened(state)
            raise errors.NotDecided(
                "The round goes on, so there is no outcome to take back. What was found is kept; "
                "give your verdict again to replace it."
            )
        case _:
            assert_never(state)


def _reversed(
    command: commands.Reverse, state: Cleared | Refused, round_: Round, outcome: events.Verdict
) -> list[events.InitiativeEvent]:
    ministry = _own_verdict(command, round_)
    text = submission.text(command.initiative_id)
    must_be_decided_on(command.seen, round_.version, state.heard.newest, state.heard.versions, text)
    fact = events.ClearanceReversed(
        **round_.found_on,
        outcome=outcome,
        ministry=ministry,
        reason=command.reason,
        ministries=without(round_, ministry).unanswered,
        since=timestamp(command.act.now),
    )
    if not suspended(state.heard, round_.version):
        asked = {"reminder_days": round_.days.reminders, "escalation_days": round_.days.escalation}
        fact = fact.model_copy(update=asked)
    return with_what_becomes_due(state, fact)


def _own_verdict(command: commands.Reverse, round_: Round) -> events.Ministry | None:
    """Whose verdict is taken back: that of the ministry that asks, or (None) only an adviser's closing of the round."""
    role = command.act.actor.role
    if role == "adviser" and round_.closed:
        return None
    own = next((ministry for ministry in round_.verdicts if ministry == role), None)
    if own is None:
        raise errors.NotYourDecision(
            "Nothing in this round was decided by your office, and each office takes back its own. The outcome stands; "
            "ask who decided it."
        )
    return own
