"""Somebody was forgotten whom a story let people call: their agreement goes, and an editor looks at the article."""

from collections.abc import Mapping, Sequence
from typing import Final

import pytest

from services.publication import commands, errors, events
from services.publication.decider import CORE
from shared.actor import Role
from shared.errors import RoleMayNot
from shared.event import Event
from shared.testing.given import act, fold, uuid
from tests.unit.services.publication.koplopers import (
    AGREED,
    CONSENT,
    CONTACT,
    DRAFTED,
    EDITOR,
    IN_STORY,
    PUBLISHED,
    STORY,
    SUBMITTED,
    SUBMITTER,
    TAKEN_BACK,
    TAKEN_UP,
    WITHDRAWAL,
    assessed,
    assessment_undone,
    by_contact,
    by_editor,
    drafted,
    gone_for,
    kept,
    publish,
    published,
    story,
)

ERASURE: Final = uuid(70)
OTHER: Final = events.PublishedContact(name=kept(21), email=kept(22))
CHECKED: Final = events.ArticleCheckedForNames()


AWAY: Final[Sequence[Event]] = [assessment_undone(), gone_for("assessment-reversed")]
GONE: Final[Mapping[str, Sequence[Event]]] = {"away": AWAY, "taken back": [TAKEN_BACK]}
BACK: Final[Mapping[Event, Sequence[Event]]] = {AWAY[0]: [assessed(number=3)], TAKEN_BACK: [TAKEN_UP]}


def refs(contact: events.PublishedContact) -> tuple[str, ...]:
    return tuple(kept.ref for kept in (contact.name, contact.phone, contact.email) if kept is not None)


THEIRS: Final = refs(CONTACT)
"""The texts of who agreed."""


def erased(*, out: bool = True, draft: int | None = 5, texts: tuple[str, ...] | None = THEIRS) -> events.ContactErased:
    return events.ContactErased(erasure=ERASURE, out=out, draft_version=draft, texts=texts)


def forget(texts: tuple[str, ...] = THEIRS) -> commands.ForgetContact:
    return commands.ForgetContact(act=act(), initiative_id=STORY, erasure=ERASURE, texts=texts)


def check(role: Role = "editor") -> commands.CheckForNames:
    return commands.CheckForNames(act=act(role, EDITOR), initiative_id=STORY)


class TestForgetting:
    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            (PUBLISHED, erased()),
            ([*PUBLISHED, drafted(9), by_editor(9)], erased(draft=None)),
            ([*PUBLISHED, drafted(9), by_contact(9)], erased(draft=9)),
            (AGREED, erased(out=False)),
            (DRAFTED, erased(out=False, draft=None)),
            ([*AGREED, drafted(9)], erased(out=False, draft=None)),
            ([*PUBLISHED, TAKEN_BACK], erased(draft=None)),
            ([*PUBLISHED, TAKEN_BACK, TAKEN_UP], erased(draft=None)),
            ([*PUBLISHED, *AWAY], erased(draft=None)),
            ([*PUBLISHED, *AWAY, assessed(number=3), by_contact(5)], erased()),
        ],
        ids=[
            "out",
            "with a newer draft",
            "with a newer draft they agreed to",
            "agreed",
            "drafted",
            "open",
            "taken back",
            "taken up again",
            "away",
            "away, and agreed to anew",
        ],
    )
    def test_what_was_theirs_goes(self, facts: Sequence[Event], said: events.ContactErased) -> None:
        """With the agreement that was to be published still; of what is out an editor looks at the article."""
        story(*facts).when(forget()).then([said])

    @pytest.mark.parametrize(
        "facts",
        [[], [SUBMITTED], [*PUBLISHED, WITHDRAWAL], [*PUBLISHED, TAKEN_BACK, WITHDRAWAL]],
        ids=["nothing", "waiting", "withdrawn", "taken back and withdrawn"],
    )
    def test_of_what_nobody_reads_again_there_is_nothing_to_look_at(self, facts: Sequence[Event]) -> None:
        """It is never refused either: whoever is forgotten is forgotten."""
        story(*facts).when(forget()).then([])

    def test_others_stay(self) -> None:
        """The agreement with somebody else's details stands, and of what was never out there is nothing to say."""
        story(*PUBLISHED).when(forget(("another",))).then([erased(draft=None, texts=("another",))])
        story(*AGREED).when(forget(())).then([])
        outcome = story(*AGREED, erased(out=False, draft=None, texts=("another",))).when(publish(5))
        assert outcome.refusal is None

    def test_of_several_who_were_given_one_goes(self) -> None:
        """What is still kept of the other is theirs to withdraw, and nothing of who went is."""
        state = fold(CORE, IN_STORY, [*AGREED, by_contact(5, OTHER), erased(out=False, draft=None)])
        assert state.given == (OTHER,)
        assert fold(CORE, IN_STORY, [*AGREED, erased(out=False, texts=None)]).given == ()

    def test_who_was_forgotten_is_not_published_again(self) -> None:
        """By nobody who says it for them; the editors' side is not asked."""
        told = commands.Terms(consent=CONSENT, published=CONTACT, erased=True)
        approve = commands.Approve(act=act("submitter", SUBMITTER), initiative_id=STORY, draft_version=5, terms=told)
        outcome = story(*DRAFTED).when(approve)
        outcome.refused_with(errors.DetailsErased)
        assert "/published/email" in str(outcome.refusal)
        assert "forgotten" not in str(outcome.refusal)

    def test_whose_they_are_is_said(self) -> None:
        """Of those of somebody else only that."""
        told = commands.Terms(consent=CONSENT, published=CONTACT, contact="r-1")
        approve = commands.Approve(act=act("submitter", SUBMITTER), initiative_id=STORY, draft_version=5, terms=told)
        named = DRAFTED[0].model_copy(update={"contacts": ("r-1",)})
        story(named, *DRAFTED[1:]).when(approve).then([by_contact(5).model_copy(update={"own": False})])

    @pytest.mark.parametrize("contacts", [None, (), ("r-2",)])
    def test_they_are_of_who_is_named_with_the_initiative(self, contacts: tuple[str, ...] | None) -> None:
        """A reference that no version names is nobody's; of what was noted before contacts were, none is known."""
        told = commands.Terms(consent=CONSENT, published=CONTACT, contact="r-1")
        approve = commands.Approve(act=act("submitter", SUBMITTER), initiative_id=STORY, draft_version=5, terms=told)
        named = DRAFTED[0].model_copy(update={"contacts": contacts})
        story(named, *DRAFTED[1:]).when(approve).refused_with(errors.NotAContact)

    def test_who_agreed_agrees_no_more(self) -> None:
        """A draft is not published on the word of somebody who is not known any more."""
        story(*AGREED, erased(out=False)).when(publish(5)).refused_with(errors.ApprovalsMissing)

    def test_whoever_comes_back_may_agree_again(self) -> None:
        """They are somebody new, with what they say now."""
        outcome = story(*AGREED, erased(out=False), by_contact(5)).when(publish(5))
        assert outcome.refusal is None

    def test_it_stays_a_koploper(self) -> None:
        """Only the state's eye for names changes; the article stays out."""
        before, after = (fold(CORE, IN_STORY, facts) for facts in (PUBLISHED, [*PUBLISHED, erased()]))
        assert type(after) is type(before)
        assert (after.out, after.standing, after.to_check) == (before.out, before.standing, True)


class TestChecking:
    def test_an_editor_says_that_it_names_nobody(self) -> None:
        """Once for each time that somebody was forgotten."""
        story(*PUBLISHED, erased()).when(check()).then([CHECKED])
        story(*PUBLISHED, erased(), CHECKED, erased()).when(check()).then([CHECKED])

    def test_a_correction_is_no_look(self) -> None:
        """It may have been about something else; that it was looked at is said."""
        said = published().model_dump(exclude={"published_version"})
        corrected = events.ArticleCorrected(**said, published_version=2)
        story(*PUBLISHED, erased(), corrected).when(check()).then([CHECKED])

    @pytest.mark.parametrize("more", [[], [erased(), CHECKED]], ids=["nobody forgotten", "looked at"])
    def test_where_nobody_was_forgotten_there_is_nothing_to_say(self, more: Sequence[Event]) -> None:
        """Nor where it was said before."""
        story(*PUBLISHED, *more).when(check()).refused_with(errors.NothingToCheck)

    @pytest.mark.parametrize("away", GONE.values(), ids=GONE)
    def test_an_article_that_comes_back_is_still_to_be_looked_at(self, away: Sequence[Event]) -> None:
        """Whether somebody was forgotten before it went or while it was away; it is looked at once it is out."""
        anew = [*BACK[away[0]], by_editor(5), by_contact(5), published(version=2)]
        for facts in ([*PUBLISHED, erased(), *away, *anew], [*PUBLISHED, *away, erased(draft=None), *anew]):
            story(*facts).when(check()).then([CHECKED])
            story(*facts, CHECKED).when(check()).refused_with(errors.NothingToCheck)
        looked_at = [*PUBLISHED, erased(), CHECKED, *away, *anew]
        story(*looked_at).when(check()).refused_with(errors.NothingToCheck)

    def test_of_what_is_not_out_nothing_is_to_be_looked_at(self) -> None:
        """Whoever approves it next reads it anyway."""
        story(*AGREED, erased(out=False)).when(check()).refused_with(errors.NotPublished)

    def test_only_editors_do(self) -> None:
        """It is their article."""
        story(*PUBLISHED, erased()).when(check("adviser")).refused_with(RoleMayNot)
