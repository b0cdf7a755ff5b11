"""What intake does by itself when a time comes: who did not answer is not named, and who is not needed is forgotten."""

from collections.abc import Iterable
from typing import Final

from services.intake import events, words
from shared import schedule
from shared.envelope import moment
from shared.projection import Change, Projection
from shared.store import schema
from shared.turn import Recorded

LAPSE: Final = "lapse-confirmations"
WITHDRAWN: Final = "forget-withdrawn"
REJECTED: Final = "forget-rejected"
REFUSED: Final = "forget-refused"
SET_ASIDE: Final = "forget-set-aside"
FORGET: Final = (WITHDRAWN, REJECTED, REFUSED)
"""The term of what ended: a row per way, since each is taken back in its own."""

_REJECTION: Final[frozenset[words.Outcome]] = frozenset({"not-met", "met", "assessment-reversed"})
_REFUSAL: Final[frozenset[words.Outcome]] = frozenset({"refused", "cleared", "refusal-reversed"})
"""What says how the criteria, and the ministries, stand: the last of them counts."""


def _schedule(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ContactConfirmationAsked() | events.ContactConfirmed() | events.ContactRemoved() as event:
            due = event.next_deadline
            yield schedule.at(fact, LAPSE, moment(due), {}) if due else schedule.off(fact, LAPSE)
        case events.InitiativeWithdrawn(kept_until=until):
            yield from _term(fact, WITHDRAWN, until)
            yield schedule.off(fact, REJECTED)
            yield schedule.off(fact, REFUSED)
        case events.InitiativeRevised():  # what was refused is assessed again; what was rejected only when it is said
            yield schedule.off(fact, REFUSED)
        case events.ReopeningNotedByIntake():
            yield schedule.off(fact, REJECTED)
        case events.OutcomeNoted(outcome=outcome, kept_until=until) if outcome in _REJECTION:
            yield from _term(fact, REJECTED, until)
        case events.OutcomeNoted(outcome=outcome, kept_until=until) if outcome in _REFUSAL:
            yield from _term(fact, REFUSED, until)
        case events.SignalSetAside(kept_until=until) | events.SignalTermSet(kept_until=until):
            yield from _term(fact, SET_ASIDE, until)
        case events.SignalReopened() | events.SignalTakenUp() | events.SignalTermEnded():
            yield schedule.off(fact, SET_ASIDE)
        case events.RetentionEnded():
            for name in FORGET:
                yield schedule.off(fact, name)
        case _:
            return


def _term(fact: Recorded, name: str, until: str | None) -> Iterable[Change]:
    """From this fact on the term ends then, or there is none."""
    yield schedule.off(fact, name) if until is None else schedule.at(fact, name, moment(until), {})


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (Projection("schedule", (schema.schedule,), _schedule),)
