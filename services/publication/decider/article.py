"""Decisions on the article: written, agreed to by two, published, corrected, taken back, followed."""

from typing import Final

from services.publication import commands, errors, events
from services.publication.decider import allowed
from services.publication.decider.notices import NOTICES
from services.publication.decider.story import Draft, Open, Published, Story
from shared.errors import NotYours

BODY_LIMIT: Final = 40 * 1024
"""Bytes a body may have, so that a published article fits in one event."""
BOTH: Final[frozenset[events.Approver]] = frozenset({"editor", "contact"})


def write(command: commands.DraftArticle, state: Story) -> list[events.StoryEvent]:
    story = allowed.writable(state)
    allowed.moving(story)
    if len(command.body.encode()) > BODY_LIMIT:
        raise errors.ArticleTooLong(
            f"The body is longer than {BODY_LIMIT} bytes. Nothing was saved; shorten it and save again."
        )
    return [
        events.ArticleDrafted(
            draft_version=story.version + 1,
            title=command.title,
            intro=command.intro,
            body=command.body,
            author=events.PersonId(command.act.actor.id),
        )
    ]


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
    draft = _to_be_approved(command, story)
    if command.act.actor.id == draft.author:
        raise errors.AuthorMayNotApprove(
            "You wrote this draft. It was kept as it is; ask another editor to approve it."
        )
    if "editor" in draft.approved:
        raise errors.AlreadyApproved("An editor approved this draft before. Nothing was changed or needs to be.")
    return events.ArticleApproved(
        draft_version=draft.version, by="editor", approver=events.PersonId(command.act.actor.id)
    )


def _as_contact(command: commands.Approve, story: Open | Published) -> events.ArticleApproved:
    """The contact person may approve again while the draft is not out: the latest terms hold."""
    submission = story.heard.submission
    if submission is None or submission.submitter != command.act.actor.id:
        raise NotYours("Only the contact person who submitted the initiative may do this. Nothing was changed.")
    draft = _to_be_approved(command, story)
    terms = command.terms
    if terms is None or not _matching(terms):
        raise errors.ConsentMismatch(
            "Each of name, phone and email needs both your consent and what to publish, or neither. "
            "Nothing was saved; complete it and approve again."
        )
    return events.ArticleApproved(
        draft_version=draft.version,
        by="contact",
        approver=events.PersonId(command.act.actor.id),
        consent=terms.consent,
        published=terms.published,
    )


def _to_be_approved(command: commands.Approve, story: Open | Published) -> Draft:
    allowed.moving(story)
    draft = allowed.draft(story, command.draft_version)
    if isinstance(story, Published) and story.draft_out == draft.version:
        raise errors.AlreadyPublished(
            "This draft is published already. Nothing was changed; save a new draft to correct it."
        )
    return draft


def _matching(terms: commands.Terms) -> bool:
    consent, published = terms.consent, terms.published
    return (consent.name, consent.phone, consent.email) == (
        published.name is not None,
        published.phone is not None,
        published.email is not None,
    )


def publish(command: commands.Publish, state: Story) -> list[events.StoryEvent]:
    story = allowed.writable(state)
    if isinstance(story, Published):
        raise errors.AlreadyPublished(
            "The story is published already. It was left as it is; correct it with a newer draft."
        )
    content = allowed.moving(story)
    draft = _agreed(story, command.draft_version)
    return [
        events.ArticlePublished(
            published_version=1,
            draft_version=draft.version,
            title=draft.title,
            intro=draft.intro,
            body=draft.body,
            region=content.region,
            themes=content.themes,
            branches=content.branches,
            contact=draft.contact,
        )
    ]


def correct(command: commands.Correct, state: Story) -> list[events.StoryEvent]:
    story = allowed.published(state)
    content = allowed.moving(story)
    draft = _agreed(story, command.draft_version)
    if draft.version == story.draft_out:
        raise errors.AlreadyPublished(
            "This draft is what is published. Nothing was changed; save and approve a newer draft first."
        )
    return [
        events.ArticleCorrected(
            published_version=story.published_version + 1,
            draft_version=draft.version,
            title=draft.title,
            intro=draft.intro,
            body=draft.body,
            region=content.region,
            themes=content.themes,
            branches=content.branches,
            contact=draft.contact,
        )
    ]


def _agreed(story: Open | Published, version: int) -> Draft:
    draft = allowed.draft(story, version)
    if missing := BOTH - draft.approved:
        raise errors.ApprovalsMissing(
            f"Draft {version} still needs the approval of: {', '.join(sorted(missing))}. "
            "Nothing was published; ask for it and try again."
        )
    return draft


def withdraw(command: commands.Withdraw, state: Story) -> list[events.StoryEvent]:
    allowed.published(state)
    reason: events.WithdrawnBy = "withdrawn-by-editor"
    return [events.ArticleWithdrawn(reason=reason, notice=NOTICES[reason], motivation=command.reason)]


def record_appearance(command: commands.RecordAppearance, state: Story) -> list[events.StoryEvent]:
    allowed.published(state)
    return [
        events.PodiumAppearanceRecorded(kind=command.kind, title=command.title, link=command.link, date=command.date)
    ]


def record_adoption(command: commands.RecordAdoption, state: Story) -> list[events.StoryEvent]:
    allowed.published(state)
    return [events.ElementAdopted(by=command.by, element=command.element, form=command.form, result=command.result)]
