"""What a fact changes in the read models of stories: the story, its revisions and drafts, and what followed."""

from collections.abc import Iterable
from typing import Any, Final

from services.publication import events
from services.publication.projections.tables import (
    adoption,
    appearance,
    article,
    draft,
    revision,
    showing,
    story,
    toolkit,
)
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put, Set
from shared.turn import Recorded

_TOLD: Final = {"title", "region", "themes", "branches"}
_NO_WISH: Final = {"next_since": None, "next_from": None}
_NEVER_AGAIN: Final = {"reopened_at": None, "to_check_since": None}
_CONSENTS: Final = {name: f"{name}_withdrawn_at" for name in ("name", "phone", "email")}
_NAMED: Final = {"meeting_id", "meeting_title", "date", "place"}


def _story(fact: Recorded) -> Iterable[Change]:
    values = _heard(fact)
    if values is None:
        values = _became(fact)
    if values is not None:
        seen = {"changed_at": timestamp(fact.time), "version": fact.version}
        yield Put(story, {"id": fact.subject}, seen | values)


def _heard(fact: Recorded) -> dict[str, Any] | None:
    """What a noted fact says of a story; None for every other fact."""
    match fact.event:
        case events.SubmissionNotedByPublication(submission_version=version, submitter=submitter) as noted:
            return noted.model_dump(include=_TOLD) | {"submission_version": version, "submitter": submitter}
        case events.RevisionNotedByPublication() as noted:
            return noted.model_dump(include=_TOLD, exclude_none=True)
        case events.AssessmentNotedByPublication(submission_version=version, outcome="met"):
            return {"assessed_version": version, "assessment_undone_at": None}
        case events.AssessmentNotedByPublication(submission_version=version):
            return {"assessed_version": version}
        case events.AssessmentReversalNotedByPublication(submission_version=version):
            return {"assessed_version": version, "assessment_undone_at": timestamp(fact.time)}
        case events.ClearanceNotedByPublication(submission_version=version):
            return {"cleared_version": version, "refused_version": None, "clearance_undone_at": None}
        case events.ClearanceReversalNotedByPublication():
            return {"refused_version": None, "clearance_undone_at": timestamp(fact.time)}
        case events.ClearanceLapseNotedByPublication():
            return {"clearance_undone_at": timestamp(fact.time)}
        case events.RefusalNotedByPublication(submission_version=version):
            return {"refused_version": version}
        case events.WithdrawalNotedByPublication():
            return {"state": "withdrawn", "withdrawn_at": timestamp(fact.time)} | _NEVER_AGAIN
        case _:
            return None


def _became(fact: Recorded) -> dict[str, Any] | None:
    """What a decided fact says of a story; None for facts of other streams."""
    at = timestamp(fact.time)
    match fact.event:
        case events.StoryOpened():
            return {"state": "open", "opened_at": at}
        case events.ArticlePublished() as out:
            return _article(out) | {"state": "published", "published_at": at} | _anew(out)
        case events.ArticleCorrected() as out:
            return _article(out) | {"corrected_at": at}
        case events.ArticleWithdrawn(reason=reason, notice=notice, replaces=str()):
            return {"reason": reason, "notice": notice, "motivation": None}
        case events.ArticleWithdrawn(reason=reason, notice=notice, motivation=motivation):
            why = {"motivation": motivation.model_dump()} if motivation is not None else {}
            reopened = at if reason in events.UNDONE else None
            gone = {"state": "withdrawn", "reason": reason, "notice": notice, "taken_back_at": at}
            return gone | {"reopened_at": reopened} | why
        case events.ArticleWithdrawalReversed():
            return {"reopened_at": at}
        case events.ArticleApproved(by="contact"):
            return dict.fromkeys(_CONSENTS.values())
        case events.ConsentWithdrawn() as withdrawn:
            return {column: at for name, column in _CONSENTS.items() if getattr(withdrawn, name)}
        case events.ContactErased(out=True):
            return {"to_check_since": at}
        case events.ArticleCheckedForNames():
            return {"to_check_since": None}
        case events.KoploperNominated() as named:
            return {"nominated": _named(named, at)}
        case events.NominationReversed():
            return {"nominated": None}
        case events.KoploperAppointed() as named:
            return {"appointed": _named(named, at)}
        case events.AppointmentReversed():
            return {"appointed": None}
        case events.KoploperInvited():
            return _NO_WISH
        case events.InvitationAnswered(meeting_id=left, answer="next"):
            return {"next_since": at, "next_from": left}
        case events.InvitationAnswered():
            return _NO_WISH
        case events.InvitationLapsed(meeting_id=left, nominated=nominated):
            return {"next_since": at, "next_from": left} | ({"nominated": None} if nominated else {})
        case (
            events.ArticleDrafted()
            | events.ArticleApproved()
            | events.ApprovalSetAside()
            | events.ApprovalWithdrawn()
            | events.PodiumAppearanceRecorded()
            | events.ElementAdopted()
            | events.ToolkitSent()
            | events.ChannelPlanned()
            | events.ChannelPublished()
            | events.ChannelFailed()
            | events.ChannelWithdrawn()
            | events.ContactErased()
        ):
            return {}
        case _:
            return None


def _anew(out: events.ArticlePublished) -> dict[str, Any]:
    """What was said of it when it was gone, and of how it was before."""
    if out.published_version == 1:
        return {}
    return dict.fromkeys(("reason", "notice", "motivation", "taken_back_at", "reopened_at", "corrected_at"))


def _article(out: events.ArticlePublished | events.ArticleCorrected) -> dict[str, Any]:
    told = {f"article_{name}": value for name, value in out.model_dump(include=_TOLD).items()}
    return told | out.model_dump(include={"intro", "body", "contact", "draft_version", "published_version"})


def _named(named: events.KoploperNominated | events.KoploperAppointed, at: str) -> dict[str, Any]:
    return named.model_dump(mode="json", include=_NAMED) | {"named_at": at}


def _revision(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.RevisionNotedByPublication(submission_version=version):
            key = {"initiative_id": fact.subject, "submission_version": version}
            yield Put(revision, key, {"noted_at": timestamp(fact.time)})
        case _:
            return


def _draft(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ArticleDrafted(draft_version=version) as drafted:
            written = drafted.model_dump(include={"title", "intro", "body", "author"})
            yield Put(draft, _place(fact, version), written | {"drafted_at": timestamp(fact.time)})
        case events.ArticleApproved(draft_version=version, by=by) as approved:
            terms = approved.model_dump(include={"approver", "consent", "published"}, exclude_none=True)
            yield Set(draft, _place(fact, version), {f"{by}_approval": terms | {"approved_at": timestamp(fact.time)}})
        case events.ApprovalSetAside(draft_version=version):
            yield Set(draft, _place(fact, version), {"editor_approval": None})
        case events.ApprovalWithdrawn(draft_version=version, by=by):
            yield Set(draft, _place(fact, version), {f"{by}_approval": None})
        case events.ContactErased(draft_version=int(version)):
            yield Set(draft, _place(fact, version), {"contact_approval": None})
        case _:
            return


def _place(fact: Recorded, version: int) -> dict[str, Any]:
    return {"initiative_id": fact.subject, "draft_version": version}


def _article_out(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ArticlePublished(published_version=version) | events.ArticleCorrected(published_version=version):
            key = {"initiative_id": fact.subject, "published_version": version}
            told = fact.event.model_dump(include=_TOLD | {"draft_version"})
            yield Put(article, key, told | {"out_at": timestamp(fact.time)})
        case _:
            return


def _showing(fact: Recorded) -> Iterable[Change]:
    key = {"initiative_id": fact.subject, "sequence": fact.version}
    match fact.event:
        case events.ArticlePublished() | events.ArticleCorrected():
            told = fact.event.model_dump(include={"region", "themes"})
            yield Put(showing, key, told | {"since": timestamp(fact.time)})
        case events.ArticleWithdrawn(replaces=None):
            yield Put(showing, key, {"since": timestamp(fact.time)})
        case _:
            return


def _appearance(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.PodiumAppearanceRecorded() as recorded:
            yield Put(appearance, {"id": fact.id}, recorded.model_dump(mode="json") | _recorded(fact))
        case _:
            return


def _adoption(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ElementAdopted() as adopted:
            yield Put(adoption, {"id": fact.id}, adopted.model_dump() | _recorded(fact))
        case _:
            return


def _toolkit(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ToolkitSent(edition=edition, how=how):
            key = {"initiative_id": fact.subject, "edition": edition}
            yield Put(toolkit, key, {"how": how, "sent_at": timestamp(fact.time)})
        case _:
            return


def _recorded(fact: Recorded) -> dict[str, Any]:
    return {"initiative_id": fact.subject, "recorded_at": timestamp(fact.time)}


STORIES: Final[tuple[Projection[Recorded], ...]] = (
    Projection("stories", (story,), _story),
    Projection("revisions", (revision,), _revision),
    Projection("drafts", (draft,), _draft),
    Projection("articles", (article,), _article_out),
    Projection("showings", (showing,), _showing),
    Projection("appearances", (appearance,), _appearance),
    Projection("adoptions", (adoption,), _adoption),
    Projection("toolkits", (toolkit,), _toolkit),
)
