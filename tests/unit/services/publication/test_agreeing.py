"""Agreement and consent are withdrawn: before an article is out, and of what is published of somebody after it."""

import pytest

from services.publication import commands, errors, events
from shared.errors import NotYours, RoleMayNot, SeenOlderVersion, Unknown
from shared.event import Event
from shared.testing.given import act
from tests.unit.services.publication.koplopers import (
    AGREED,
    AUTHOR,
    CONTACT,
    DRAFTED,
    EDITOR,
    GONE,
    PUBLISHED,
    REVISED,
    STORY,
    SUBMITTED,
    SUBMITTER,
    TAKEN_BACK,
    TAKEN_UP,
    WITHDRAWAL,
    agree,
    approve,
    by_contact,
    by_editor,
    clearance_undone,
    drafted,
    gone_for,
    kept,
    no_consent,
    publish,
    published,
    story,
    unapprove,
    unapproved,
    withhold,
)

# An approval, before the draft is out.


@pytest.mark.parametrize("editor", [EDITOR, AUTHOR, 29])
def test_an_editor_takes_an_approval_back(editor: int) -> None:
    """Any of them: it is the editors who agreed. It can be given again."""
    story(*AGREED).when(unapprove(5, number=editor)).then([unapproved(5, "editor", 5)])
    story(*AGREED, unapproved(5, "editor", 5)).when(publish(5)).refused_with(errors.ApprovalsMissing)
    story(*AGREED, unapproved(5, "editor", 5)).when(approve(5)).then([by_editor(5)])


def test_the_contact_person_agrees_no_more() -> None:
    """Without saying why; what was to be published of them is forgotten, and is given anew with an agreement."""
    mine = unapprove(5, "submitter", SUBMITTER)
    story(*AGREED).when(mine).then([unapproved(5, "contact")])
    story(*AGREED, unapproved(5, "contact")).when(publish(5)).refused_with(errors.ApprovalsMissing)
    story(*AGREED, unapproved(5, "contact")).when(agree(5)).then([by_contact(5)])


@pytest.mark.parametrize("since", [REVISED, clearance_undone()])
def test_it_is_taken_back_at_any_time(since: Event) -> None:
    """Also while the story waits for others."""
    story(*AGREED, since).when(unapprove(5, "submitter", SUBMITTER)).then([unapproved(5, "contact")])


def test_there_must_be_an_approval() -> None:
    """Of one's own side, of the newest draft, which is not out."""
    story(*DRAFTED, by_editor(5)).when(unapprove(5, "submitter", SUBMITTER)).refused_with(errors.NotApproved)
    story(*DRAFTED, by_contact(5)).when(unapprove(5)).refused_with(errors.NotApproved)
    story(*AGREED, drafted(8)).when(unapprove(5)).refused_with(SeenOlderVersion)
    story(*AGREED).when(unapprove(9)).refused_with(errors.NoSuchDraft)
    story(*PUBLISHED).when(unapprove(5)).refused_with(errors.AlreadyPublished)
    story().when(unapprove(5)).refused_with(Unknown)


def test_nobody_takes_back_what_another_agreed_to() -> None:
    """Neither another submitter nor another office."""
    story(*AGREED).when(unapprove(5, "submitter", 29)).refused_with(NotYours)
    story(*AGREED).when(unapprove(5, "adviser")).refused_with(RoleMayNot)


# Consent, at any time.

WITHOUT_EMAIL = events.ArticleCorrected(
    **published().model_dump() | {"published_version": 2, "contact": CONTACT.model_copy(update={"email": None})}
)


def test_what_is_out_is_corrected_at_once() -> None:
    """Nobody has to agree to that, and the text of the article stays as it is."""
    story(*PUBLISHED).when(withhold(email=True)).then([no_consent(2, email=True), WITHOUT_EMAIL])


def test_each_detail_on_its_own() -> None:
    """What stays published stays; all at once is possible too."""
    nothing = WITHOUT_EMAIL.model_copy(update={"contact": events.PublishedContact()})
    story(*PUBLISHED).when(withhold(name=True, phone=True, email=True)).then(
        [no_consent(1, 2, name=True, email=True), nothing]
    )
    third = nothing.model_copy(update={"published_version": 3})
    story(*PUBLISHED, no_consent(2, email=True), WITHOUT_EMAIL).when(withhold(name=True)).then(
        [no_consent(1, name=True), third]
    )


def test_what_is_not_out_yet_comes_out_without_it() -> None:
    """The agreement to the draft stands."""
    story(*AGREED).when(withhold(email=True)).then([no_consent(2, email=True)])
    out = published().model_copy(update={"contact": WITHOUT_EMAIL.contact})
    story(*AGREED, no_consent(2, email=True)).when(publish(5)).then([out])


def test_of_an_article_and_a_newer_draft_it_goes_from_both() -> None:
    """Whatever is held of it is forgotten."""
    other = events.PublishedContact(name=kept(1), email=kept(7))
    newer = [*PUBLISHED, drafted(9), by_editor(9), by_contact(9, other)]
    story(*newer).when(withhold(email=True)).then([no_consent(7, 2, email=True), WITHOUT_EMAIL])


@pytest.mark.parametrize("since", [REVISED, drafted(9)])
def test_it_is_withdrawn_whatever_is_under_way(since: Event) -> None:
    """A suspended story, or one that is being written, keeps nobody waiting."""
    story(*PUBLISHED, since).when(withhold(email=True)).then([no_consent(2, email=True), WITHOUT_EMAIL])


@pytest.mark.parametrize("facts", [DRAFTED, PUBLISHED, [*PUBLISHED, no_consent(2, email=True), WITHOUT_EMAIL]])
def test_there_must_be_something_to_withdraw(facts: list[Event]) -> None:
    """A phone number was never given, and nothing goes twice."""
    story(*facts).when(withhold(phone=True)).refused_with(errors.NothingConsented)
    if facts is not PUBLISHED:
        story(*facts).when(withhold(email=True)).refused_with(errors.NothingConsented)
    story(*facts).when(withhold()).refused_with(errors.NothingConsented)


def test_consent_is_withdrawn_by_who_gave_it() -> None:
    """By nobody else, and of what is not gone already."""
    story(*PUBLISHED).when(withhold(email=True, submitter=29)).refused_with(NotYours)
    by_editor_ = commands.WithdrawConsent(act=act("editor"), initiative_id=STORY, name=True, phone=True, email=True)
    story(*PUBLISHED).when(by_editor_).refused_with(RoleMayNot)
    story(*PUBLISHED, WITHDRAWAL, GONE).when(withhold(email=True, submitter=29)).refused_with(NotYours)
    story(WITHDRAWAL).when(withhold(email=True)).refused_with(NotYours)
    story(SUBMITTED).when(withhold(email=True)).refused_with(Unknown)
    story().when(withhold(email=True)).refused_with(Unknown)


AWAY: dict[str, list[Event]] = {
    "taken back": [TAKEN_BACK],
    "taken up again": [TAKEN_BACK, TAKEN_UP],
    "away for a reversal": [clearance_undone(), gone_for("clearance-reversed")],
    "withdrawn": [WITHDRAWAL, GONE],
    "taken back and withdrawn": [TAKEN_BACK, WITHDRAWAL],
}


@pytest.mark.parametrize("away", AWAY.values(), ids=AWAY)
def test_it_is_withdrawn_whatever_became_of_the_article(away: list[Event]) -> None:
    """What was given is kept until then, and is forgotten at once; nothing of it goes twice."""
    gone = [*PUBLISHED, *away]
    story(*gone).when(withhold(email=True)).then([no_consent(2, email=True)])
    story(*gone, no_consent(2, email=True)).when(withhold(email=True)).refused_with(errors.NothingConsented)
    story(*gone, no_consent(2, email=True)).when(withhold(name=True)).then([no_consent(1, name=True)])


def test_it_is_withdrawn_of_what_was_agreed_to_before() -> None:
    """A draft that another took the place of, and one that was never out when the initiative was withdrawn."""
    story(*AGREED, drafted(8)).when(withhold(name=True)).then([no_consent(1, name=True)])
    story(*AGREED, WITHDRAWAL).when(withhold(name=True)).then([no_consent(1, name=True)])
    story(*AGREED, unapproved(5, "contact"), drafted(9)).when(withhold(name=True)).refused_with(errors.NothingConsented)


def test_an_article_that_comes_back_does_so_without_it() -> None:
    """It is agreed to anew, with what is given then."""
    back = [*PUBLISHED, *AWAY["taken up again"], no_consent(1, 2, name=True, email=True)]
    less = events.PublishedContact(name=kept(8))
    story(*back, by_editor(5), by_contact(5, less)).when(publish(5)).then(
        [published(version=2).model_copy(update={"contact": less})]
    )


NEWER: commands.Terms = commands.Terms(
    consent=events.Consent(name=True, phone=False, email=False), published=events.PublishedContact(name=kept(8))
)


def agreed_to(draft: int, *replaced: int) -> Event:
    terms = {"published": NEWER.published, "consent": NEWER.consent}
    return by_contact(draft).model_copy(update=terms | {"replaces": tuple(kept(each) for each in replaced) or None})


@pytest.mark.parametrize(
    ("facts", "draft"),
    [
        (AGREED, 5),
        ([*AGREED, drafted(8)], 8),
        ([*PUBLISHED, TAKEN_BACK, TAKEN_UP], 5),
    ],
    ids=["agreed to again", "another draft", "another publication"],
)
def test_agreeing_anew_forgets_what_it_replaces(facts: list[Event], draft: int) -> None:
    """What is given last is what is kept, and what consent is withdrawn of."""
    story(*facts).when(agree(draft, NEWER)).then([agreed_to(draft, 1, 2)])
    story(*facts, agreed_to(draft, 1, 2)).when(withhold(name=True, email=True)).then([no_consent(8, name=True)])


def test_what_is_out_is_not_replaced_by_an_agreement() -> None:
    """It is read until it is corrected; consent is withdrawn of both."""
    story(*PUBLISHED, drafted(8)).when(agree(8, NEWER)).then([agreed_to(8)])
    without_name = events.ArticleCorrected(
        **published().model_dump() | {"published_version": 2, "contact": CONTACT.model_copy(update={"name": None})}
    )
    story(*PUBLISHED, drafted(8), agreed_to(8)).when(withhold(name=True)).then(
        [no_consent(8, 1, name=True), without_name]
    )
