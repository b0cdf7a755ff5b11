"""What a state allows: each function gives what an act needs, or refuses by the name of the rule that says no."""

from typing import assert_never

from services.publication import commands, errors, events
from services.publication.decider.story import (
    NEVER_OUT,
    Draft,
    NoDraft,
    Open,
    Published,
    Standing,
    Story,
    TakenBack,
    Waiting,
    Withdrawn,
)
from shared.errors import Refusal, Unknown
from shared.versions import Text, another, older


def writable(state: Story) -> Open | Published:
    """A story that is being written or is out."""
    match state:
        case Open() | Published():
            return state
        case Waiting():
            raise Unknown(
                "There is no story of this initiative here: it opens when the initiative is submitted and cleared. "
                "Nothing was changed; try again once it is."
            )
        case TakenBack() | Withdrawn():
            raise ended(state)
        case _:
            assert_never(state)


def published(state: Story) -> Published:
    """A story that is out; one that opened is told from one that is not there."""
    story = writable(state)
    match story:
        case Published():
            return story
        case Open():
            raise not_published()
        case _:
            assert_never(story)


def koploper(state: Story) -> Published:
    """A story that is out, asked for from a meeting: whatever is not out is refused alike."""
    match state:
        case Published():
            return state
        case Waiting() | Open():
            raise not_published()
        case TakenBack() | Withdrawn():
            raise ended(state)
        case _:
            assert_never(state)


def standing(state: Story) -> Standing:
    """How far the Koploper is, or was when its article went."""
    match state:
        case Published(standing=standing):
            return standing
        case Open(before=before) if before != NEVER_OUT:
            return before.standing
        case TakenBack(before=before):
            return before.standing
        case Waiting() | Open():
            raise not_published()
        case Withdrawn():
            raise ended(state)
        case _:
            assert_never(state)


def moving(story: Open | Published) -> events.SubmissionNotedByPublication:
    """The cleared content, unless something newer is known, or what was decided was taken back."""
    content = story.heard.cleared_content
    if story.heard.assessment_undone or story.heard.clearance_undone is not None:
        raise errors.SuspendedByReversal(
            "The decision that this story rests on does not stand: the initiative is to be assessed and cleared anew. "
            "Everything written so far was kept; go on once it is."
        )
    if content is None:
        raise errors.SuspendedByRevision(
            f"Version {story.heard.newest} of the initiative is known here and is not assessed and cleared. "
            "Everything written so far was kept; go on once it is."
        )
    return content


def draft(story: Open | Published, command: commands.OnDraft) -> Draft:
    """The newest draft, if that is the one meant, and what was read is what it says."""
    version = command.draft_version
    match story.desk:
        case Draft(version=newest) as found if newest == version:
            if command.article_digest not in {None, found.digest}:
                raise another(found.digest, newest, _text(command))
            return found
        case Draft(version=newest, earlier=earlier) as found if newest > version and version in earlier:
            raise older(version, newest, found.changed_since(earlier[version]), _text(command))
        case NoDraft() | Draft():
            raise errors.NoSuchDraft(
                f"There is no draft {version} of this story. Nothing was changed; "
                "give the version that was answered when the draft was saved."
            )
        case _:
            assert_never(story.desk)


def _text(command: commands.OnDraft) -> Text:
    """A draft as it is spoken of: how its parts are called, and where two are compared."""
    drafts = f"/publication/v1/stories/{command.initiative_id}/drafts"
    return Text(lambda name: f"the {name}", lambda seen, newest: f"{drafts}/{newest}?against={seen}", "draft")


def not_published() -> Refusal:
    return errors.NotPublished("The story is not published. Nothing was changed; publish it first.")


def ended(state: TakenBack | Withdrawn) -> Refusal:
    match state:
        case TakenBack():
            return errors.ArticleTakenBack(
                "The article was taken back by an editor; its notice stays. Nothing was changed; an editor can take "
                "that back with a reason to go on with this story."
            )
        case Withdrawn():
            return errors.InitiativeWithdrawn(
                "The submitter withdrew the initiative. Its history was kept; nothing more can be done with its story."
            )
        case _:
            assert_never(state)
