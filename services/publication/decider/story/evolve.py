"""What each fact makes of a story."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from services.publication import events
from services.publication.decider.channels import UNTOUCHED, ChannelFact, carry, end, follow
from services.publication.decider.heard import HeardOf, hear
from services.publication.decider.story.forgetting import checked, contact_erased
from services.publication.decider.story.given import Given, given_after, without
from services.publication.decider.story.koploper import followed
from services.publication.decider.story.states import (
    NEVER_OUT,
    NOTHING_PUBLIC,
    Before,
    Desk,
    Draft,
    NoDraft,
    Open,
    Published,
    Story,
    TakenBack,
    Waiting,
    Withdrawn,
)

DeskFact: TypeAlias = (
    events.ArticleDrafted
    | events.ArticleApproved
    | events.ApprovalWithdrawn
    | events.ApprovalSetAside
    | events.ConsentWithdrawn
)


def evolve(state: Story, event: events.StoryEvent) -> Story:
    """The story after `event`; a fact that cannot follow only counts in the version."""
    state = replace(state, version=state.version + 1)
    match event:
        case (
            events.SubmissionNotedByPublication()
            | events.RevisionNotedByPublication()
            | events.AssessmentNotedByPublication()
            | events.AssessmentReversalNotedByPublication()
            | events.ClearanceNotedByPublication()
            | events.RefusalNotedByPublication()
            | events.ClearanceReversalNotedByPublication()
            | events.ClearanceLapseNotedByPublication()
        ):
            return _heard(state, event)
        case events.WithdrawalNotedByPublication():
            return _withdrawn(state)
        case events.StoryOpened():
            return _opened(state)
        case (
            events.ArticleDrafted()
            | events.ArticleApproved()
            | events.ApprovalWithdrawn()
            | events.ApprovalSetAside()
            | events.ConsentWithdrawn()
        ):
            return _written(state, event)
        case events.ArticlePublished():
            return _published(state, event)
        case (
            events.ArticleCorrected()
            | events.KoploperInvited()
            | events.InvitationAnswered()
            | events.InvitationLapsed()
            | events.KoploperNominated()
            | events.NominationReversed()
            | events.KoploperAppointed()
            | events.AppointmentReversed()
            | events.PodiumAppearanceRecorded()
            | events.ElementAdopted()
            | events.ToolkitSent()
        ):
            return followed(state, event)
        case events.ArticleWithdrawn():
            return _taken_back(state, event)
        case events.ArticleWithdrawalReversed():
            return _taken_up_again(state)
        case events.ChannelPlanned() | events.ChannelPublished() | events.ChannelFailed() | events.ChannelWithdrawn():
            return _carried(state, event)
        case events.ContactErased():
            return contact_erased(state, event)
        case events.ArticleCheckedForNames():
            return checked(state)
        case _:
            assert_never(event)


def _heard(state: Story, event: HeardOf) -> Story:
    match state:
        case Waiting() | Open() | Published() | TakenBack():
            return replace(state, heard=hear(state.heard, event))
        case Withdrawn():
            return state
        case _:
            assert_never(state)


def _withdrawn(state: Story) -> Story:
    match state:
        case Waiting():
            return Withdrawn(state.version, end(UNTOUCHED), state.heard.submitter)
        case Open(before=before):
            return Withdrawn(state.version, end(state.channels), state.heard.submitter, state.given, before.told)
        case Published() | TakenBack():
            return Withdrawn(state.version, end(state.channels), state.heard.submitter, state.given)
        case Withdrawn():
            return state
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
            return replace(
                state, desk=_on_desk(state.desk, event, state.heard.cleared), given=_given(state.given, event)
            )
        case TakenBack() | Withdrawn() if isinstance(event, events.ConsentWithdrawn):
            return replace(state, given=given_after(state.given, event))
        case Waiting() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _given(given: Given, event: DeskFact) -> Given:
    match event:
        case events.ArticleApproved() | events.ApprovalWithdrawn() | events.ConsentWithdrawn():
            return given_after(given, event)
        case events.ArticleDrafted() | events.ApprovalSetAside():
            return given
        case _:
            assert_never(event)


def _on_desk(desk: Desk, event: DeskFact, cleared: int) -> Desk:
    match event:
        case events.ArticleDrafted():
            return _rewritten(desk, event)
        case (
            events.ArticleApproved()
            | events.ApprovalWithdrawn()
            | events.ApprovalSetAside()
            | events.ConsentWithdrawn()
        ):
            return _agreed(desk, event, cleared) if isinstance(desk, Draft) else desk
        case _:
            assert_never(event)


def _rewritten(desk: Desk, event: events.ArticleDrafted) -> Draft:
    """A draft behind those of before, of which it is only known what they said."""
    earlier = {**desk.earlier, desk.version: replace(desk, earlier={})} if isinstance(desk, Draft) else {}
    return Draft(event.draft_version, event.title, event.intro, event.body, event.author, earlier=earlier)


def _agreed(
    draft: Draft,
    event: events.ArticleApproved | events.ApprovalWithdrawn | events.ApprovalSetAside | events.ConsentWithdrawn,
    cleared: int,
) -> Draft:
    match event:
        case events.ArticleApproved(by=by):
            editor = event.approver if by == "editor" else draft.editor
            contact = event.published or draft.contact
            approved = {**draft.approved, by: event.submission_version or cleared}
            return replace(draft, approved=approved, contact=contact, editor=editor)
        case events.ApprovalSetAside() | events.ApprovalWithdrawn(by="editor"):
            return replace(draft.without("editor"), editor=None)
        case events.ApprovalWithdrawn():
            return replace(draft.without("contact"), contact=NOTHING_PUBLIC)
        case events.ConsentWithdrawn():
            return replace(draft, contact=without(draft.contact, event))
        case _:
            assert_never(event)


def _published(state: Story, event: events.ArticlePublished) -> Story:
    match state:
        case Open():
            was, channels = state.before, follow(state.channels, event)
            return Published(
                state.version,
                state.heard,
                state.desk,
                event,
                was.invitations,
                was.wish,
                was.standing,
                channels,
                was.followed,
                was.to_check,
                state.given,
            )
        case Waiting() | Published() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _taken_back(state: Story, event: events.ArticleWithdrawn) -> Story:
    match state:
        case Published(version, heard, desk):
            before = Before(
                state.published_version,
                state.invitations,
                state.wish,
                state.standing,
                state.followed,
                state.to_check,
                event.reason,
            )
            channels = follow(state.channels, event)
            if event.reason in events.UNDONE:
                return Open(version, heard, _to_agree_anew(desk), channels, before, state.given)
            return TakenBack(version, heard, _to_agree_anew(desk), before, channels, state.given)
        case TakenBack():
            return replace(state, channels=follow(state.channels, event))
        case Withdrawn():
            return replace(state, channels=follow(state.channels, event), outdated=None)
        case Open(before=before) if before != NEVER_OUT:
            return replace(state, before=replace(before, told=event.reason))
        case Waiting() | Open():
            return state
        case _:
            assert_never(state)


def _taken_up_again(state: Story) -> Story:
    match state:
        case TakenBack(version, heard, desk, before, channels, given):
            return Open(version, heard, desk, channels, before, given)
        case Waiting() | Open() | Published() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _to_agree_anew(desk: Desk) -> Desk:
    """What was agreed to was agreed to as it was then."""
    match desk:
        case Draft():
            return replace(desk, approved={}, contact=NOTHING_PUBLIC, editor=None)
        case NoDraft():
            return desk
        case _:
            assert_never(desk)
