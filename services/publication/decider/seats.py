"""Decisions across a meeting and a story: who is invited, is put forward and is named."""

from typing import Final, TypeAlias, assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed
from services.publication.decider.meeting import CalledOff, Meeting, NotPlanned, Planned, planned
from services.publication.decider.story import (
    Appointed,
    Before,
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
Leaves: TypeAlias = list[events.InvitationAnswered | events.InvitationLapsed | events.NominationReversed]
"""What is said of a Koploper that leaves a meeting."""


def invite(command: commands.Invite, meeting: Meeting, story: Story) -> Facts:
    """Before it is put forward; or to where it was, when it lost its seat there with its article."""
    hall, koploper = planned(meeting), allowed.koploper(story)
    allowed.moving(koploper)
    before = koploper.invitations.get(command.meeting_id)
    if before is None or not before.went_with_the_article or not _named_here(command, koploper):
        not_yet_nominated(koploper)
    if before is not None and before.answer != "lapsed":
        raise already_invited(before)
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
            return [events.SeatReleased(initiative_id=command.initiative_id)], [
                *ends(command, story, "article-withdrawn")
            ]
        case (Planned() | CalledOff() | NotPlanned(), Waiting() | Open() | Published() | TakenBack() | Withdrawn()):
            return [], []
        case _:
            assert_never(meeting)


def ends(command: commands.AtMeeting, story: Story, because: events.Lapse) -> Leaves:
    """What ends for a Koploper at a meeting, also while its article is not out."""
    match story:
        case Published():
            return _ends(command, story, because)
        case Open(before=before) | TakenBack(before=before):
            return _ends(command, before, because)
        case Waiting() | Withdrawn():
            return []
        case _:
            assert_never(story)


def _ends(command: commands.AtMeeting, koploper: Published | Before, because: events.Lapse) -> Leaves:
    """The invitation that stands, and with it a nomination there: that is for everybody to know, the rest is not.

    With an article that goes only the seat does: it may come back before the meeting. An appointment stands.
    """
    there, held = command.meeting_id, because != "article-withdrawn"
    if held and koploper.standing == Appointed(there):
        return []
    nominated = held and koploper.standing == Nominated(there)
    invitation = koploper.invitations.get(there)
    leaves: Leaves = []
    if invitation is not None and invitation.stands:
        leaves.append(events.InvitationLapsed(meeting_id=there, because=because, nominated=nominated))
    if nominated:
        leaves.append(events.NominationReversed(meeting_id=there))
    return leaves


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
        raise not_invited(invitation)
    return invitation


def not_yet_nominated(koploper: Published) -> None:
    match koploper.standing:
        case NotNominated():
            return
        case Nominated() | Appointed():
            raise already_nominated()
        case _:
            assert_never(koploper.standing)


def _named_here(command: commands.AtMeeting, koploper: Published) -> bool:
    return koploper.standing in {Nominated(command.meeting_id), Appointed(command.meeting_id)}


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


_AFTER_ALL: Final = "it comes after all once its submitter answers so, while there is a seat"


def already_invited(before: Invitation) -> errors.AlreadyInvited:
    match before.answer:
        case "invited" | "accepted" | "lapsed":
            said = "This Koploper was invited to this meeting before; that invitation stands. Nothing was changed."
        case "declined":
            said = f"This Koploper was invited to this meeting and declined. Nothing was changed; {_AFTER_ALL}."
        case "next":
            said = f"This Koploper was invited here and asked for the next one. Nothing was changed; {_AFTER_ALL}."
        case _:
            assert_never(before.answer)
    return errors.AlreadyInvited(said)


def not_invited(before: Invitation | None) -> errors.NotInvited:
    match before:
        case None:
            said = "This Koploper is not invited to this meeting. Nothing was changed; invite it first."
        case Invitation(answer="declined"):
            said = f"This Koploper declined this meeting. Nothing was changed; {_AFTER_ALL}."
        case Invitation(answer="next"):
            said = f"This Koploper asked for the next meeting instead of this one. Nothing was changed; {_AFTER_ALL}."
        case Invitation():
            said = (
                "This Koploper's invitation to this meeting lapsed. Nothing was changed; an editor can invite it anew."
            )
        case _:
            assert_never(before)
    return errors.NotInvited(said)
