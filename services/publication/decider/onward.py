"""How a Koploper goes on to the next meeting: with a seat there at once when one is known, else it waits for one.

The next meeting is the first of the same region that is held after the one it leaves, is still to come and has a seat;
where that region has none, the first of any region.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import itemgetter
from typing import TypeAlias, assert_never

from services.publication import commands, events
from services.publication.decider import seats
from services.publication.decider.meeting import CalledOff, Meeting, NotPlanned, Planned
from services.publication.decider.story import (
    Appointed,
    Invitation,
    Nominated,
    NotNominated,
    Open,
    Published,
    Story,
    TakenBack,
    Waiting,
    WantsNext,
    Withdrawn,
    as_koploper,
)
from shared.event import Event

Facts: TypeAlias = Sequence[list[Event]]
"""Those of the meeting that is left, those of the story, and those of each meeting ahead."""
Left: TypeAlias = Planned | CalledOff


def go(
    command: commands.Onward, left: Left, koploper: Published, leaves: seats.Leaves, ahead: Sequence[Meeting]
) -> Facts:
    """Leave a meeting, and go on to the next."""
    after = reduce(as_koploper, leaves, koploper)
    return _with(command, seat_left(left, command), [*leaves], _next(command, left, after, ahead), ahead)


def invite_waiting(command: commands.InviteWaiting, left: Meeting, story: Story, *ahead: Meeting) -> Facts:
    """A reaction: who waits gets a seat when there is one."""
    match left:
        case Planned() | CalledOff():
            pass
        case NotPlanned():
            return _nothing(ahead)
        case _:
            assert_never(left)
    match story:
        case Published() if story.wish == WantsNext(command.meeting_id):
            return _with(command, [], [], _next(command, left, story, ahead), ahead)
        case Waiting() | Open() | Published() | TakenBack() | Withdrawn():
            return _nothing(ahead)
        case _:
            assert_never(story)


def leave_called_off(command: commands.LeaveCalledOff, meeting: Meeting, story: Story, *ahead: Meeting) -> Facts:
    """A reaction: at a meeting that is not held no seat and no nomination stands, and who is out goes on."""
    match meeting:
        case CalledOff():
            return _left_called_off(command, meeting, story, seats.ends(command, story, "called-off"), ahead)
        case Planned() | NotPlanned():
            return _nothing(ahead)
        case _:
            assert_never(meeting)


def _left_called_off(
    command: commands.LeaveCalledOff, meeting: CalledOff, story: Story, leaves: seats.Leaves, ahead: Sequence[Meeting]
) -> Facts:
    match story:
        case Published() if leaves:
            return go(command, meeting, story, leaves, ahead)
        case Waiting() | Open() | Published() | TakenBack() | Withdrawn():
            return _with(command, seat_left(meeting, command), [*leaves], None, ahead)
        case _:
            assert_never(story)


def invite_anew(command: commands.InviteAnew, meeting: Meeting, story: Story) -> Facts:
    """A reaction: who has a seat at a meeting that was moved is told where and when it is now, and asked again."""
    match meeting, story:
        case Planned(), Published() if command.initiative_id in meeting.seats:
            told = _expected(command, story)
            moved = told is not None and (told.date, told.place) != (meeting.date, meeting.place)
            return [], [seats.invitation_to(command.meeting_id, meeting)] if moved else []
        case (Planned() | CalledOff() | NotPlanned(), Waiting() | Open() | Published() | TakenBack() | Withdrawn()):
            return [], []
        case _:
            assert_never(meeting)


def seat_left(hall: Left, command: commands.AtMeeting) -> list[Event]:
    seated = command.initiative_id in hall.seats
    return [events.SeatReleased(initiative_id=command.initiative_id)] if seated else []


def invited_elsewhere(koploper: Published, command: commands.AtMeeting) -> Invitation | None:
    """An invitation that stands, to another meeting than this one, that is still to come."""
    return next(
        (
            each
            for meeting_id, each in koploper.invitations.items()
            if meeting_id != command.meeting_id and each.stands and each.date >= _today(command)
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class Seat:
    """Which of the streams that are decided over has it, and its meeting."""

    stream: int
    meeting_id: events.MeetingId
    hall: Planned


def _next(command: commands.Onward, left: Left, koploper: Published, ahead: Sequence[Meeting]) -> Seat | None:
    """Where there is a seat for a Koploper that wants one, may be invited, and has none elsewhere.

    Also at the meeting that it left with its article, when that comes back in time.
    """
    if not _waits(command, koploper):
        return None
    today = _today(command)
    after = max(left.date, today)
    halls = [
        (0, command.meeting_id, left, today),
        *((place, each, hall, after) for place, (each, hall) in enumerate(zip(command.ahead, ahead, strict=True), 2)),
    ]
    suitable = [
        ((hall.region != left.region, hall.date, place), Seat(place, meeting_id, hall))
        for place, meeting_id, hall, since in halls
        if isinstance(hall, Planned) and not hall.full and hall.date > since and _may_be_asked(koploper, meeting_id)
    ]
    return min(suitable, key=itemgetter(0))[1] if suitable else None


def _may_be_asked(koploper: Published, meeting_id: events.MeetingId) -> bool:
    """Who said no to a meeting is not asked there again."""
    invitation = koploper.invitations.get(meeting_id)
    return invitation is None or invitation.went_with_the_article


def _waits(command: commands.Onward, koploper: Published) -> bool:
    match koploper.standing:
        case Nominated() | Appointed():
            return False
        case NotNominated():
            suspended = koploper.heard.cleared_content is None
            return not suspended and invited_elsewhere(koploper, command) is None
        case _:
            assert_never(koploper.standing)


def _with(
    command: commands.Onward, of_left: list[Event], of_story: list[Event], seat: Seat | None, ahead: Sequence[Meeting]
) -> Facts:
    facts: list[list[Event]] = [of_left, of_story, *([] for _ in ahead)]
    if seat is not None:
        facts[1].append(seats.invitation_to(seat.meeting_id, seat.hall))
        facts[seat.stream].append(events.SeatReserved(initiative_id=command.initiative_id))
    return facts


def _nothing(ahead: Sequence[Meeting]) -> Facts:
    return [[], [], *([] for _ in ahead)]


def _expected(command: commands.AtMeeting, koploper: Published) -> Invitation | None:
    """The invitation to this meeting, while it stands and the Koploper was not appointed there."""
    invitation = koploper.invitations.get(command.meeting_id)
    if invitation is None or not invitation.stands or koploper.standing == Appointed(command.meeting_id):
        return None
    return invitation


def _today(command: commands.AtMeeting) -> date:
    return command.act.now.date()
