"""What a story rests on is taken back: it waits, what is out goes, and it can be published anew."""

from collections.abc import Sequence

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
    REVISED,
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
    TELL_ANEW,
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
    """The same again adds nothing, nor does the same reason by another fact."""
    gone = [*PUBLISHED, fact, gone_for(reason)]
    story(*gone).when(note).then([])
    also = [*PUBLISHED, assessment_undone(), gone_for("assessment-reversed")]
    story(*also).when(assessment_reversal(1, 5)).then([assessment_undone(1, 5)])
    story(*also).when(clearance_reversal()).then([clearance_undone()])


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


AGAIN: list[Event] = [
    *PUBLISHED,
    clearance_undone(),
    gone_for("clearance-reversed"),
    cleared(number=3),
    gone_for("to-agree-anew", "clearance-reversed"),
]


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


# What went for a reversal ends otherwise: its notice tells how it is, and the log that it was another before.

ENDINGS: dict[str, tuple[Sequence[Event], commands.StoryCommand, Event, events.WithdrawnBy, events.WithdrawnBy]] = {
    "withdrawn": ([clearance_undone()], WITHDRAW, WITHDRAWAL, "clearance-reversed", "withdrawn-by-submitter"),
    "not met, assessed again": (
        [assessment_undone()],
        assessment(1, "not-met", 3),
        assessed(1, "not-met", 3),
        "assessment-reversed",
        "not-met",
    ),
    "not met, as was behind its lapse": (
        [lapsed()],
        assessment(1, "not-met", 3),
        assessed(1, "not-met", 3),
        "clearance-lapsed",
        "not-met",
    ),
    "refused": ([clearance_undone()], refusal(1, 3), refused(1, 3), "clearance-reversed", "clearance-lapsed"),
    "the assessment, too": (
        [clearance_undone()],
        assessment_reversal(),
        assessment_undone(),
        "clearance-reversed",
        "assessment-reversed",
    ),
    "to be cleared still": (
        [assessment_undone(), clearance_undone()],
        assessment(number=3),
        assessed(number=3),
        "assessment-reversed",
        "clearance-reversed",
    ),
}


@pytest.mark.parametrize(("undone", "note", "fact", "told", "true"), ENDINGS.values(), ids=ENDINGS)
def test_the_notice_of_what_went_tells_how_it_is(
    undone: Sequence[Event],
    note: commands.StoryCommand,
    fact: Event,
    told: events.WithdrawnBy,
    true: events.WithdrawnBy,
) -> None:
    """Whatever became of what was taken back; once, and with what it said before."""
    away = [*PUBLISHED, undone[0], gone_for(told), *undone[1:]]
    story(*away).when(note).then([fact, gone_for(true, replaces=told)])
    story(*away, fact, gone_for(true, replaces=told)).when(note).then([])


def test_what_was_found_of_a_newer_version_is_why_it_goes() -> None:
    """Out while its revision was assessed, it goes with the clearance: the criteria are what it does not meet."""
    revised = [*PUBLISHED, REVISED, assessed(2, "not-met", 3)]
    story(*revised).when(lapse()).then([lapsed(), gone_for("not-met")])


def test_an_end_that_is_taken_back_is_not_told_any_more() -> None:
    """Who is assessed or asked again is not who did not meet the criteria, or was refused."""
    not_met = [*PUBLISHED, assessment_undone(), gone_for("assessment-reversed"), assessed(1, "not-met", 3)]
    not_met.append(gone_for("not-met", "assessment-reversed"))
    story(*not_met).when(assessment_reversal(1, 4)).then(
        [assessment_undone(1, 4), gone_for("assessment-reversed", "not-met")]
    )
    no = [*PUBLISHED, refused(1, 2), gone_for("clearance-lapsed")]
    story(*no).when(clearance_reversal(1, "refused", 3)).then(
        [clearance_undone(1, "refused", 3), gone_for("clearance-reversed", "clearance-lapsed")]
    )


@pytest.mark.parametrize(("note", "fact"), [(clearance(number=3), cleared(number=3)), (clearance(2, 3), cleared(2, 3))])
def test_what_is_decided_anew_is_not_undone_any_more(note: commands.StoryCommand, fact: Event) -> None:
    """Nobody looks at it again: it waits for those who agree to it, also where a newer version is under way."""
    undone = gone_for("clearance-reversed")
    story(*PUBLISHED, clearance_undone(), undone).when(note).then([fact, gone_for("to-agree-anew", undone.reason)])


def test_what_is_undone_again_is_told_again() -> None:
    """Whatever its notice said in between."""
    story(*AGAIN).when(lapse(4)).then([lapsed(4), gone_for("clearance-lapsed", "to-agree-anew")])
    story(*AGAIN).when(WITHDRAW).then([WITHDRAWAL, gone_for("withdrawn-by-submitter", "to-agree-anew")])


def test_who_agreed_to_what_went_still_does_when_its_notice_is_another() -> None:
    """As of any draft that is not out."""
    again = [*AGAIN, by_editor(5), by_contact(5), assessment_undone()]
    again += [gone_for("assessment-reversed", "to-agree-anew"), assessed(number=3)]
    again.append(gone_for("to-agree-anew", "assessment-reversed"))
    story(*again).when(publish(5)).then([published(version=2)])


def test_a_story_that_was_never_out_has_no_notice() -> None:
    """However it ends."""
    story(*AGREED, assessment_undone()).when(assessment(1, "not-met", 3)).then([assessed(1, "not-met", 3)])
    story(*AGREED, clearance_undone()).when(WITHDRAW).then([WITHDRAWAL])


def test_nothing_of_it_is_heard_after_a_withdrawal() -> None:
    """The submitter's word is the last."""
    for note in (assessment_reversal(), clearance_reversal(), lapse()):
        story(*PUBLISHED, WITHDRAWAL, GONE).when(note).then([])


def test_a_withdrawal_after_a_new_notice_takes_its_place() -> None:
    """The submitter's word is the last of the notice, too."""
    ended = [*PUBLISHED, refused(1, 2), gone_for("clearance-lapsed")]
    story(*ended).when(WITHDRAW).then([WITHDRAWAL, gone_for("withdrawn-by-submitter", "clearance-lapsed")])


# What an older version left untold.

UNTOLD: dict[str, tuple[Sequence[Event], events.WithdrawnBy, events.WithdrawnBy]] = {
    "withdrawn": (
        [clearance_undone(), gone_for("clearance-reversed"), WITHDRAWAL],
        "clearance-reversed",
        "withdrawn-by-submitter",
    ),
    "taken up and withdrawn": ([TAKEN_BACK, TAKEN_UP, WITHDRAWAL], "withdrawn-by-editor", "withdrawn-by-submitter"),
    "not met": (
        [assessment_undone(), gone_for("assessment-reversed"), assessed(1, "not-met", 3)],
        "assessment-reversed",
        "not-met",
    ),
    "refused": (
        [clearance_undone(), gone_for("clearance-reversed"), refused(1, 3)],
        "clearance-reversed",
        "clearance-lapsed",
    ),
    "decided anew": (
        [clearance_undone(), gone_for("clearance-reversed"), cleared(number=3)],
        "clearance-reversed",
        "to-agree-anew",
    ),
    "taken up": ([TAKEN_BACK, TAKEN_UP], "withdrawn-by-editor", "to-agree-anew"),
}


@pytest.mark.parametrize(("since", "told", "true"), UNTOLD.values(), ids=UNTOLD)
def test_what_was_left_untold_is_told_once(
    since: Sequence[Event], told: events.WithdrawnBy, true: events.WithdrawnBy
) -> None:
    """As it would have been had it been told at once."""
    left = [*PUBLISHED, *since]
    story(*left).when(TELL_ANEW).then([gone_for(true, told)])
    story(*left, gone_for(true, told)).when(TELL_ANEW).then([])


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [SUBMITTED, cleared(), assessment_undone()],
        AGREED,
        [*AGREED, clearance_undone()],
        [*AGREED, WITHDRAWAL],
        PUBLISHED,
        [*PUBLISHED, clearance_undone(), gone_for("clearance-reversed")],
        [*PUBLISHED, TAKEN_BACK],
        [*PUBLISHED, TAKEN_BACK, clearance_undone(), WITHDRAWAL],
        [*PUBLISHED, WITHDRAWAL, GONE],
    ],
    ids=[
        "not there",
        "waiting",
        "never out",
        "never out, and waiting",
        "never out, and withdrawn",
        "out",
        "waiting since it went",
        "taken back",
        "taken back, and withdrawn",
        "withdrawn",
    ],
)
def test_where_nothing_was_left_untold_nothing_is_told(facts: Sequence[Event]) -> None:
    """Whatever is asked to be told anew."""
    story(*facts).when(TELL_ANEW).then([])


# The editors take back that they took an article back.


def test_the_editors_take_an_article_up_again() -> None:
    """Whichever of them took it back; then it is agreed to and published anew."""
    told = gone_for("to-agree-anew", "withdrawn-by-editor")
    story(*PUBLISHED, TAKEN_BACK).when(take_up()).then([TAKEN_UP, told])
    back = [*PUBLISHED, TAKEN_BACK, TAKEN_UP, told]
    story(*back).when(publish(5)).refused_with(errors.ApprovalsMissing)
    story(*back, by_editor(5), by_contact(5)).when(publish(5)).then([published(version=2)])


def test_what_was_decided_meanwhile_counts_when_it_is_taken_up() -> None:
    """A clearance that was taken back while the article was gone suspends it, and is why it is not out now."""
    gone = [*PUBLISHED, TAKEN_BACK, clearance_undone()]
    told = gone_for("clearance-reversed", "withdrawn-by-editor")
    story(*gone).when(take_up()).then([TAKEN_UP, told])
    story(*gone, TAKEN_UP, told).when(draft()).refused_with(errors.SuspendedByReversal)


def test_what_the_editors_took_up_and_its_submitter_withdraws_is_withdrawn() -> None:
    """That the editors took it back was taken back; while it stood it was reason enough."""
    story(*PUBLISHED, TAKEN_BACK, TAKEN_UP).when(WITHDRAW).then(
        [WITHDRAWAL, gone_for("withdrawn-by-submitter", "withdrawn-by-editor")]
    )
    story(*PUBLISHED, TAKEN_BACK).when(WITHDRAW).then([WITHDRAWAL])


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
