"""Which decision is taken over several streams, by its command."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from services.publication import commands
from services.publication.decider import answering, onward, reversing, seats
from shared.decider import Command
from shared.event import Event

ACROSS: Final[Mapping[type[Command], Callable[..., Sequence[list[Event]]]]] = MappingProxyType(
    {
        commands.Invite: seats.invite,
        commands.AnswerInvitation: answering.answer,
        commands.RecordAbsence: answering.record_absence,
        commands.Nominate: seats.nominate,
        commands.ReverseNomination: reversing.reverse_nomination,
        commands.Appoint: seats.appoint,
        commands.ReverseAppointment: reversing.reverse_appointment,
        commands.ReleaseSeat: seats.release,
        commands.InviteAnew: onward.invite_anew,
        commands.LeaveCalledOff: onward.leave_called_off,
        commands.InviteWaiting: onward.invite_waiting,
    }
)
