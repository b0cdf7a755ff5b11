"""Decisions across an initiative and the signal that it was found by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeAlias, assert_never

from services.intake import commands, errors, events
from services.intake.decider import decisions
from services.intake.decider.signal.decide import taken_up, there, undecided
from services.intake.decider.signal.states import Found, NotFound, Open, SetAside, Signal, TakenUp
from services.intake.decider.state import NotSubmitted, State, Withdrawn
from shared.conflict import beside
from shared.decider import Command
from shared.event import Event

Facts: TypeAlias = tuple[list[Event], list[Event]]


def submit(command: commands.SubmitFromSignal, initiative: State, signal: Signal) -> Facts:
    """The signal's origin is the submission's, whatever becomes of either."""
    if isinstance(signal, NotFound):
        raise errors.NoSuchSignal(
            "There is no signal with this signalId; nothing was kept. Check it, or leave it out to submit without one."
        )
    origin = undecided(signal).found.origin
    if command.origin not in {None, origin}:
        raise errors.OriginContradicted(
            f"The signal says {origin}, and the submission says {command.origin}. Nothing was kept; "
            "leave origin out, or leave signalId out where it is about something else."
        )
    submitted: list[Event] = [
        fact.model_copy(update={"signal_id": command.signal_id})
        if isinstance(fact, events.InitiativeSubmitted)
        else fact
        for fact in decisions.submit(replace(command, origin=origin), initiative)
    ]
    return submitted, [events.SignalTakenUp(initiative_id=command.initiative_id, because="submitted")]


def take_up(command: commands.TakeUpSignal, signal: Signal, initiative: State) -> Facts:
    """What came in by itself keeps its origin; who brought the signal in hears from now on what becomes of it."""
    undecided(signal)
    if isinstance(initiative, NotSubmitted):
        raise errors.NoSuchInitiative(
            "There is no initiative with this initiativeId; nothing was changed. Check it in the list of initiatives."
        )
    if isinstance(initiative, Withdrawn):
        raise errors.InitiativeWithdrawn(
            "This initiative was withdrawn, so the signal stays open for another. Set it aside if none comes."
        )
    return [events.SignalTakenUp(initiative_id=command.initiative_id, because="linked-by-adviser")], []


def reopen(command: commands.ReopenSignal, signal: Signal, *initiative: State) -> Sequence[list[Event]]:
    """Also of what an adviser linked by mistake, and of what was withdrawn before it came out; that keeps its origin.

    Nobody reopens what was taken up since they looked: whether that is shut to them was not asked.
    """
    match there(signal):
        case SetAside(found=found):
            return reopened(command, found, *initiative)
        case TakenUp(initiative_id=by) if by != command.taken_up_by:
            raise taken_up()
        case TakenUp(found=found, because="linked-by-adviser"):
            return reopened(command, found, *initiative)
        case TakenUp(found=found) if any(map(never_came_out, initiative)):
            return reopened(command, found, *initiative)
        case TakenUp():
            raise taken_up()
        case Open():
            raise errors.NotSetAside(
                "This signal was not set aside, so there is nothing to reopen. Nothing was changed; go on with it."
            )
        case other:
            assert_never(other)


def reopened(command: commands.ReopenSignal, found: Found, *untouched: State) -> Sequence[list[Event]]:
    fact = events.SignalReopened(because="reopened-by-adviser", state=found.state, reason=command.reason)
    return [[fact], *([] for _ in untouched)]


def never_came_out(initiative: State) -> bool:
    """Whether it was withdrawn before its story was published."""
    return isinstance(initiative, Withdrawn) and not initiative.published


ACROSS: Final[Mapping[type[Command], Callable[..., Sequence[list[Event]]]]] = MappingProxyType(
    {
        commands.SubmitFromSignal: submit,
        commands.TakeUpSignal: beside(take_up),
        commands.ReopenSignal: beside(reopen),
    }
)
