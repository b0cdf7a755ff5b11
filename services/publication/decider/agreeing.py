"""Who agrees to a draft, to what of theirs being published, and who does not any more.

Consent is as easy to withdraw as to give (AVG, article 7.3): in one act, at any time, without saying why.
"""

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed
from services.publication.decider.heard import RestsOn
from services.publication.decider.story import (
    DETAILS,
    Article,
    Draft,
    Open,
    Published,
    Story,
    TakenBack,
    Waiting,
    Withdrawn,
    without,
)
from shared.errors import NotYours
from shared.event import Kept

Consented: TypeAlias = Open | Published | TakenBack | Withdrawn
"""A story of which somebody may have let something be published."""


def approve(command: commands.Approve, state: Story) -> list[events.StoryEvent]:
    story = allowed.writable(state)
    if command.act.actor.role == "submitter":
        return [_as_contact(command, story)]
    return [_as_editor(command, story)]


def _as_editor(command: commands.Approve, story: Open | Published) -> events.ArticleApproved:
    if command.terms is not None:
        raise errors.ConsentMismatch(
            "Only the contact person says what may be published of them. Nothing was changed; approve without it."
        )
    draft, rests_on = _to_be_approved(command, story)
    if command.act.actor.id == draft.author:
        raise errors.AuthorMayNotApprove(
            "You wrote this draft. It was kept as it is; ask another editor to approve it."
        )
    if draft.approved.get("editor") == rests_on["submission_version"]:
        raise errors.AlreadyApproved("An editor approved this draft before. Nothing was changed or needs to be.")
    return events.ArticleApproved(
        **rests_on,
        draft_version=draft.version,
        article_digest=draft.digest,
        by="editor",
        approver=events.PersonId(command.act.actor.id),
    )


def _as_contact(command: commands.Approve, story: Open | Published) -> events.ArticleApproved:
    """The contact person may approve again while the draft is not out: the latest terms hold."""
    _their_own(command, story)
    draft, rests_on = _to_be_approved(command, story)
    terms = command.terms
    if terms is None or not _matching(terms):
        raise errors.ConsentMismatch(
            "Each of name, phone and email needs both your consent and what to publish, or neither. "
            "Nothing was saved; complete it and approve again."
        )
    if terms.erased:
        raise errors.DetailsErased(
            "These details may not be published (`/published/email` or `/contact`). Nothing was saved; approve with "
            "other details, or with none. Whoever they are of lets themselves be called with another address, or as "
            "a contact person who is named anew with the initiative."
        )
    if terms.contact is not None and terms.contact not in story.heard.contacts:
        raise errors.NotAContact(
            "The initiative names no contact person with this reference (`/contact`). Nothing was saved; take the "
            "reference from the initiative as it was submitted or revised, or leave it out for your own details."
        )
    return events.ArticleApproved(
        **rests_on,
        draft_version=draft.version,
        article_digest=draft.digest,
        by="contact",
        approver=events.PersonId(command.act.actor.id),
        consent=terms.consent,
        published=terms.published,
        replaces=_replaced(story, terms.published) or None,
        own=terms.contact is None,
    )


def _replaced(story: Open | Published, published: events.PublishedContact) -> tuple[Kept, ...]:
    """What was given before and nobody will read: what is out stays until it is corrected, or consent is withdrawn."""
    shown = _texts(DETAILS, [published, *_out(story)])
    return tuple(kept for kept in _texts(DETAILS, story.given) if kept not in shown)


def _to_be_approved(command: commands.Approve, story: Open | Published) -> tuple[Draft, RestsOn]:
    """The draft that is meant, and what it rests on."""
    content = allowed.moving(story)
    draft = allowed.draft(story, command)
    _not_out(draft, story, "save a new draft to correct it.")
    return draft, story.heard.rests_on(content)


def _not_out(draft: Draft, story: Open | Published, instead: str) -> None:
    if isinstance(story, Published) and story.draft_out == draft.version:
        raise errors.AlreadyPublished(f"This draft is published already. Nothing was changed; {instead}")


def _matching(terms: commands.Terms) -> bool:
    consent, published = terms.consent, terms.published
    return (consent.name, consent.phone, consent.email) == (
        published.name is not None,
        published.phone is not None,
        published.email is not None,
    )


def withdraw_approval(command: commands.WithdrawApproval, state: Story) -> list[events.StoryEvent]:
    """Also while the story is suspended. Of what is out consent is withdrawn, or the article itself."""
    story = allowed.writable(state)
    by: events.Approver = "editor"
    if command.act.actor.role == "submitter":
        _their_own(command, story)
        by = "contact"
    draft = allowed.draft(story, command)
    _not_out(draft, story, "withdraw your consent to what is shown of you, or have the article taken back.")
    if by not in draft.approved:
        raise errors.NotApproved("This draft was not approved by your side. Nothing was changed or needs to be.")
    texts = _texts(DETAILS, [draft.contact]) if by == "contact" else ()
    return [
        events.ApprovalWithdrawn(
            draft_version=draft.version,
            article_digest=draft.digest,
            by=by,
            reason=command.reason,
            texts=texts,
        )
    ]


def withdraw_consent(command: commands.WithdrawConsent, state: Story) -> list[events.StoryEvent]:
    """Whatever became of the story. What is out is corrected at once, and nobody has to agree to that."""
    story = allowed.writable(state) if isinstance(state, Waiting) else state
    _their_own(command, story)
    held = [*story.given, *_out(story)]
    named = [name for name in DETAILS if getattr(command, name) and any(getattr(each, name) for each in held)]
    if not named:
        raise errors.NothingConsented(
            "Nothing of yours that you name is published, or kept to be. Nothing was changed or needs to be."
        )
    said = {name: name in named for name in DETAILS}
    withdrawn = events.ConsentWithdrawn(**said, texts=_texts(named, held))
    return [withdrawn, *_correction(story, withdrawn)]


def _out(story: Consented) -> list[events.PublishedContact]:
    """What of the contact person is out."""
    match story:
        case Published(out=out):
            return [out.contact]
        case Open() | TakenBack() | Withdrawn():
            return []
        case _:
            assert_never(story)


def _correction(story: Consented, withdrawn: events.ConsentWithdrawn) -> list[events.ArticleCorrected]:
    """The article as it is out, without what was withdrawn."""
    match story:
        case Published(out=out):
            contact = without(out.contact, withdrawn)
            return [] if contact == out.contact else [_corrected(out, contact)]
        case Open() | TakenBack() | Withdrawn():
            return []
        case _:
            assert_never(story)


def _corrected(out: Article, contact: events.PublishedContact) -> events.ArticleCorrected:
    said = out.model_dump(exclude={"published_version", "contact"})
    return events.ArticleCorrected(**said, published_version=out.published_version + 1, contact=contact)


def _texts(names: Sequence[str], contacts: Sequence[events.PublishedContact]) -> tuple[Kept, ...]:
    """What the vault holds of these details, each text once."""
    held = [getattr(contact, name) for contact in contacts for name in names]
    return tuple(dict.fromkeys(kept for kept in held if kept is not None))


def _their_own(command: commands.OnStory, story: Consented) -> None:
    if _submitter(story) != command.act.actor.id:
        raise NotYours("Only the contact person who submitted the initiative may do this. Nothing was changed.")


def _submitter(story: Consented) -> events.PersonId | None:
    match story:
        case Open(heard=heard) | Published(heard=heard) | TakenBack(heard=heard):
            return heard.submitter
        case Withdrawn(submitter=submitter):
            return submitter
        case _:
            assert_never(story)
