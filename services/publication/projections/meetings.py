"""What a fact changes in the read models of meetings: the meeting, and who is invited to it."""

from collections.abc import Iterable
from typing import Any, Final

from services.publication import events
from services.publication.projections.tables import invitation, meeting
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put, Set
from shared.turn import Recorded

_UNANSWERED: Final = dict.fromkeys(("answer", "answered_at", "lapsed_because", "lapsed_at"))
"""Who is invited anew is asked anew."""


def _meeting(fact: Recorded) -> Iterable[Change]:
    key, seen = {"id": fact.subject}, {"version": fact.version}
    match fact.event:
        case events.MeetingPlanned() as planned:
            told = planned.model_dump(mode="json") | {"planned_at": timestamp(fact.time)}
            yield Put(meeting, key, seen | told | {"state": "planned"})
        case events.MeetingMoved() as moved:
            told = moved.model_dump(mode="json", include={"date", "place", "previous_date", "reason"})
            yield Set(meeting, key, seen | told | {"moved_at": timestamp(fact.time)})
        case events.MeetingCalledOff(reason=reason):
            off = {"state": "called-off", "called_off_at": timestamp(fact.time), "reason": reason.model_dump()}
            yield Set(meeting, key, seen | off)
        case events.SeatReserved() | events.SeatReleased():
            yield Set(meeting, key, seen)
        case _:
            return


def _invitation(fact: Recorded) -> Iterable[Change]:
    """From the meeting's side whether a seat is held, from the story's what was asked and answered."""
    at = timestamp(fact.time)
    match fact.event:
        case events.SeatReserved(initiative_id=initiative):
            yield Put(invitation, _place(fact.subject, initiative), {"seated": True})
        case events.SeatReleased(initiative_id=initiative):
            yield Put(invitation, _place(fact.subject, initiative), {"seated": False})
        case events.KoploperInvited(meeting_id=there):
            yield Put(invitation, _place(there, fact.subject), _UNANSWERED | {"invited_at": at})
        case events.InvitationAnswered(meeting_id=there, answer=answer):
            yield Put(invitation, _place(there, fact.subject), {"answer": answer, "answered_at": at})
        case events.InvitationLapsed(meeting_id=there, because=because):
            yield Put(invitation, _place(there, fact.subject), {"lapsed_because": because, "lapsed_at": at})
        case _:
            return


def _place(meeting_id: str, initiative_id: str) -> dict[str, Any]:
    return {"meeting_id": meeting_id, "initiative_id": initiative_id}


MEETINGS: Final[tuple[Projection[Recorded], ...]] = (
    Projection("meetings", (meeting,), _meeting),
    Projection("invitations", (invitation,), _invitation),
)
