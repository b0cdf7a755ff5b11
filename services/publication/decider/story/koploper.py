"""What each fact makes of a story that is out: of its Koploper at meetings, and of what followed on it."""

from dataclasses import replace
from typing import TypeAlias, TypeVar, assert_never

from services.publication import events
from services.publication.decider.channels import follow
from services.publication.decider.story.states import (
    NEVER_OUT,
    NO_WISH,
    NOT_NOMINATED,
    Answer,
    Appointed,
    Before,
    Followed,
    Invitation,
    Nominated,
    Open,
    Published,
    Story,
    TakenBack,
    Waiting,
    WantsNext,
    Wish,
    Withdrawn,
)

FollowingFact: TypeAlias = events.PodiumAppearanceRecorded | events.ElementAdopted | events.ToolkitSent
TakingBack: TypeAlias = events.InvitationLapsed | events.NominationReversed | events.AppointmentReversed
"""What may also be said of a Koploper whose article is not out."""
KoploperFact: TypeAlias = (
    events.ArticleCorrected
    | events.KoploperInvited
    | events.InvitationAnswered
    | events.KoploperNominated
    | events.KoploperAppointed
    | TakingBack
    | FollowingFact
)


def followed(state: Story, event: KoploperFact) -> Story:
    """A story after a fact of its Koploper."""
    match state:
        case Published():
            return as_koploper(state, event)
        case Open() | TakenBack() if isinstance(event, TakingBack) and state.before != NEVER_OUT:
            return replace(state, before=_taken_back(state.before, event))
        case Waiting() | Open() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def as_koploper(koploper: Published, event: KoploperFact) -> Published:
    """A story that is out after a fact of its Koploper."""
    match event:
        case events.ArticleCorrected():
            return replace(koploper, out=event, channels=follow(koploper.channels, event))
        case events.KoploperInvited():
            invitation = Invitation(event.date, event.place)
            return replace(koploper, invitations={**koploper.invitations, event.meeting_id: invitation}, wish=NO_WISH)
        case events.InvitationAnswered():
            wish = WantsNext(event.meeting_id) if event.answer == "next" else NO_WISH
            return _answered(koploper, event.meeting_id, event.answer, wish)
        case events.InvitationLapsed() | events.NominationReversed() | events.AppointmentReversed():
            return _taken_back(koploper, event)
        case events.KoploperNominated():
            return replace(koploper, standing=Nominated(event.meeting_id))
        case events.KoploperAppointed():
            return replace(koploper, standing=Appointed(event.meeting_id))
        case events.PodiumAppearanceRecorded() | events.ElementAdopted() | events.ToolkitSent():
            return replace(koploper, followed=_recorded(koploper.followed, event))
        case _:
            assert_never(event)


def _recorded(followed: Followed, event: FollowingFact) -> Followed:
    match event:
        case events.PodiumAppearanceRecorded() | events.ElementAdopted():
            return replace(followed, told=followed.told | {event})
        case events.ToolkitSent():
            return replace(followed, toolkits=followed.toolkits | {event.edition})
        case _:
            assert_never(event)


K = TypeVar("K", Published, Before)


def _taken_back(koploper: K, event: TakingBack) -> K:
    match event:
        case events.InvitationLapsed(meeting_id=left, nominated=nominated):
            standing = NOT_NOMINATED if nominated else koploper.standing
            lapsed = _answered(koploper, left, "lapsed", WantsNext(left), event.because)
            return replace(lapsed, standing=standing)
        case events.NominationReversed():
            return replace(koploper, standing=NOT_NOMINATED)
        case events.AppointmentReversed():
            return replace(koploper, standing=Nominated(event.meeting_id))
        case _:
            assert_never(event)


def _answered(
    koploper: K, meeting_id: events.MeetingId, answer: Answer, wish: Wish, because: events.Lapse | None = None
) -> K:
    invitation = koploper.invitations.get(meeting_id)
    told = {} if invitation is None else {meeting_id: replace(invitation, answer=answer, because=because)}
    return replace(koploper, invitations={**koploper.invitations, **told}, wish=wish)
