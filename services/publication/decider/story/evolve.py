"""What each fact makes of a story."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from services.publication import events
from services.publication.decider.channels import UNTOUCHED, ChannelFact, carry, end, follow
from services.publication.decider.heard import HeardOf, hear
from services.publication.decider.story.states import (
    NO_WISH,
    NOT_NOMINATED,
    Answer,
    Appointed,
    Desk,
    Draft,
    Invitation,
    NoDraft,
    Nominated,
    Open,
    Published,
    Story,
    TakenBack,
    Waiting,
    WantsNext,
    Withdrawn,
)

DeskFact: TypeAlias = events.ArticleDrafted | events.ArticleApproved | events.ApprovalSetAside
KoploperFact: TypeAlias = (
    events.ArticleCorrected
    | events.KoploperInvited
    | events.InvitationAnswered
    | events.InvitationLapsed
    | events.KoploperNominated
    | events.KoploperAppointed
)


def evolve(state: Story, event: events.StoryEvent) -> Story:
    """The story after `event`; a fact that cannot follow only counts in the version."""
    state = replace(state, version=state.version + 1)
    match event:
        case (
            events.SubmissionNotedByPublication()
            | events.RevisionNotedByPublication()
            | events.AssessmentNotedByPublication()
            | events.ClearanceNotedByPublication()
            | events.RefusalNotedByPublication()
        ):
            return _heard(state, event)
        case events.WithdrawalNotedByPublication():
            return _withdrawn(state)
        case events.StoryOpened():
            return _opened(state)
        case events.ArticleDrafted() | events.ArticleApproved() | events.ApprovalSetAside():
            return _written(state, event)
        case events.ArticlePublished():
            return _published(state, event)
        case (
            events.ArticleCorrected()
            | events.KoploperInvited()
            | events.InvitationAnswered()
            | events.InvitationLapsed()
            | events.KoploperNominated()
            | events.KoploperAppointed()
        ):
            return _followed(state, event)
        case events.ArticleWithdrawn():
            return _taken_back(state, event)
        case events.ChannelPlanned() | events.ChannelPublished() | events.ChannelFailed() | events.ChannelWithdrawn():
            return _carried(state, event)
        case events.PodiumAppearanceRecorded() | events.ElementAdopted():
            return state
        case _:
            assert_never(event)


def _heard(state: Story, event: HeardOf) -> Story:
    match state:
        case Waiting() | Open() | Published():
            return replace(state, heard=hear(state.heard, event))
        case TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _withdrawn(state: Story) -> Story:
    match state:
        case Waiting():
            return Withdrawn(state.version, end(UNTOUCHED))
        case Open() | Published() | TakenBack() | Withdrawn():
            return Withdrawn(state.version, end(state.channels))
        case _:
            assert_never(state)


def _carried(state: Story, event: ChannelFact) -> Story:
    match state:
        case Open() | Published() | TakenBack() | Withdrawn():
            return replace(state, channels=carry(state.channels, event))
        case Waiting():
            return state
        case _:
            assert_never(state)


def _opened(state: Story) -> Story:
    match state:
        case Waiting():
            return Open(state.version, state.heard)
        case Open() | Published() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _written(state: Story, event: DeskFact) -> Story:
    match state:
        case Open() | Published():
            return replace(state, desk=_on_desk(state.desk, event))
        case Waiting() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _on_desk(desk: Desk, event: DeskFact) -> Desk:
    match event:
        case events.ArticleDrafted():
            return Draft(event.draft_version, event.title, event.intro, event.body, event.author)
        case events.ArticleApproved() | events.ApprovalSetAside():
            return desk if isinstance(desk, NoDraft) else _agreed(desk, event)
        case _:
            assert_never(event)


def _agreed(draft: Draft, event: events.ArticleApproved | events.ApprovalSetAside) -> Draft:
    match event:
        case events.ArticleApproved(by=by):
            editor = event.approver if by == "editor" else draft.editor
            contact = event.published or draft.contact
            return replace(draft, approved=draft.approved | {by}, contact=contact, editor=editor)
        case events.ApprovalSetAside():
            return replace(draft, approved=draft.approved - {"editor"}, editor=None)
        case _:
            assert_never(event)


def _published(state: Story, event: events.ArticlePublished) -> Story:
    match state:
        case Open():
            return Published(
                state.version,
                state.heard,
                state.desk,
                event.draft_version,
                event.title,
                channels=follow(state.channels, event),
            )
        case Waiting() | Published() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _followed(state: Story, event: KoploperFact) -> Story:
    match state:
        case Published():
            return as_koploper(state, event)
        case Waiting() | Open() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def as_koploper(koploper: Published, event: KoploperFact) -> Published:
    """A story that is out after a fact of its Koploper."""
    match event:
        case events.ArticleCorrected():
            out, number = event.draft_version, event.published_version
            channels = follow(koploper.channels, event)
            return replace(koploper, draft_out=out, published_version=number, title=event.title, channels=channels)
        case events.KoploperInvited():
            invitation = Invitation(event.date, event.place)
            return replace(koploper, invitations={**koploper.invitations, event.meeting_id: invitation}, wish=NO_WISH)
        case events.InvitationAnswered():
            wish = WantsNext(event.meeting_id) if event.answer == "next" else NO_WISH
            return replace(_answered(koploper, event.meeting_id, event.answer), wish=wish)
        case events.InvitationLapsed():
            lapsed = _answered(koploper, event.meeting_id, "lapsed")
            standing = NOT_NOMINATED if event.nominated else koploper.standing
            return replace(lapsed, wish=WantsNext(event.meeting_id), standing=standing)
        case events.KoploperNominated():
            return replace(koploper, standing=Nominated(event.meeting_id))
        case events.KoploperAppointed():
            return replace(koploper, standing=Appointed(event.meeting_id))
        case _:
            assert_never(event)


def _answered(koploper: Published, meeting_id: events.MeetingId, answer: Answer) -> Published:
    invitation = koploper.invitations.get(meeting_id)
    if invitation is None:
        return koploper
    return replace(koploper, invitations={**koploper.invitations, meeting_id: replace(invitation, answer=answer)})


def _taken_back(state: Story, event: events.ArticleWithdrawn) -> Story:
    match state:
        case Published():
            return TakenBack(state.version, follow(state.channels, event))
        case TakenBack() | Withdrawn():
            return replace(state, channels=follow(state.channels, event))
        case Waiting() | Open():
            return state
        case _:
            assert_never(state)
