"""A meeting and its seats."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from services.publication import commands, errors, events
from shared.decider import Decider
from shared.errors import Unknown


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """There is no such meeting."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting to come, and whose seats are held."""

    title: str
    date: date
    place: str
    capacity: int
    seats: frozenset[events.InitiativeId] = frozenset()

    @property
    def full(self) -> bool:
        return len(self.seats) >= self.capacity


Meeting: TypeAlias = NotPlanned | Planned
INITIAL: Final[Meeting] = NotPlanned()


def decide(command: commands.MeetingCommand, state: Meeting) -> list[events.MeetingEvent]:
    match state:
        case NotPlanned():
            return [_planned(command)]
        case Planned():
            raise errors.AlreadyPlanned("This meeting is planned already. It was left as it is.")
        case _:
            assert_never(state)


def planned(state: Meeting) -> Planned:
    """The meeting, or the refusal that there is none."""
    match state:
        case Planned():
            return state
        case NotPlanned():
            raise Unknown("There is no such meeting. Nothing was changed; plan it first.")
        case _:
            assert_never(state)


def evolve(state: Meeting, event: events.MeetingEvent) -> Meeting:
    match state:
        case NotPlanned():
            return _announced(state, event)
        case Planned():
            return _seated(state, event)
        case _:
            assert_never(state)


def _announced(state: NotPlanned, event: events.MeetingEvent) -> Meeting:
    match event:
        case events.MeetingPlanned():
            return Planned(event.title, event.date, event.place, event.capacity)
        case events.SeatReserved() | events.SeatReleased():
            return state
        case _:
            assert_never(event)


def _seated(state: Planned, event: events.MeetingEvent) -> Meeting:
    match event:
        case events.SeatReserved():
            return replace(state, seats=state.seats | {event.initiative_id})
        case events.SeatReleased():
            return replace(state, seats=state.seats - {event.initiative_id})
        case events.MeetingPlanned():
            return state
        case _:
            assert_never(event)


def _planned(command: commands.PlanMeeting) -> events.MeetingPlanned:
    return events.MeetingPlanned(
        title=command.title,
        region=command.region,
        date=command.date,
        place=command.place,
        capacity=command.capacity,
    )


DECIDER: Final[Decider[commands.MeetingCommand, Meeting, events.MeetingEvent]] = Decider(INITIAL, decide, evolve)
