"""A meeting and its seats: planned, moved, called off."""

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
    region: str
    date: date
    place: str
    capacity: int
    seats: frozenset[events.InitiativeId] = frozenset()

    @property
    def full(self) -> bool:
        return len(self.seats) >= self.capacity


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A meeting that is not held, and whose seats are still to be given up."""

    region: str
    date: date
    seats: frozenset[events.InitiativeId]


Meeting: TypeAlias = NotPlanned | Planned | CalledOff
INITIAL: Final[Meeting] = NotPlanned()


def decide(command: commands.MeetingCommand, state: Meeting) -> list[events.MeetingEvent]:
    match command:
        case commands.PlanMeeting():
            return plan(command, state)
        case commands.MoveMeeting():
            return move(command, planned(state))
        case commands.CallOffMeeting():
            hall = planned(state)
            return [events.MeetingCalledOff(title=hall.title, date=hall.date, place=hall.place, reason=command.reason)]
        case _:
            assert_never(command)


def plan(command: commands.PlanMeeting, state: Meeting) -> list[events.MeetingEvent]:
    match state:
        case NotPlanned():
            return [
                events.MeetingPlanned(
                    title=command.title,
                    region=command.region,
                    date=command.date,
                    place=command.place,
                    capacity=command.capacity,
                )
            ]
        case Planned() | CalledOff():
            raise errors.AlreadyPlanned("This meeting is planned already. It was left as it is.")
        case _:
            assert_never(state)


def move(command: commands.MoveMeeting, hall: Planned) -> list[events.MeetingEvent]:
    when, where = command.date or hall.date, command.place or hall.place
    if (when, where) == (hall.date, hall.place):
        raise errors.MeetingNotMoved(
            f"The meeting is on {hall.date.isoformat()} in {hall.place} already. Nothing was changed; name another day "
            "or place."
        )
    return [
        events.MeetingMoved(
            title=hall.title,
            date=when,
            place=where,
            previous_date=hall.date,
            previous_place=hall.place,
            reason=command.reason,
        )
    ]


def planned(state: Meeting) -> Planned:
    """The meeting, or the refusal that there is none, or none any more."""
    hall = announced(state)
    match hall:
        case Planned():
            return hall
        case CalledOff():
            raise errors.MeetingOff(
                f"The meeting of {hall.date.isoformat()} was called off. Nothing was changed; choose another meeting."
            )
        case _:
            assert_never(hall)


def announced(state: Meeting) -> Planned | CalledOff:
    """The meeting, also when it was called off, or the refusal that there is none."""
    match state:
        case Planned() | CalledOff():
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
            return _changed(state, event)
        case CalledOff():
            return _emptied(state, event)
        case _:
            assert_never(state)


def _announced(state: NotPlanned, event: events.MeetingEvent) -> Meeting:
    match event:
        case events.MeetingPlanned():
            return Planned(event.title, event.region, event.date, event.place, event.capacity)
        case events.MeetingMoved() | events.MeetingCalledOff() | events.SeatReserved() | events.SeatReleased():
            return state
        case _:
            assert_never(event)


def _changed(state: Planned, event: events.MeetingEvent) -> Meeting:
    match event:
        case events.SeatReserved():
            return replace(state, seats=state.seats | {event.initiative_id})
        case events.SeatReleased():
            return replace(state, seats=state.seats - {event.initiative_id})
        case events.MeetingMoved():
            return replace(state, date=event.date, place=event.place)
        case events.MeetingCalledOff():
            return CalledOff(state.region, state.date, state.seats)
        case events.MeetingPlanned():
            return state
        case _:
            assert_never(event)


def _emptied(state: CalledOff, event: events.MeetingEvent) -> Meeting:
    match event:
        case events.SeatReleased():
            return replace(state, seats=state.seats - {event.initiative_id})
        case events.MeetingPlanned() | events.MeetingMoved() | events.MeetingCalledOff() | events.SeatReserved():
            return state
        case _:
            assert_never(event)


DECIDER: Final[Decider[commands.MeetingCommand, Meeting, events.MeetingEvent]] = Decider(INITIAL, decide, evolve)
