"""Conflicts of interest: to whom a clearance is shut, and what that undoes of a round that goes on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Final, assert_never

from services.review import commands, events
from services.review.decider.evolution import evolve
from services.review.decider.hearing import request_clearance
from services.review.decider.reversing import reverse as take_back
from services.review.decider.state import Cleared, Open, Refused, Round, State, Waiting, Withdrawn
from shared import conflict
from shared.conflict import Shut
from shared.decider import Command, Decider
from shared.event import Event

Facts = tuple[list[Event], list[Event]]
"""Those of the initiative, and those of who has a conflict of interest in it."""


def note(command: commands.NoteConflict, state: State, shut: Shut) -> Facts:
    """What is so already is not noted again; what was set aside does not come back."""
    if (command.person in shut) == command.stands:
        return [], []
    noted = events.ConflictNotedByReview(
        initiative_id=command.initiative_id, person=command.person, stands=command.stands
    )
    return undone(state, {command.person}) if command.stands else [], [noted]


def reverse(command: commands.Reverse, state: State, shut: Shut) -> Facts:
    """The round goes on without what was found by anybody who has declared a conflict of interest since."""
    facts = take_back(command, state)
    return [*facts, *undone(reduce(evolve, facts, state), shut)], []


def undone(state: State, persons: Collection[str]) -> list[Event]:
    """What these persons found in a round that goes on; an outcome stands."""
    match state:
        case Open(round=round_):
            return _set_aside(round_, persons) if persons else []
        case Waiting() | Cleared() | Refused() | Withdrawn():
            return []
        case _:
            assert_never(state)


def _set_aside(round_: Round, persons: Collection[str]) -> list[Event]:
    """With the inspectorate check goes what was cleared because of it."""
    check = round_.checked_by(persons)
    ministries = tuple(
        each
        for each in round_.required
        if each in round_.given_by(persons) or (check and round_.verdicts.get(each) == "cleared")
    )
    if not ministries and not check:
        return []
    return [events.FindingsSetAside(**round_.found_on, ministries=ministries, check=check)]


def decide(_command: Command, _shut: Shut) -> list[events.ConflictNotedByReview]:
    """Over this stream alone nothing is decided: a conflict of interest may undo something in a round."""
    return []


def after(shut: Shut, event: events.ConflictNotedByReview) -> Shut:
    return conflict.after(shut, event.person, stands=event.stands)


DECIDER: Final[Decider[Command, Shut, events.ConflictNotedByReview]] = Decider(conflict.NOBODY, decide, after)
ACROSS: Final[Mapping[type[Command], Callable[..., Sequence[list[Event]]]]] = MappingProxyType(
    {
        commands.RequestClearance: request_clearance,
        commands.NoteConflict: note,
        commands.Reverse: reverse,
    }
)
