"""A clearance as it is, and what its outcome would be under another policy: by review's own decider."""

from dataclasses import dataclass, replace
from functools import reduce
from typing import Final, Literal

from cli.what_if.fact import NOTHING, Place, Told, somebody
from services.assessment.policy import Policy
from services.review import commands, errors, events
from services.review.decider import CORE
from services.review.decider.policy import KnownPolicy
from services.review.decider.state import Cleared, Open, Refused, Round, State
from shared.errors import Refusal

Outcome = Literal["cleared", "refused"]
DECIDER: Final = CORE.deciders["initiative"]
REQUEST: Final = CORE.across[commands.RequestClearance]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a round came to, and what it would (None: neither, yet), with the rounds that both are of."""

    place: Place
    outcome: Outcome | None
    other: Outcome | None
    round: Round
    other_round: Round


@dataclass(frozen=True, slots=True)
class Clearance:
    """What was recorded comes to `state`; `other` is the same with the other policy. `decided` is the last outcome."""

    state: State = DECIDER.initial
    other: State = DECIDER.initial
    decided: Decided | None = None
    last: Place | None = None

    def stands(self, initiative_id: str) -> Decided | None:
        """The outcome that there is now, or of a round that goes on that which there would be; None without a round."""
        match self.state, self.other:
            case ((Cleared() | Refused()), _):
                return self.decided
            case Open(round=round_), Open(round=other) if self.last is not None:
                return Decided(self.last, None, _again(self.other, initiative_id), round_, other)
            case _:
                return None

    def heard(self, told: Told[events.InitiativeEvent], policy: Policy) -> "Clearance":
        """With one more fact of its stream."""
        event, about = told.event, told.initiative_id
        after = replace(
            self,
            state=DECIDER.evolve(self.state, event),
            other=reduce(DECIDER.evolve, _other(event, about, self.other, policy), self.other),
            last=told.place,
        )
        match event, self.state, self.other:
            case ((events.MinistryCleared() | events.MinistryRefused()), Open(round=round_), Open(round=other)):
                outcome: Outcome = "cleared" if isinstance(event, events.MinistryCleared) else "refused"
                decided = Decided(told.place, outcome, _again(self.other, about), round_, other)
                return replace(after, decided=decided)
            case _:
                return after


def _other(event: events.InitiativeEvent, about: str, other: State, policy: Policy) -> list[events.InitiativeEvent]:
    """What is recorded under the other policy where this was."""
    match event:
        case events.ClearanceRequested():
            rules = KnownPolicy(policy.required_ministries, policy.reminder_days, policy.escalation_days, policy.digest)
            command = commands.RequestClearance(
                act=somebody("system"),
                initiative_id=commands.InitiativeId(about),
                policy_version=event.policy_version,
            )
            requested = REQUEST(command, other, rules)[0]
            return [fact for fact in requested if isinstance(fact, events.ClearanceRequested)]
        case events.MinistryVerdictGiven():
            return [event] if _asked(event, about, other) else []
        case _:
            return [event]


def _asked(event: events.MinistryVerdictGiven, about: str, other: State) -> bool:
    """Whether the other policy asks for the verdict of this ministry."""
    try:
        DECIDER.decide(_giving(event.ministry, event.verdict, about), other)
    except errors.MinistryNotRequired:
        return False
    except Refusal:  # of a round that stands still: as it does under its own policy
        return True
    return True


def _giving(ministry: events.Ministry, verdict: events.Verdict, about: str) -> commands.GiveVerdict:
    return commands.GiveVerdict(
        act=somebody(ministry),
        initiative_id=commands.InitiativeId(about),
        ministry=ministry,
        verdict=verdict,
        motivation=NOTHING,
    )


def _again(state: State, about: str) -> Outcome | None:
    """What the verdicts that are in come to, the last of them given again; or that an adviser closed the round."""
    if not isinstance(state, Open):
        return None
    given = [_giving(ministry, verdict, about) for ministry, verdict in state.round.verdicts.items()][-1:]
    initiative = commands.InitiativeId(about)
    closing = commands.CloseRound(act=somebody("adviser"), initiative_id=initiative, reason=NOTHING)
    for command in [*given, *([closing] if state.round.closed else [])]:
        try:
            facts = DECIDER.decide(command, state)
        except Refusal:
            continue
        match facts[-1]:
            case events.MinistryCleared():
                return "cleared"
            case events.MinistryRefused():
                return "refused"
            case _:
                continue
    return None
