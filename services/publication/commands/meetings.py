"""What is done with meetings and with the Koplopers at them."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from services.publication import events
from services.publication.commands.parts import EDITOR, SUBMITTER, SYSTEM, VWS, AtMeeting, OnMeeting, Onward
from shared.actor import Role
from shared.event import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMeeting(OnMeeting):
    """Announce a meeting under its new id."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    title: str
    region: str
    date: dt.date
    place: str
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMeeting(OnMeeting):
    """Hold a meeting on another day, or elsewhere, or both; what is not named stays."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    date: dt.date | None = None
    place: str | None = None
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffMeeting(OnMeeting):
    """Do not hold a meeting."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(AtMeeting):
    """Ask a Koploper to a meeting and hold a seat for it."""

    roles: ClassVar[frozenset[Role]] = EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInvitation(Onward):
    """Say whether the Koploper comes; `next` goes on to one of `ahead`, or waits."""

    roles: ClassVar[frozenset[Role]] = SUBMITTER
    answer: events.Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAbsence(Onward):
    """A Koploper cannot come, or did not."""

    roles: ClassVar[frozenset[Role]] = EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominate(AtMeeting):
    """Put a Koploper forward at the meeting."""

    roles: ClassVar[frozenset[Role]] = EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseNomination(AtMeeting):
    """Take back that a Koploper was put forward at the meeting."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint(AtMeeting):
    """Name a nominated Koploper officially."""

    roles: ClassVar[frozenset[Role]] = VWS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseAppointment(AtMeeting):
    """Take back that a Koploper was named officially."""

    roles: ClassVar[frozenset[Role]] = VWS
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSeat(AtMeeting):
    """What follows an article's withdrawal at each meeting its Koploper was invited to."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteAnew(AtMeeting):
    """What follows a meeting's move for each Koploper that has a seat there."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveCalledOff(Onward):
    """What follows when a meeting is called off, for each Koploper that has a seat there."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteWaiting(Onward):
    """There may be a seat for a Koploper that waits for the next meeting since it left this one."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
