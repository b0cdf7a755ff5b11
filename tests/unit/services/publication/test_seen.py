"""What was seen is what was agreed to: which draft, what it is called by, what it rests on; what is refused for it."""

import hashlib
from dataclasses import replace
from typing import Final, get_args

import pytest

from services.publication import commands, errors, events
from services.publication.digest import article_digest
from shared.errors import SeenOlderVersion
from shared.event import Event
from tests.unit.services.publication.koplopers import (
    AGREED,
    DRAFTED,
    OPEN,
    PUBLISHED,
    REVISED,
    STORY,
    SUBMITTED,
    agree,
    approve,
    assessed,
    by_contact,
    by_editor,
    called,
    cleared,
    correct,
    draft,
    drafted,
    opened,
    publish,
    published,
    rests,
    story,
    unapprove,
    unapproved,
    withhold,
)

DIGEST, SECOND, POLICY = "a" * 64, "b" * 64, "d" * 64
ON: Final = rests(1, DIGEST, POLICY)
TOLD: Final[list[Event]] = [
    SUBMITTED.model_copy(update={"submission_digest": DIGEST}),
    assessed(),
    cleared().model_copy(update={"policy_digest": POLICY}),
    opened(),
]


def test_a_fixed_vector() -> None:
    """The bytes are these, in this order, and the digest is theirs."""
    said = '{"body":"## Eén\\n\\"x\\"","intro":"🙂","title":"T"}'
    assert article_digest("T", "🙂", '## Eén\n"x"') == hashlib.sha256(said.encode()).hexdigest()


def test_what_is_written_says_what_it_rests_on() -> None:
    """The version that was cleared, the policy, and their digests; and what it is called by itself."""
    story(*TOLD).when(draft()).then([drafted(5, on=ON)])


def test_what_is_agreed_to_says_what_was_seen() -> None:
    """By an editor, by the contact person with what may be published, and taken back; and so does what is out."""
    written = [*TOLD, drafted(5, on=ON)]
    story(*written).when(approve(5)).then([by_editor(5, on=ON)])
    story(*written).when(agree(5)).then([by_contact(5, on=ON)])
    agreed = [*written, by_editor(5, on=ON), by_contact(5, on=ON)]
    story(*agreed).when(publish(5)).then([published(on=ON)])
    story(*agreed).when(unapprove(5)).then([unapproved(5, "editor", 5)])


def test_a_correction_says_what_was_seen() -> None:
    """That of a newer draft; and one that follows from consent that was withdrawn is of the draft that is out."""
    out = [*TOLD, drafted(5, on=ON), by_editor(5, on=ON), by_contact(5, on=ON), published(on=ON)]
    newer = [*out, drafted(9, "Beter", ON), by_editor(9, "Beter", ON), by_contact(9, title="Beter", on=ON)]
    (corrected,) = story(*newer).when(correct(9)).facts[f"initiative-{STORY}"]
    assert isinstance(corrected, events.ArticleCorrected)
    assert (corrected.draft_version, corrected.article_digest) == (9, called("Beter"))
    assert (corrected.submission_digest, corrected.policy_digest) == (DIGEST, POLICY)
    _, without_name = story(*out).when(withhold(name=True)).facts[f"initiative-{STORY}"]
    assert isinstance(without_name, events.ArticleCorrected)
    assert (without_name.draft_version, without_name.article_digest) == (5, called())


REVISION: Final[list[Event]] = [
    REVISED.model_copy(update={"submission_digest": SECOND}),
    assessed(2),
    cleared(2).model_copy(update={"policy_digest": POLICY}),
]
SECOND_ON: Final = rests(2, SECOND, POLICY)


def test_what_is_out_rests_on_the_version_that_was_agreed_to() -> None:
    """Approved before a revision, a draft is approved again, by whoever did not since."""
    revised = [*TOLD, drafted(5, on=ON), by_editor(5, on=ON), by_contact(5, on=ON), *REVISION]
    refused = story(*revised).when(publish(5)).refusal
    assert isinstance(refused, errors.ApprovalsMissing)
    assert refused.sentence == (
        "Draft 5 was approved by contact and editor on version 1 of the initiative, and version 2 is cleared now "
        "(changed: region). Nothing was published; ask them to approve it again."
    )
    story(*revised).when(approve(5)).then([by_editor(5, on=SECOND_ON)])
    again = [*revised, by_editor(5, on=SECOND_ON)]
    story(*again).when(approve(5)).refused_with(errors.AlreadyApproved)
    half = story(*again).when(publish(5)).refusal
    assert isinstance(half, errors.ApprovalsMissing)
    assert half.sentence.startswith("Draft 5 was approved by contact on version 1 ")
    both = [*again, by_contact(5, on=SECOND_ON)]
    out = published(on=SECOND_ON).model_copy(update={"region": "Noord-Oost"})
    story(*both).when(publish(5)).then([out])


def test_what_changed_of_it_is_said_where_it_is_published() -> None:
    """A revision of what no article tells is another version all the same."""
    elsewhere = REVISED.model_copy(update={"region": None})
    refused = story(*AGREED, elsewhere, assessed(2), cleared(2)).when(publish(5)).refusal
    assert isinstance(refused, errors.ApprovalsMissing)
    assert "version 2 is cleared now. Nothing" in refused.sentence


def test_a_correction_rests_on_the_version_that_was_agreed_to() -> None:
    """As what is published does."""
    newer = [*PUBLISHED, drafted(9), by_editor(9), by_contact(9), *REVISION]
    story(*newer).when(correct(9)).refused_with(errors.ApprovalsMissing)


def test_an_approval_of_before_that_was_told_is_of_what_was_cleared_then() -> None:
    """It names no version, and was given while nothing newer was known."""
    untold = {"submission_version": None, "submission_digest": None, "policy_version": None, "policy_digest": None}
    old = [*DRAFTED, *(each.model_copy(update=untold) for each in (by_editor(5), by_contact(5)))]
    story(*old).when(publish(5)).then([published()])
    story(*old, *REVISION).when(publish(5)).refused_with(errors.ApprovalsMissing)


def test_of_a_revision_the_digest_is_its_own() -> None:
    """None where it does not tell, rather than the one before."""
    after = [REVISED, *REVISION[1:]]
    story(*TOLD, drafted(5), *after).when(approve(5)).then([by_editor(5, on=rests(2, None, POLICY))])


@pytest.mark.parametrize(
    "command", [approve(5), agree(5), publish(5), unapprove(5)], ids=lambda each: type(each).__name__
)
def test_an_older_draft_is_refused_with_what_changed(command: commands.OnDraft) -> None:
    """In the words of an article, and with where the two drafts are compared; what was changed back did not change."""
    other = drafted(8, "Beter").model_copy(update={"body": "Anders."})
    back = drafted(9).model_copy(update={"body": "Anders."})
    said = story(*AGREED, other, back).when(command).refusal
    assert isinstance(said, SeenOlderVersion)
    compared = f"/publication/v1/stories/{STORY}/drafts/9?against=5"
    assert said.told == {"newest": 9, "changed": ["body"], "differences": compared}
    assert said.sentence == (
        f"You decided on draft 5, and since then the body changed, up to draft 9. Nothing was recorded; read the "
        f"difference at {compared} and decide on draft 9."
    )


def test_a_draft_that_says_the_same_is_another_draft() -> None:
    """Who agreed to the one did not agree to the other."""
    said = story(*AGREED, drafted(8)).when(publish(5)).refusal
    assert isinstance(said, SeenOlderVersion)
    assert said.told["changed"] == []
    assert "since then nothing changed, up to draft 8" in said.sentence


def test_a_number_that_was_no_draft_is_none() -> None:
    """Also where newer ones were written."""
    story(*AGREED, drafted(8)).when(approve(6)).refused_with(errors.NoSuchDraft)


ACCEPTED: Final[dict[commands.OnDraft, list[Event]]] = {
    approve(5): DRAFTED,
    agree(5): DRAFTED,
    publish(5): AGREED,
    correct(9): [*PUBLISHED, drafted(9), by_editor(9), by_contact(9)],
    unapprove(5): AGREED,
}


@pytest.mark.parametrize(("command", "facts"), ACCEPTED.items(), ids=lambda each: type(each).__name__)
def test_another_text_is_refused(command: commands.OnDraft, facts: list[Event]) -> None:
    """Where what was read is named; the draft's own digest is taken."""
    said = story(*facts).when(replace(command, article_digest="e" * 64)).refusal
    assert isinstance(said, SeenOlderVersion)
    assert said.told == {"newest": command.draft_version}
    assert called() in said.sentence
    with_own, without = (story(*facts).when(each) for each in (replace(command, article_digest=called()), command))
    assert (with_own.refusal, without.refusal) == (None, None)
    assert with_own.facts == without.facts


def test_what_was_written_before_digests_is_agreed_to() -> None:
    """What it is called by follows from what it says."""
    older = events.ArticleDrafted.model_validate(
        drafted(5).model_dump(include={"draft_version", "title", "intro", "body", "author"})
    )
    story(*OPEN, older).when(approve(5)).then([by_editor(5)])
    story(*OPEN, older).when(replace(approve(5), article_digest=called())).then([by_editor(5)])


def test_every_act_on_a_draft_takes_what_was_seen() -> None:
    """There is none that is decided on a draft by its number alone."""
    assert {type(each) for each in ACCEPTED} == {
        each for each in get_args(commands.StoryCommand) if issubclass(each, commands.OnDraft)
    }
