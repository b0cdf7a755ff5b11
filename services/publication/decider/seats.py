"""Decisions across a meeting and a story: who is invited, is put forward and is named."""

from typing import TypeAlias, assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed
from services.publication.decider.meeting import CalledOff, Meeting, NotPlanned, Planned, planned
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
    Withdrawn,
)
from shared.event import Event

Facts: TypeAlias = tuple[list[Event], list[Event]]
"""Those of the meeting, those of the story."""


def invite(command: commands.Invite, meeting: Meeting, story: Story) -> Facts:
    hall, koploper = planned(meeting), allowed.koploper(story)
    allowed.moving(koploper)
    not_yet_nominated(koploper)
    before = koploper.invitations.get(command.meeting_id)
    if before is not None and before.answer != "lapsed":
        raise errors.AlreadyInvited("This Koploper was invited to this meeting before; that invitation stands.")
    return [seat(hall, command.initiative_id)], [invitation_to(command.meeting_id, hall)]


def nominate(command: commands.Nominate, meeting: Meeting, story: Story) -> Facts:
    hall, koploper = planned(meeting), allowed.koploper(story)
    content = allowed.moving(koploper)
    not_yet_nominated(koploper)
    standing_invitation(command, koploper)
    return [], [
        events.KoploperNominated(
            meeting_id=command.meeting_id,
            title=koploper.title,
            region=content.region,
            meeting_title=hall.title,
            date=hall.date,
            place=hall.place,
        )
    ]


def appoint(command: commands.Appoint, meeting: Meeting, story: Story) -> Facts:
    hall, koploper = planned(meeting), allowed.koploper(story)
    content = allowed.moving(koploper)
    _nominated_here(command, koploper)
    return [], [
        events.KoploperAppointed(
            meeting_id=command.meeting_id,
            title=koploper.title,
            region=content.region,
            meeting_title=hall.title,
            date=hall.date,
            place=hall.place,
        )
    ]


def release(command: commands.ReleaseSeat, meeting: Meeting, story: Story) -> Facts:
    """A reaction: the seat of a Koploper that is none any more is free for another."""
    match meeting, story:
        case Planned() | CalledOff(), Open() | TakenBack() | Withdrawn() if command.initiative_id in meeting.seats:
            return [events.SeatReleased(initiative_id=command.initiative_id)], left(command, story, "article-withdrawn")
        case (Planned() | CalledOff() | NotPlanned(), Waiting() | Open() | Published() | TakenBack() | Withdrawn()):
            return [], []
        case _:
            assert_never(meeting)


def left(command: commands.AtMeeting, story: Story, because: events.Lapse) -> list[Event]:
    """What becomes of the invitation of a Koploper that is none now: should it be one again, it is invited anew."""
    match story:
        case Open(before=before) | TakenBack(before=before):
            invitation = before.invitations.get(command.meeting_id)
            if invitation is None or not invitation.stands:
                return []
            return [events.InvitationLapsed(meeting_id=command.meeting_id, because=because, nominated=False)]
        case Waiting() | Published() | Withdrawn():
            return []
        case _:
            assert_never(story)


def seat(hall: Planned, initiative_id: events.InitiativeId) -> events.SeatReserved:
    if hall.full:
        raise errors.MeetingFull(
            f"All {hall.capacity} seats of this meeting are taken. Nothing was changed; choose another meeting."
        )
    return events.SeatReserved(initiative_id=initiative_id)


def invitation_to(meeting_id: events.MeetingId, hall: Planned) -> events.KoploperInvited:
    return events.KoploperInvited(meeting_id=meeting_id, title=hall.title, date=hall.date, place=hall.place)


def standing_invitation(command: commands.AtMeeting, koploper: Published) -> Invitation:
    """The Koploper's invitation to this meeting, which it did not decline."""
    invitation = koploper.invitations.get(command.meeting_id)
    if invitation is None or not invitation.stands:
        raise not_invited()
    return invitation


def not_yet_nominated(koploper: Published) -> None:
    match koploper.standing:
        case NotNominated():
            return
        case Nominated() | Appointed():
            raise already_nominated()
        case _:
            assert_never(koploper.standing)


def _nominated_here(command: commands.Appoint, koploper: Published) -> None:
    match koploper.standing:
        case Nominated(meeting_id=there) if there == command.meeting_id:
            return
        case NotNominated() | Nominated():
            raise errors.NotNominated(
                "This Koploper was not nominated at this meeting. Nothing was changed; it is appointed where it was."
            )
        case Appointed():
            raise errors.AlreadyAppointed("This Koploper was appointed before; that stands.")
        case _:
            assert_never(koploper.standing)


def already_nominated() -> errors.AlreadyNominated:
    return errors.AlreadyNominated("This Koploper was nominated before; that stands and nothing was changed.")


def not_invited() -> errors.NotInvited:
    return errors.NotInvited(
        "This Koploper is not invited to this meeting, or does not come. Nothing was changed; invite it first."
    )
