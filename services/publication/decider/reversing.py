"""Decisions to take back a nomination or an appointment: each by the office that made it, also while its story waits.

What rests on something goes first: an appointment is the ministry's, so the editors do not undo it with a nomination.
"""

from typing import assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed, onward, seats
from services.publication.decider.meeting import CalledOff, Meeting, Planned, announced
from services.publication.decider.seats import Facts
from services.publication.decider.story import Appointed, Nominated, NotNominated, Story, evolve


def reverse_nomination(command: commands.ReverseNomination, meeting: Meeting, story: Story) -> Facts:
    """The invitation stands: the Koploper can be put forward anew, there or elsewhere."""
    announced(meeting)
    standing = allowed.standing(story)
    match standing:
        case Nominated(meeting_id=there) if there == command.meeting_id:
            return [], [events.NominationReversed(meeting_id=command.meeting_id, reason=command.reason)]
        case Appointed(meeting_id=there) if there == command.meeting_id:
            raise errors.AlreadyAppointed(
                "The ministry of VWS appointed this Koploper on this nomination. Nothing was changed; take the "
                "nomination back once the ministry has taken back the appointment."
            )
        case NotNominated() | Nominated() | Appointed():
            raise errors.NotNominated(
                "This Koploper is not nominated at this meeting, so there is nothing to take back. Nothing was changed."
            )
        case _:
            assert_never(standing)


def reverse_appointment(command: commands.ReverseAppointment, meeting: Meeting, story: Story) -> Facts:
    """The nomination stands, so that it can be decided anew; at a meeting that is not held it lapses."""
    hall = announced(meeting)
    if allowed.standing(story) != Appointed(command.meeting_id):
        raise errors.NotAppointed(
            "This Koploper is not appointed at this meeting, so there is nothing to take back. Nothing was changed."
        )
    taken_back = events.AppointmentReversed(meeting_id=command.meeting_id, reason=command.reason)
    match hall:
        case CalledOff():
            lapses = seats.ends(command, evolve(story, taken_back), "called-off")
            return onward.seat_left(hall, command), [taken_back, *lapses]
        case Planned():
            return [], [taken_back]
        case _:
            assert_never(hall)
