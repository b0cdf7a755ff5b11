"""Decisions on whether an invited Koploper comes: as it answers itself, and as an editor sees."""

from typing import assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed, onward, seats
from services.publication.decider.meeting import Meeting, Planned, planned
from services.publication.decider.onward import Facts
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
from shared.errors import NotYours
from shared.event import Event


def answer(command: commands.AnswerInvitation, meeting: Meeting, story: Story, *ahead: Meeting) -> Facts:
    """An answer may change until the nomination; one that comes after all needs a seat again."""
    hall = planned(meeting)
    _theirs(command, story)
    koploper = allowed.koploper(story)
    invitation = _answerable(command, koploper)
    if invitation.answer == command.answer:
        raise errors.AlreadyAnswered("You gave this answer before; it stands.")
    replied = events.InvitationAnswered(meeting_id=command.meeting_id, answer=command.answer)
    match command.answer:
        case "accepted":
            _not_moved_on(command, invitation, koploper)
            return [_seat_taken(hall, command), [replied], *([] for _ in ahead)]
        case "declined":
            return [onward.seat_left(hall, command), [replied], *([] for _ in ahead)]
        case "next":
            return onward.go(command, hall, koploper, [replied], ahead)
        case _:
            assert_never(command.answer)


def record_absence(command: commands.RecordAbsence, meeting: Meeting, story: Story, *ahead: Meeting) -> Facts:
    """Who cannot come, or did not, goes on to the next meeting; a nomination at this one lapses with it."""
    hall, koploper = planned(meeting), allowed.koploper(story)
    seats.standing_invitation(command, koploper)
    if koploper.standing == Appointed(command.meeting_id):
        raise errors.AlreadyAppointed("This Koploper was appointed at this meeting; that stands, so it was there.")
    return onward.go(command, hall, koploper, seats.ends(command, koploper, "absent"), ahead)


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


def _answerable(command: commands.AnswerInvitation, koploper: Published) -> Invitation:
    match koploper.standing:
        case Nominated(meeting_id=there) | Appointed(meeting_id=there) if there == command.meeting_id:
            raise seats.already_nominated()
        case NotNominated() | Nominated() | Appointed():
            pass
        case _:
            assert_never(koploper.standing)
    invitation = koploper.invitations.get(command.meeting_id)
    if invitation is None or invitation.answer == "lapsed":
        raise seats.not_invited(invitation)
    return invitation


def _not_moved_on(command: commands.AnswerInvitation, invitation: Invitation, koploper: Published) -> None:
    """Who asked for the next meeting and was invited there has one seat, not two."""
    elsewhere = onward.invited_elsewhere(koploper, command)
    if invitation.answer == "next" and elsewhere is not None:
        raise errors.MovedOn(
            f"You asked for the next meeting, and a seat is held for you on {elsewhere.date.isoformat()} in "
            f"{elsewhere.place}. Nothing was changed; decline that one first to come to this one after all."
        )


def _seat_taken(hall: Planned, command: commands.AnswerInvitation) -> list[Event]:
    return [] if command.initiative_id in hall.seats else [seats.seat(hall, command.initiative_id)]
