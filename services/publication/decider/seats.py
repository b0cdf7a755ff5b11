"""Decisions across a meeting and a story: who is invited, comes, is put forward and is named."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias, assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed
from services.publication.decider.meeting import Meeting, NotPlanned, Planned, planned
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
from shared.decider import Command
from shared.errors import NotYours
from shared.event import Event

Facts: TypeAlias = tuple[list[Event], list[Event]]
"""Those of the meeting, those of the story."""


def invite(command: commands.Invite, meeting: Meeting, story: Story) -> Facts:
    hall, koploper = planned(meeting), allowed.koploper(story)
    allowed.moving(koploper)
    _not_yet_nominated(koploper)
    if command.meeting_id in koploper.invitations:
        raise errors.AlreadyInvited("This Koploper was invited to this meeting before; that invitation stands.")
    return [_seat(hall, command)], [
        events.KoploperInvited(meeting_id=command.meeting_id, title=hall.title, date=hall.date, place=hall.place)
    ]


def answer(command: commands.AnswerInvitation, meeting: Meeting, story: Story) -> Facts:
    """An answer may change until the nomination; one that comes after all needs a seat again."""
    hall = planned(meeting)
    _theirs(command, story)
    invitation = _invitation(command, allowed.koploper(story))
    if invitation == command.answer:
        raise errors.AlreadyAnswered("You gave this answer before; it stands.")
    replied = events.InvitationAnswered(meeting_id=command.meeting_id, answer=command.answer)
    return _seat_after(hall, command), [replied]


def nominate(command: commands.Nominate, meeting: Meeting, story: Story) -> Facts:
    hall, koploper = planned(meeting), allowed.koploper(story)
    content = allowed.moving(koploper)
    _not_yet_nominated(koploper)
    if koploper.invitations.get(command.meeting_id, "declined") not in {"invited", "accepted"}:
        raise _not_invited()
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
        case Planned(), TakenBack() | Withdrawn() if command.initiative_id in meeting.seats:
            return [events.SeatReleased(initiative_id=command.initiative_id)], []
        case (Planned() | NotPlanned(), Waiting() | Open() | Published() | TakenBack() | Withdrawn()):
            return [], []
        case _:
            assert_never(meeting)


def _seat(hall: Planned, command: commands.SeatCommand) -> events.SeatReserved:
    if hall.full:
        raise errors.MeetingFull(
            f"All {hall.capacity} seats of this meeting are taken. Nothing was changed; choose another meeting."
        )
    return events.SeatReserved(initiative_id=command.initiative_id)


def _seat_after(hall: Planned, command: commands.AnswerInvitation) -> list[Event]:
    seated = command.initiative_id in hall.seats
    if command.answer == "accepted":
        return [] if seated else [_seat(hall, command)]
    return [events.SeatReleased(initiative_id=command.initiative_id)] if seated else []


def _theirs(command: commands.AnswerInvitation, story: Story) -> None:
    match story:
        case Waiting() | Open() | Published():
            submission = story.heard.submission
            if submission is not None and submission.submitter != command.act.actor.id:
                raise NotYours("Only the one who submitted the initiative may answer. Nothing was changed.")
        case TakenBack() | Withdrawn():
            raise allowed.ended(story)
        case _:
            assert_never(story)


def _invitation(command: commands.AnswerInvitation, koploper: Published) -> Invitation:
    match koploper.standing:
        case Nominated(meeting_id=there) | Appointed(meeting_id=there) if there == command.meeting_id:
            raise _already_nominated()
        case NotNominated() | Nominated() | Appointed():
            pass
        case _:
            assert_never(koploper.standing)
    invitation = koploper.invitations.get(command.meeting_id)
    if invitation is None:
        raise _not_invited()
    return invitation


def _not_yet_nominated(koploper: Published) -> None:
    match koploper.standing:
        case NotNominated():
            return
        case Nominated() | Appointed():
            raise _already_nominated()
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


def _already_nominated() -> errors.AlreadyNominated:
    return errors.AlreadyNominated("This Koploper was nominated before; that stands and nothing was changed.")


def _not_invited() -> errors.NotInvited:
    return errors.NotInvited(
        "This Koploper is not invited to this meeting, or does not come. Nothing was changed; invite it first."
    )


ACROSS: Final[Mapping[type[Command], Callable[..., Sequence[list[Event]]]]] = MappingProxyType(
    {
        commands.Invite: invite,
        commands.AnswerInvitation: answer,
        commands.Nominate: nominate,
        commands.Appoint: appoint,
        commands.ReleaseSeat: release,
    }
)
