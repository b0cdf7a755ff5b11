"""What is done with a story: written, agreed to, published, corrected, taken back."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from services.publication import commands, events
from services.publication.api import details, fields
from services.publication.api.acting import OFFICE, on_story, story_of
from shared.service import Service
from shared.versions import Digest
from shared.web.body import Body, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Desk, Id, act
from shared.web.problems import Problem, WrongInput


class Draft(Body):
    """An article as it is to be; `body` is Markdown."""

    title: fields.Title
    intro: fields.Intro
    body: fields.Markdown


class ContactConsent(Body):
    """What the contact person agrees to have published, each on its own."""

    name: bool
    phone: bool
    email: bool


class ContactDetails(Body):
    """What may be published of the contact person, as it is to be read."""

    name: fields.Name | None = Field(default=None, examples=["Anna Voorbeeld"])
    phone: fields.Phone | None = Field(default=None, examples=["050 123 4567"])
    email: fields.Email | None = Field(default=None, examples=["anna@example.org"])


class OfDraft(Body):
    """Which draft is meant, and (where it is said) what was read of it."""

    draft_version: fields.DraftVersion
    article_digest: Digest | None = None


class Approval(OfDraft):
    """Agreement to a draft; from the submitter with `consent` and `published`, from an editor without."""

    consent: ContactConsent | None = None
    published: ContactDetails | None = None
    contact: fields.ContactRef | None = Field(
        default=None,
        description="Of which contact person of the initiative these details are, by the reference that intake has "
        "for them; without it they are the submitter's own.",
    )


class ApprovalWithdrawal(OfDraft):
    """Which draft is not agreed to any more; an editor says why, the contact person need not."""

    reason: Paragraph | None = None


class ConsentWithdrawal(Body):
    """What of the contact person is to be published no more; what is left out stays."""

    name: bool = False
    phone: bool = False
    email: bool = False


class TakingUp(Body):
    """Why the article is taken up again; only the office reads it."""

    reason: Paragraph


class TakingBack(Body):
    """Why the article is taken back; only the office reads it."""

    reason: Paragraph


def router(service: Service) -> APIRouter:
    """The addresses where something is done with a story."""
    routes = new_router()

    @act(routes, "/stories/{id}/drafts", "Write a draft")
    async def write(id: Id, body: Draft, desk: Acting) -> Response:
        return await on_story(
            desk,
            commands.DraftArticle(
                act=desk.act, initiative_id=story_of(id), title=body.title, intro=body.intro, body=body.body
            ),
        )

    @act(routes, "/stories/{id}/approvals", "Approve a draft, as another editor or as the contact person")
    async def approve(id: Id, body: Approval, desk: Acting) -> Response:
        approval = commands.Approve(
            act=desk.act,
            initiative_id=story_of(id),
            draft_version=body.draft_version,
            article_digest=body.article_digest,
            terms=_terms(desk, body),
        )
        command, provided = await details.looked_up(service, approval, details.others(desk, _given(body), _of(body)))
        return await on_story(desk, command, provided)

    @act(routes, "/stories/{id}/approval-withdrawals", "Agree to a draft no more, before it is out")
    async def withdraw_approval(id: Id, body: ApprovalWithdrawal, desk: Acting) -> Response:
        if desk.act.actor.role == "editor":
            _must_have("An editor says why, see errors. Nothing was changed.", reason=body.reason)
        command = commands.WithdrawApproval(
            act=desk.act,
            initiative_id=story_of(id),
            draft_version=body.draft_version,
            article_digest=body.article_digest,
            reason=None if body.reason is None else desk.seal(body.reason, (*OFFICE, str(desk.act.actor))),
        )
        return await on_story(desk, command)

    @act(routes, "/stories/{id}/consent-withdrawals", "As the contact person, let this be published no more")
    async def withdraw_consent(id: Id, body: ConsentWithdrawal, desk: Acting) -> Response:
        command = commands.WithdrawConsent(
            act=desk.act, initiative_id=story_of(id), name=body.name, phone=body.phone, email=body.email
        )
        return await on_story(desk, command)

    @act(routes, "/stories/{id}/publications", "Publish an approved draft")
    async def publish(id: Id, body: OfDraft, desk: Acting) -> Response:
        command = commands.Publish(
            act=desk.act,
            initiative_id=story_of(id),
            draft_version=body.draft_version,
            article_digest=body.article_digest,
        )
        return await on_story(desk, command)

    @act(routes, "/stories/{id}/corrections", "Put a newer approved draft in the place of what is published")
    async def correct(id: Id, body: OfDraft, desk: Acting) -> Response:
        command = commands.Correct(
            act=desk.act,
            initiative_id=story_of(id),
            draft_version=body.draft_version,
            article_digest=body.article_digest,
        )
        return await on_story(desk, command)

    @act(routes, "/stories/{id}/withdrawals", "Take a published article back")
    async def withdraw(id: Id, body: TakingBack, desk: Acting) -> Response:
        reason = desk.seal(body.reason, OFFICE)
        return await on_story(desk, commands.Withdraw(act=desk.act, initiative_id=story_of(id), reason=reason))

    @act(routes, "/stories/{id}/reversals", "Take up again an article that the editors took back")
    async def reverse_withdrawal(id: Id, body: TakingUp, desk: Acting) -> Response:
        command = commands.ReverseWithdrawal(
            act=desk.act, initiative_id=story_of(id), reason=desk.seal(body.reason, OFFICE)
        )
        return await on_story(desk, command)

    return routes


def _terms(desk: Desk, body: Approval) -> commands.Terms | None:
    """What an approval says of the contact person; raises Problem where a submitter's leaves out that it must."""
    if desk.act.actor.role == "submitter":
        detail = "An approval by the contact person says what may be published, see errors. Nothing was changed."
        _must_have(detail, consent=body.consent, published=body.published)
    elif body.consent is None and body.published is None and body.contact is None:
        return None
    consent = body.consent or ContactConsent(name=False, phone=False, email=False)
    return commands.Terms(
        consent=events.Consent(name=consent.name, phone=consent.phone, email=consent.email),
        published=details.sealed(desk, _given(body), _of(body)),
        contact=None if body.contact is None else str(body.contact),
    )


def _given(body: Approval) -> dict[str, str]:
    """The details, by what they are."""
    return {} if body.published is None else body.published.model_dump(exclude_none=True)


def _of(body: Approval) -> list[str]:
    """Of whom they are, if not of who approves."""
    return [] if body.contact is None else [str(body.contact)]


def _must_have(detail: str, **given: Any) -> None:
    """Raise a Problem with this sentence where somebody leaves out what others may."""
    errors = [
        WrongInput(in_="body", pointer=f"/{name}", code="missing", detail="this is said with this act")
        for name, value in given.items()
        if value is None
    ]
    if errors:
        raise Problem(400, "invalid-input", detail, errors)
