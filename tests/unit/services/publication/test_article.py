"""Written, agreed to by two, published, corrected, taken back, followed: each rule by its name."""

import pytest

from services.publication import commands, errors, events
from services.publication.decider.article import BODY_LIMIT
from services.publication.digest import article_digest
from shared.errors import NotYours, RoleMayNot, SeenOlderVersion, Unknown
from shared.event import Event
from shared.testing.given import act, uuid
from tests.unit.services.publication.koplopers import (
    AGREED,
    AUTHOR,
    CONSENT,
    CONTACT,
    DAY,
    DRAFTED,
    GONE,
    OPEN,
    PUBLISHED,
    REVISED,
    STORY,
    SUBMITTED,
    TAKEN_BACK,
    TERMS,
    WITHDRAWAL,
    adoption,
    agree,
    appearance,
    approve,
    assessed,
    by_contact,
    by_editor,
    called,
    cleared,
    correct,
    draft,
    drafted,
    kept,
    publish,
    published,
    refused,
    rests,
    story,
    withdraw,
)

ACTS: list[commands.StoryCommand] = [
    draft(),
    approve(5),
    agree(5),
    publish(5),
    correct(5),
    withdraw(),
    appearance(),
    adoption(),
]
MOVING: list[commands.StoryCommand] = [draft(), approve(5), agree(5), publish(5)]


def test_a_draft_carries_its_own_sequence() -> None:
    """The draft's version is the version the stream has with it."""
    story(*OPEN).when(draft()).then([drafted(5)])
    story(*DRAFTED).when(draft(title="Beter")).then([drafted(6, "Beter")])


def test_article_too_long() -> None:
    """A body fits in one event or is refused; bytes count, not letters."""
    fitting = "é" * (BODY_LIMIT // 2)
    said = drafted(5).model_copy(update={"body": fitting})
    written = said.model_copy(update={"article_digest": article_digest(said.title, said.intro, said.body)})
    story(*OPEN).when(draft(body=fitting)).then([written])
    story(*OPEN).when(draft(body=fitting + "!")).refused_with(errors.ArticleTooLong)


def test_an_editor_other_than_the_author_approves() -> None:
    """Another editor's approval is of that draft."""
    story(*DRAFTED).when(approve(5)).then([by_editor(5)])


def test_author_may_not_approve() -> None:
    """The editor who wrote the draft leaves its approval to another."""
    story(*DRAFTED).when(approve(5, editor=AUTHOR)).refused_with(errors.AuthorMayNotApprove)


def test_already_approved() -> None:
    """An editor's approval is given once per draft."""
    story(*DRAFTED, by_editor(5)).when(approve(5)).refused_with(errors.AlreadyApproved)


def test_the_contact_person_agrees_with_consent() -> None:
    """The submitter's approval holds what may be published of them."""
    story(*DRAFTED).when(agree(5)).then([by_contact(5)])


def test_the_contact_person_may_change_their_consent() -> None:
    """Before publication the contact person may agree again; what was said last is published."""
    less = events.PublishedContact()
    nothing = events.Consent(name=False, phone=False, email=False)
    changed = by_contact(5, less).model_copy(update={"consent": nothing, "replaces": (kept(1), kept(2))})
    story(*AGREED).when(agree(5, commands.Terms(consent=nothing, published=less))).then([changed])
    story(*AGREED, changed).when(publish(5)).then([published().model_copy(update={"contact": less})])


def test_not_yours() -> None:
    """Another submitter may not agree to the article."""
    story(*DRAFTED).when(agree(5, submitter=99)).refused_with(NotYours)


@pytest.mark.parametrize(
    "terms",
    [
        None,
        commands.Terms(consent=CONSENT, published=events.PublishedContact(name=kept())),
        commands.Terms(consent=CONSENT, published=CONTACT.model_copy(update={"phone": kept()})),
        commands.Terms(consent=CONSENT.model_copy(update={"name": False}), published=CONTACT),
    ],
)
def test_consent_mismatch(terms: commands.Terms | None) -> None:
    """Consent and what to publish come together, field by field."""
    story(*DRAFTED).when(agree(5, terms)).refused_with(errors.ConsentMismatch)


def test_consent_mismatch_of_an_editor() -> None:
    """An editor cannot consent for the contact person."""
    story(*DRAFTED).when(approve(5, terms=TERMS)).refused_with(errors.ConsentMismatch)


@pytest.mark.parametrize("command", [approve(5), agree(5), publish(5)])
def test_seen_older_version(command: commands.StoryCommand) -> None:
    """Only the newest draft is approved or published."""
    story(*AGREED, drafted(8)).when(command).refused_with(SeenOlderVersion)


@pytest.mark.parametrize("command", [approve(9), agree(9), publish(9)])
def test_no_such_draft(command: commands.StoryCommand) -> None:
    """A version that is no draft is named as such, also when nothing was written yet."""
    story(*AGREED).when(command).refused_with(errors.NoSuchDraft)
    story(*OPEN).when(command).refused_with(errors.NoSuchDraft)


def test_both_approvals_publish() -> None:
    """With both approvals of the newest draft the article is out, under the content that was cleared."""
    story(*AGREED).when(publish(5)).then([published()])


@pytest.mark.parametrize(
    "facts",
    [
        DRAFTED,
        [*DRAFTED, by_editor(5)],
        [*DRAFTED, by_contact(5)],
        [*AGREED, drafted(8), by_editor(8)],
    ],
)
def test_approvals_missing(facts: list[Event]) -> None:
    """One approval is not enough, and those of an older draft do not count."""
    newest = max(fact.draft_version for fact in facts if isinstance(fact, events.ArticleDrafted))
    story(*facts).when(publish(newest)).refused_with(errors.ApprovalsMissing)


def test_already_published() -> None:
    """A story is published once, and its published draft is approved no more."""
    for command in (publish(5), approve(5), agree(5), correct(5)):
        story(*PUBLISHED).when(command).refused_with(errors.AlreadyPublished)


def test_a_newer_draft_with_both_approvals_corrects() -> None:
    """A correction is the next published version, of a newer draft that both approved."""
    again: list[Event] = [*PUBLISHED, drafted(9, "Beter"), by_editor(9), by_contact(9)]
    better = {"published_version": 2, "title": "Beter", "article_digest": called("Beter")}
    corrected = events.ArticleCorrected(**published(9).model_copy(update=better).model_dump())
    story(*again).when(correct(9)).then([corrected])
    story(*again, corrected).when(correct(9)).refused_with(errors.AlreadyPublished)
    third: list[Event] = [*again, corrected, drafted(13), by_editor(13), by_contact(13)]
    story(*third).when(correct(13)).then(
        [events.ArticleCorrected(**published(13).model_dump() | {"published_version": 3})]
    )


def test_a_correction_needs_both_approvals_too() -> None:
    """A newer draft that nobody agreed to does not replace what is out."""
    story(*PUBLISHED, drafted(9)).when(correct(9)).refused_with(errors.ApprovalsMissing)


@pytest.mark.parametrize("command", [correct(5), withdraw(), appearance(), adoption()])
def test_not_published(command: commands.StoryCommand) -> None:
    """What is not out cannot be corrected, taken back or followed."""
    story(*AGREED).when(command).refused_with(errors.NotPublished)


def test_the_editor_takes_the_article_back() -> None:
    """A notice stays in its place; why is kept for the office."""
    story(*PUBLISHED).when(withdraw()).then([TAKEN_BACK])


@pytest.mark.parametrize("command", ACTS)
def test_article_withdrawn(command: commands.StoryCommand) -> None:
    """An article taken back is the end of its story."""
    story(*PUBLISHED, TAKEN_BACK).when(command).refused_with(errors.ArticleTakenBack)


@pytest.mark.parametrize("command", ACTS)
def test_initiative_withdrawn(command: commands.StoryCommand) -> None:
    """A withdrawn initiative refuses every act, whether its story was out, open or not there yet."""
    for facts in ([WITHDRAWAL], [*AGREED, WITHDRAWAL], [*PUBLISHED, WITHDRAWAL, GONE]):
        story(*facts).when(command).refused_with(errors.InitiativeWithdrawn)


@pytest.mark.parametrize("command", ACTS)
def test_not_found(command: commands.StoryCommand) -> None:
    """A story that did not open is not there."""
    story().when(command).refused_with(Unknown)
    story(SUBMITTED, assessed(), refused()).when(command).refused_with(Unknown)


@pytest.mark.parametrize("command", MOVING)
@pytest.mark.parametrize("newer", [REVISED, assessed(2), assessed(2, "not-met"), refused(2), cleared(2)])
def test_suspended_by_revision(command: commands.StoryCommand, newer: Event) -> None:
    """A newer version that is not known in full, assessed and cleared stops the story."""
    story(*AGREED, newer).when(command).refused_with(errors.SuspendedByRevision)


def test_a_correction_is_suspended_by_a_revision() -> None:
    """A revision that raced with the publication stops corrections."""
    story(*PUBLISHED, drafted(9), by_editor(9), by_contact(9), REVISED).when(correct(9)).refused_with(
        errors.SuspendedByRevision
    )


def test_the_revisions_clearance_ends_the_suspension() -> None:
    """Once the revision is assessed and cleared, and agreed to, the draft is published under its content."""
    on = rests(2)
    again: list[Event] = [*AGREED, REVISED, assessed(2), cleared(2), by_editor(5, on=on), by_contact(5, on=on)]
    story(*again).when(publish(5)).then([published(on=rests(2)).model_copy(update={"region": "Noord-Oost"})])


def test_appearances_and_adoptions_are_recorded_with_the_story() -> None:
    """Podiums and adoptions follow a published story, also while a revision suspends the rest."""
    story(*PUBLISHED, REVISED).when(appearance()).then(
        [events.PodiumAppearanceRecorded(kind="podcast", title="Zoemen met", date=DAY)]
    )
    story(*PUBLISHED, REVISED).when(adoption()).then(
        [events.ElementAdopted(by="Zorgalliantie", element="de keten", form="deepened")]
    )


def test_role_may_not() -> None:
    """Publishing is for editors, and approving for editors and the submitter."""
    by_submitter = commands.Publish(act=act("submitter"), initiative_id=STORY, draft_version=5)
    by_adviser = commands.Approve(act=act("adviser"), initiative_id=STORY, draft_version=5)
    story(*AGREED).when(by_submitter).refused_with(RoleMayNot)
    story(*DRAFTED).when(by_adviser).refused_with(RoleMayNot)
    assert by_submitter.streams == (f"initiative-{uuid(1)}", f"conflict-{uuid(1)}")
