"""What a story rests on is taken back: it waits, what is out goes, and it can be published anew."""

import pytest

from services.publication import commands, errors, events
from shared.errors import RoleMayNot, Unknown
from shared.event import Event
from shared.testing.given import act
from tests.unit.services.publication.koplopers import (
    AGREED,
    DRAFTED,
    EDITOR,
    GONE,
    OPEN,
    PUBLISHED,
    STORY,
    SUBMITTED,
    TAKEN_BACK,
    TAKEN_UP,
    WITHDRAWAL,
    agree,
    appearance,
    approve,
    assessed,
    assessment_undone,
    by_contact,
    by_editor,
    clearance_undone,
    cleared,
    draft,
    drafted,
    gone_for,
    kept,
    lapsed,
    nominated,
    opened,
    publish,
    published,
    refused,
    story,
    take_up,
)
from tests.unit.services.publication.test_notes import (
    WITHDRAW,
    assessment,
    assessment_reversal,
    clearance,
    clearance_reversal,
    lapse,
    refusal,
)

UNDOING: dict[str, tuple[commands.StoryCommand, Event, events.Undone]] = {
    "the assessment": (assessment_reversal(), assessment_undone(), "assessment-reversed"),
    "the clearance": (clearance_reversal(), clearance_undone(), "clearance-reversed"),
    "not met after all": (lapse(), lapsed(), "clearance-lapsed"),
    "refused after all": (refusal(1, 2), refused(1, 2), "clearance-lapsed"),
}
each = pytest.mark.parametrize(("note", "fact", "reason"), UNDOING.values(), ids=UNDOING)


@each
def test_a_story_that_is_not_out_waits(note: commands.StoryCommand, fact: Event, reason: events.Undone) -> None:
    """What was written and agreed to is kept; nothing moves."""
    story(*AGREED).when(note).then([fact])
    refusal = story(*AGREED, fact).when(publish(5)).refusal
    assert isinstance(refusal, errors.SuspendedByReversal | errors.SuspendedByRevision)
    assert isinstance(story(*OPEN, fact).when(draft()).refusal, type(refusal))


@each
def test_what_is_out_goes_at_once(note: commands.StoryCommand, fact: Event, reason: events.Undone) -> None:
    """Its notice says why, and not who."""
    story(*PUBLISHED).when(note).then([fact, gone_for(reason)])


@each
def test_it_goes_once(note: commands.StoryCommand, fact: Event, reason: events.Undone) -> None:
    """The same again adds nothing; what else is taken back is noted."""
    gone = [*PUBLISHED, fact, gone_for(reason)]
    story(*gone).when(note).then([])
    story(*gone).when(assessment_reversal(1, 5)).then([assessment_undone(1, 5)])


def test_a_clearance_that_was_taken_back_before_it_was_heard_opens_nothing() -> None:
    """Whatever came first: it does not stand."""
    story(SUBMITTED, assessment_undone()).when(clearance()).then([cleared()])
    story(SUBMITTED, clearance_undone()).when(clearance()).then([])


def test_it_goes_on_when_it_is_decided_anew() -> None:
    """What was agreed to before is still agreed to, as long as it was not out."""
    waits = [*AGREED, assessment_undone()]
    story(*waits).when(assessment(number=3)).then([assessed(number=3)])
    story(*waits, assessed(number=3)).when(publish(5)).then([published()])
    waits = [*AGREED, clearance_undone()]
    story(*waits).when(clearance(number=3)).then([cleared(number=3)])
    story(*waits, cleared(number=3)).when(publish(5)).then([published()])


def test_it_opens_when_it_is_decided_anew() -> None:
    """A story that had not opened yet waits for what makes good the reversal."""
    story(SUBMITTED, cleared(), assessment_undone()).when(assessment(number=3)).then([assessed(number=3), opened()])
    story(SUBMITTED, clearance_undone()).when(clearance(number=3)).then([cleared(number=3), opened()])


def test_not_met_does_not_make_good_a_reversal() -> None:
    """Only another finding that the criteria are met does."""
    waits = [*AGREED, assessment_undone(), assessed(1, "not-met", 3)]
    story(*waits).when(publish(5)).refused_with(errors.SuspendedByReversal)


AGAIN: list[Event] = [*PUBLISHED, clearance_undone(), gone_for("clearance-reversed"), cleared(number=3)]


def test_what_went_is_agreed_to_and_published_anew() -> None:
    """The same draft or another, as the next published version."""
    story(*AGAIN).when(publish(5)).refused_with(errors.ApprovalsMissing)
    story(*AGAIN).when(approve(5)).then([by_editor(5)])
    story(*AGAIN).when(agree(5)).then([by_contact(5)])
    story(*AGAIN, by_editor(5), by_contact(5)).when(publish(5)).then([published(version=2)])


def test_nothing_is_done_with_a_koploper_whose_article_went() -> None:
    """Until it is out anew."""
    story(*AGAIN).when(appearance()).refused_with(errors.NotPublished)


def test_what_a_koploper_was_it_is_again() -> None:
    """Its nomination was not taken back."""
    anew = [*AGAIN, by_editor(5), by_contact(5), published(version=2)]
    before = [*PUBLISHED, nominated(), *AGAIN[len(PUBLISHED) :], by_editor(5), by_contact(5), published(version=2)]
    story(*before).when(appearance()).then(story(*anew).when(appearance()).facts["initiative-" + STORY])


def test_a_draft_written_for_it_is_published_as_any_other() -> None:
    """The editors need not take the old one."""
    number = len(AGAIN) + 1
    story(*AGAIN).when(draft()).then([drafted(number)])
    again = [*AGAIN, drafted(number), by_editor(number), by_contact(number)]
    story(*again).when(publish(number)).then([published(number, version=2)])


def test_what_carries_an_article_that_went_is_taken_off() -> None:
    """As when an editor took it back; and what is written for a channel goes out with the next."""
    there = events.ChannelPublished(channel="social", published_version=1, text="Nieuw", link=None)
    gone = [*PUBLISHED, there, clearance_undone(), gone_for("clearance-reversed")]
    off = commands.RecordChannelWithdrawn(act=act("editor", EDITOR), initiative_id=STORY, channel="social")
    story(*gone).when(off).then([events.ChannelWithdrawn(channel="social")])
    never = off.__class__(act=off.act, initiative_id=STORY, channel="newsletter")
    story(*gone).when(never).refused_with(errors.ChannelWithdrawn)
    story(*AGREED).when(off).refused_with(errors.NotPublished)


def test_a_withdrawal_of_what_went_already_says_nothing_twice() -> None:
    """Its notice is there."""
    story(*AGAIN).when(WITHDRAW).then([WITHDRAWAL])


def test_nothing_of_it_is_heard_after_a_withdrawal() -> None:
    """The submitter's word is the last."""
    for note in (assessment_reversal(), clearance_reversal(), lapse()):
        story(*PUBLISHED, WITHDRAWAL, GONE).when(note).then([])


# The editors take back that they took an article back.


def test_the_editors_take_an_article_up_again() -> None:
    """Whichever of them took it back; then it is agreed to and published anew."""
    story(*PUBLISHED, TAKEN_BACK).when(take_up()).then([TAKEN_UP])
    back = [*PUBLISHED, TAKEN_BACK, TAKEN_UP]
    story(*back).when(publish(5)).refused_with(errors.ApprovalsMissing)
    story(*back, by_editor(5), by_contact(5)).when(publish(5)).then([published(version=2)])


def test_what_was_decided_meanwhile_counts_when_it_is_taken_up() -> None:
    """A clearance that was taken back while the article was gone suspends it."""
    back = [*PUBLISHED, TAKEN_BACK, clearance_undone(), TAKEN_UP]
    story(*back).when(draft()).refused_with(errors.SuspendedByReversal)


@pytest.mark.parametrize(
    "facts",
    [DRAFTED, PUBLISHED, AGAIN, [*PUBLISHED, TAKEN_BACK, TAKEN_UP]],
    ids=["never out", "out", "went for a reversal", "twice"],
)
def test_only_what_the_editors_took_back_is_taken_up(facts: list[Event]) -> None:
    """Else there is nothing to take back."""
    story(*facts).when(take_up()).refused_with(errors.NotTakenBack)


def test_what_a_submitter_withdrew_is_not_taken_up() -> None:
    """Nor what never was here, nor by anybody else."""
    story(*PUBLISHED, WITHDRAWAL, GONE).when(take_up()).refused_with(errors.InitiativeWithdrawn)
    story().when(take_up()).refused_with(Unknown)
    by_adviser = commands.ReverseWithdrawal(act=act("adviser"), initiative_id=STORY, reason=kept())
    story(*PUBLISHED, TAKEN_BACK).when(by_adviser).refused_with(RoleMayNot)
