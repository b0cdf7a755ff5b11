"""Decisions on the article: written, agreed to by two, published, corrected, taken back."""

from typing import Final, assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed
from services.publication.decider.notes import following
from services.publication.decider.notices import gone
from services.publication.decider.story import Draft, Open, Published, Story, TakenBack, Waiting, Withdrawn, evolve
from services.publication.digest import article_digest

BODY_LIMIT: Final = 40 * 1024
"""Bytes a body may have, so that a published article fits in one event."""
BOTH: Final[frozenset[events.Approver]] = frozenset({"editor", "contact"})


def write(command: commands.DraftArticle, state: Story) -> list[events.StoryEvent]:
    story = allowed.writable(state)
    content = allowed.moving(story)
    if len(command.body.encode()) > BODY_LIMIT:
        raise errors.ArticleTooLong(
            f"The body is longer than {BODY_LIMIT} bytes. Nothing was saved; shorten it and save again."
        )
    return [
        events.ArticleDrafted(
            **story.heard.rests_on(content),
            draft_version=story.version + 1,
            article_digest=article_digest(command.title, command.intro, command.body),
            title=command.title,
            intro=command.intro,
            body=command.body,
            author=events.PersonId(command.act.actor.id),
        )
    ]


def publish(command: commands.Publish, state: Story) -> list[events.StoryEvent]:
    story = allowed.writable(state)
    if isinstance(story, Published):
        raise errors.AlreadyPublished(
            "The story is published already. It was left as it is; correct it with a newer draft."
        )
    content = allowed.moving(story)
    draft = _agreed(story, command, content)
    return [
        events.ArticlePublished(
            **story.heard.rests_on(content),
            published_version=story.before.published_version + 1,
            draft_version=draft.version,
            article_digest=draft.digest,
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
    draft = _agreed(story, command, content)
    if draft.version == story.draft_out:
        raise errors.AlreadyPublished(
            "This draft is what is published. Nothing was changed; save and approve a newer draft first."
        )
    return [
        events.ArticleCorrected(
            **story.heard.rests_on(content),
            published_version=story.published_version + 1,
            draft_version=draft.version,
            article_digest=draft.digest,
            title=draft.title,
            intro=draft.intro,
            body=draft.body,
            region=content.region,
            themes=content.themes,
            branches=content.branches,
            contact=draft.contact,
        )
    ]


def _agreed(story: Open | Published, command: commands.OnDraft, content: events.SubmissionNotedByPublication) -> Draft:
    """Agreed to by both, with what is told of the initiative beside it as it is now."""
    draft = allowed.draft(story, command)
    if missing := BOTH - draft.approved.keys():
        raise errors.ApprovalsMissing(
            f"Draft {draft.version} still needs the approval of: {', '.join(sorted(missing))}. "
            "Nothing was published; ask for it and try again."
        )
    if earlier := {by: on for by, on in draft.approved.items() if on != content.submission_version}:
        since, who = min(earlier.values()), " and ".join(sorted(earlier))
        raise errors.ApprovalsMissing(
            f"Draft {draft.version} was approved by {who} on version {since} of the initiative, "
            f"and version {content.submission_version} is cleared now{_changed(story, since)}. Nothing was published; "
            "ask them to approve it again."
        )
    return draft


def _changed(story: Open | Published, since: int) -> str:
    """What is published beside a draft and is told otherwise since."""
    if changed := story.heard.changed_since(since):
        return f" (changed: {', '.join(changed)})"
    return ""


def withdraw(command: commands.Withdraw, state: Story) -> list[events.StoryEvent]:
    allowed.published(state)
    return [gone("withdrawn-by-editor", motivation=command.reason)]


def reverse_withdrawal(command: commands.ReverseWithdrawal, state: Story) -> list[events.StoryEvent]:
    """What goes for another reason comes back when that is decided anew, and what a submitter withdrew does not.

    Where what it rests on was undone meanwhile, it is that from now on for which the article is not out.
    """
    match state:
        case TakenBack():
            reversed_ = events.ArticleWithdrawalReversed(reason=command.reason)
            return [reversed_, *following(evolve(state, reversed_))]
        case Waiting() | Open() | Published() | Withdrawn():
            allowed.writable(state)
            raise errors.NotTakenBack(
                "The editors did not take this article back, so there is nothing to take up again. Nothing was changed."
            )
        case _:
            assert_never(state)
