"""How a Koploper goes on to the next meeting: with a seat there at once when one is known, else it waits for one.

The next meeting is the first of the same region that is held after the one it leaves, is still to come and has a seat;
where that region has none, the first of any region.
"""

from collections.abc import Sequence
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
Leaves: TypeAlias = Sequence[events.InvitationAnswered | events.InvitationLapsed | events.NominationReversed]
"""What is said of a Koploper that leaves a meeting."""
Left: TypeAlias = Planned | CalledOff


def go(command: commands.Onward, left: Left, koploper: Published, leaves: Leaves, ahead: Sequence[Meeting]) -> Facts:
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
    """A reaction: a seat at a meeting that is not held is given up, and its Koploper goes on."""
    match meeting, story:
        case CalledOff(), Published() if _expected(command, story) is not None:
            return go(command, meeting, story, lapsed(command, story, "called-off"), ahead)
        case (CalledOff(), Waiting() | Open() | Published() | TakenBack() | Withdrawn()):
            return _with(command, seat_left(meeting, command), seats.left(command, story, "called-off"), None, ahead)
        case (Planned() | NotPlanned(), Waiting() | Open() | Published() | TakenBack() | Withdrawn()):
            return _nothing(ahead)
        case _:
            assert_never(meeting)


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


def lapsed(command: commands.AtMeeting, koploper: Published, because: events.Lapse) -> Leaves:
    """The invitation, and with it a nomination there: that is for everybody to know, the rest is not."""
    nominated = koploper.standing == Nominated(command.meeting_id)
    lapse = events.InvitationLapsed(meeting_id=command.meeting_id, because=because, nominated=nominated)
    return [lapse, events.NominationReversed(meeting_id=command.meeting_id)] if nominated else [lapse]


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


Seat: TypeAlias = tuple[int, Planned]
"""Which of the meetings ahead, and that meeting."""


def _next(command: commands.Onward, left: Left, koploper: Published, ahead: Sequence[Meeting]) -> Seat | None:
    """Where there is a seat for a Koploper that wants one, may be invited, and has none elsewhere."""
    if not _waits(command, koploper):
        return None
    suitable = [
        ((hall.region != left.region, hall.date, place), (place, hall))
        for place, (meeting_id, hall) in enumerate(zip(command.ahead, ahead, strict=True))
        if isinstance(hall, Planned)
        and not hall.full
        and hall.date > max(left.date, _today(command))
        and meeting_id not in koploper.invitations
    ]
    return min(suitable, key=itemgetter(0))[1] if suitable else None


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
        place, hall = seat
        facts[1].append(seats.invitation_to(command.ahead[place], hall))
        facts[2 + place].append(events.SeatReserved(initiative_id=command.initiative_id))
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
