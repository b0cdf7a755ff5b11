"""Going on to the next meeting: with a seat there at once when one is known, else by waiting for one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from services.publication import commands, errors, events
from services.publication.decider import CORE
from shared.errors import NotNow, NotYours, RoleMayNot
from shared.event import Event
from shared.testing.given import Given, act, uuid
from tests.unit.services.publication.halls import (
    AT_OTHER,
    LATER,
    call_off,
    called_off,
    hall,
    invite_waiting,
    invited_to,
    lapsed,
    leave_called_off,
    moved,
    next_please,
    record_absence,
    three,
)
from tests.unit.services.publication.koplopers import (
    AT_MEETING,
    DAY,
    DRAFTED,
    GONE,
    IN_STORY,
    OTHER_MEETING,
    OTHER_STORY,
    PUBLISHED,
    REVISED,
    SUBMITTED,
    TAKEN_BACK,
    TAKEN_UP,
    WITHDRAWAL,
    answer,
    answered,
    appointed,
    assessed,
    assessment_undone,
    both,
    by_contact,
    by_editor,
    cleared,
    freed,
    gone_for,
    invite,
    invited,
    nominate,
    nominated,
    not_nominated,
    planned,
    published,
    seat,
)

Facts = Mapping[str, Sequence[Event]]

HALL: list[Event] = [planned(), seat()]
LEFT: list[Event] = [planned(), seat(), freed()]
OFF: list[Event] = [*HALL, called_off()]
INVITED: list[Event] = [*PUBLISHED, invited()]
WAITING: list[Event] = [*INVITED, answered("next")]
NOMINATED: list[Event] = [*INVITED, answered("accepted"), nominated()]
OVER = not_nominated(reason=None)
"""What everybody may know of an invitation that lapsed with a nomination."""
THIRD = events.MeetingId(uuid(13))
AT_THIRD = commands.meeting_stream(THIRD)
MOVED_ON: list[Event] = [*WAITING, invited_to()]


def test_next_gives_the_seat_up_and_takes_one_at_the_next_meeting() -> None:
    """One decision over both meetings and the story."""
    three(HALL, INVITED, [hall()]).when(next_please(OTHER_MEETING)).then(
        {AT_MEETING: [freed()], IN_STORY: [answered("next"), invited_to()], AT_OTHER: [seat()]}
    )
    three(HALL, [*INVITED, answered("accepted")], [hall()]).when(next_please(OTHER_MEETING)).then(
        {AT_MEETING: [freed()], IN_STORY: [answered("next"), invited_to()], AT_OTHER: [seat()]}
    )


WAITS: Facts = {AT_MEETING: [freed()], IN_STORY: [answered("next")]}


def test_next_waits_while_no_next_meeting_is_known() -> None:
    """The seat is free for another all the same."""
    both(HALL, INVITED).when(next_please()).then(WAITS)


@pytest.mark.parametrize(
    "other",
    [
        [],
        [hall(capacity=1), seat(OTHER_STORY)],
        [hall(date=DAY)],
        [hall(date=dt.date(2019, 6, 12))],
        [hall(), called_off()],
        [hall(), moved(dt.date(2019, 6, 10))],
    ],
    ids=["not planned", "full", "the same day", "before it", "called off", "moved to before it"],
)
def test_what_is_no_next_meeting(other: list[Event]) -> None:
    """Full, not after the one that is left, or not held: whoever named it, the seat is not there and it waits."""
    three(HALL, INVITED, other).when(next_please(OTHER_MEETING)).then(WAITS)


def test_a_meeting_in_the_past_is_no_next_one() -> None:
    """Nor is one of the same day: that is too late to be invited."""
    after = int(dt.timedelta(days=(LATER - dt.date(2019, 4, 1)).days) / dt.timedelta(minutes=1))
    for minutes in (after, after + 60 * 24):
        three(HALL, INVITED, [hall()]).when(next_please(OTHER_MEETING, minutes=minutes)).then(WAITS)
    three(HALL, INVITED, [hall()]).when(next_please(OTHER_MEETING, minutes=after - 60 * 24)).then(
        {AT_MEETING: [freed()], IN_STORY: [answered("next"), invited_to()], AT_OTHER: [seat()]}
    )


@pytest.mark.parametrize("first", [OTHER_MEETING, THIRD])
def test_the_same_region_goes_first(first: events.MeetingId) -> None:
    """A later meeting of the region that is left goes before an earlier one elsewhere, however they are named."""
    second = THIRD if first == OTHER_MEETING else OTHER_MEETING
    facts: Facts = {
        AT_MEETING: HALL,
        IN_STORY: INVITED,
        commands.meeting_stream(first): [hall(dt.date(2019, 7, 1), "Midden")],
        commands.meeting_stream(second): [hall(LATER, "Groningen")],
    }
    for order in ((OTHER_MEETING, THIRD), (THIRD, OTHER_MEETING)):
        Given(CORE, facts).when(next_please(*order)).then(
            {
                AT_MEETING: [freed()],
                IN_STORY: [answered("next"), invited_to(second)],
                commands.meeting_stream(second): [seat()],
            }
        )


def test_within_a_region_the_first_day_and_elsewhere_too() -> None:
    """Where the region has none, the first of any region."""
    for region in ("Groningen", "Midden"):
        facts: Facts = {
            AT_MEETING: HALL,
            IN_STORY: INVITED,
            AT_OTHER: [hall(LATER, region)],
            AT_THIRD: [hall(dt.date(2019, 7, 1), region)],
        }
        Given(CORE, facts).when(next_please(OTHER_MEETING, THIRD)).then(
            {
                AT_MEETING: [freed()],
                IN_STORY: [answered("next"), invited_to(THIRD, dt.date(2019, 7, 1))],
                AT_THIRD: [seat()],
            }
        )


def test_a_meeting_that_was_left_or_declined_before_is_no_next_one() -> None:
    """Who said no to a meeting is not sent there."""
    declined = [*INVITED, invited_to(), answered("declined", OTHER_MEETING)]
    three(HALL, declined, [hall(), seat(), freed()]).when(next_please(OTHER_MEETING)).then(WAITS)


def test_who_is_invited_to_a_later_one_already_has_its_seat() -> None:
    """No second one is taken."""
    facts: Facts = {
        AT_MEETING: HALL,
        IN_STORY: [*INVITED, invited_to()],
        AT_OTHER: [hall(), seat()],
        AT_THIRD: [hall()],
    }
    Given(CORE, facts).when(next_please(OTHER_MEETING, THIRD)).then(WAITS)


def test_who_is_suspended_waits() -> None:
    """A revision that is not cleared yet keeps the Koploper from being invited, not from asking."""
    three(HALL, [*INVITED, REVISED], [hall()]).when(next_please(OTHER_MEETING)).then(WAITS)
    three(LEFT, [*WAITING, REVISED], [hall()]).when(invite_waiting(OTHER_MEETING)).then({})
    again: list[Event] = [*WAITING, REVISED, assessed(2), cleared(2)]
    three(LEFT, again, [hall()]).when(invite_waiting(OTHER_MEETING)).then(
        {IN_STORY: [invited_to()], AT_OTHER: [seat()]}
    )


def test_who_was_put_forward_elsewhere_goes_on_nowhere() -> None:
    """Named at one meeting, the seat at another is given back and no further one is needed."""
    elsewhere: list[Event] = [*PUBLISHED, invited_to(THIRD), invited(), nominated(THIRD)]
    three(HALL, elsewhere, [hall()]).when(next_please(OTHER_MEETING)).then(WAITS)


def test_next_twice() -> None:
    """The same answer is given once, also when it brought a seat elsewhere."""
    for facts in (WAITING, MOVED_ON):
        three(LEFT, facts, [hall()]).when(next_please(OTHER_MEETING)).refused_with(errors.AlreadyAnswered)


def test_coming_to_the_old_one_after_all() -> None:
    """While it waits, if there is a seat; with a seat at the next one only after giving that back."""
    both(LEFT, WAITING).when(answer("accepted")).then({AT_MEETING: [seat()], IN_STORY: [answered("accepted")]})
    full: list[Event] = [planned(1), seat(), freed(), seat(OTHER_STORY)]
    both(full, WAITING).when(answer("accepted")).refused_with(errors.MeetingFull)
    both(LEFT, MOVED_ON).when(answer("accepted")).refused_with(errors.MovedOn)
    both(LEFT, [*MOVED_ON, answered("declined", OTHER_MEETING)]).when(answer("accepted")).then(
        {AT_MEETING: [seat()], IN_STORY: [answered("accepted")]}
    )


def test_the_next_one_can_be_left_for_one_after_it() -> None:
    """As often as needed."""
    at_other = commands.AnswerInvitation(
        act=act("submitter", 21), meeting_id=OTHER_MEETING, initiative_id=next_please().initiative_id, answer="next"
    )
    facts: Facts = {AT_OTHER: [hall(), seat()], IN_STORY: MOVED_ON, AT_THIRD: [hall(dt.date(2019, 12, 1))]}
    Given(CORE, facts).when(replace(at_other, ahead=(THIRD,))).then(
        {
            AT_OTHER: [freed()],
            IN_STORY: [answered("next", OTHER_MEETING), invited_to(THIRD, dt.date(2019, 12, 1))],
            AT_THIRD: [seat()],
        }
    )


def test_who_waits_is_invited_when_there_is_a_seat() -> None:
    """By the service itself; a seat and an invitation in one decision."""
    three(LEFT, WAITING, [hall()]).when(invite_waiting(OTHER_MEETING)).then(
        {IN_STORY: [invited_to()], AT_OTHER: [seat()]}
    )
    three(OFF, [*INVITED, lapsed("called-off")], [hall()]).when(invite_waiting(OTHER_MEETING)).then(
        {IN_STORY: [invited_to()], AT_OTHER: [seat()]}
    )


@pytest.mark.parametrize(
    "story",
    [
        [],
        [SUBMITTED],
        DRAFTED,
        INVITED,
        MOVED_ON,
        [*WAITING, answered("declined")],
        [*WAITING, answered("accepted")],
        [*WAITING, invited_to(THIRD), nominated(THIRD)],
        [*WAITING, TAKEN_BACK],
        [*WAITING, WITHDRAWAL, GONE],
    ],
)
def test_who_does_not_wait_any_more_is_left_alone(story: list[Event]) -> None:
    """The reaction may come late or twice; it never refuses."""
    three(LEFT, story, [hall()]).when(invite_waiting(OTHER_MEETING)).then({})


def test_waiting_goes_on_while_there_is_no_seat() -> None:
    """A full meeting, or none."""
    three(LEFT, WAITING, [hall(capacity=1), seat(OTHER_STORY)]).when(invite_waiting(OTHER_MEETING)).then({})
    three(LEFT, WAITING, []).when(invite_waiting(OTHER_MEETING)).then({})
    three([], WAITING, [hall()]).when(invite_waiting(OTHER_MEETING)).then({})


def test_an_editor_records_that_a_koploper_cannot_come() -> None:
    """Or did not: it goes on as if it had asked itself, and a nomination at that meeting lapses with it."""
    for facts in (INVITED, [*INVITED, answered("accepted")]):
        three(HALL, facts, [hall()]).when(record_absence(OTHER_MEETING)).then(
            {AT_MEETING: [freed()], IN_STORY: [lapsed("absent"), invited_to()], AT_OTHER: [seat()]}
        )
    three(HALL, NOMINATED, [hall()]).when(record_absence(OTHER_MEETING)).then(
        {AT_MEETING: [freed()], IN_STORY: [lapsed("absent", nominated=True), OVER, invited_to()], AT_OTHER: [seat()]}
    )
    both(HALL, INVITED).when(record_absence()).then({AT_MEETING: [freed()], IN_STORY: [lapsed("absent")]})


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (PUBLISHED, errors.NotInvited),
        ([*INVITED, answered("declined")], errors.NotInvited),
        (WAITING, errors.NotInvited),
        ([*INVITED, lapsed("absent")], errors.NotInvited),
        ([*NOMINATED, appointed()], errors.AlreadyAppointed),
        (DRAFTED, errors.NotPublished),
        ([*INVITED, TAKEN_BACK], errors.ArticleTakenBack),
        ([*INVITED, WITHDRAWAL, GONE], errors.InitiativeWithdrawn),
    ],
)
def test_only_who_is_expected_is_absent(facts: list[Event], refusal: type[NotNow]) -> None:
    """Twice is once too often, and who was appointed was there."""
    both(HALL, facts).when(record_absence()).refused_with(refusal)


def test_a_lapsed_invitation_is_not_answered_but_may_be_given_again() -> None:
    """An editor who was mistaken invites anew."""
    facts: list[Event] = [*INVITED, lapsed("absent")]
    for reply in ("accepted", "declined"):
        both(LEFT, facts).when(answer(reply)).refused_with(errors.NotInvited)
    both(LEFT, facts).when(invite()).then({AT_MEETING: [seat()], IN_STORY: [invited()]})


def test_who_has_a_seat_goes_on_when_the_meeting_is_called_off() -> None:
    """To the next meeting, or waiting; a nomination at a meeting that is not held lapses."""
    three(OFF, INVITED, [hall()]).when(leave_called_off(OTHER_MEETING)).then(
        {AT_MEETING: [freed()], IN_STORY: [lapsed("called-off"), invited_to()], AT_OTHER: [seat()]}
    )
    both(OFF, INVITED).when(leave_called_off()).then({AT_MEETING: [freed()], IN_STORY: [lapsed("called-off")]})
    three(OFF, NOMINATED, [hall()]).when(leave_called_off(OTHER_MEETING)).then(
        {
            AT_MEETING: [freed()],
            IN_STORY: [lapsed("called-off", nominated=True), OVER, invited_to()],
            AT_OTHER: [seat()],
        }
    )


def test_a_nomination_that_lapsed_can_be_given_again() -> None:
    """At the meeting that the Koploper went on to."""
    at_other = replace(nominate(), meeting_id=OTHER_MEETING)
    again: list[Event] = [*NOMINATED, lapsed("called-off", nominated=True), OVER, invited_to()]
    Given(CORE, {AT_OTHER: [hall(), seat()], IN_STORY: again}).when(at_other).then(
        {
            IN_STORY: [
                events.KoploperNominated(**nominated(OTHER_MEETING).model_dump() | {"date": LATER}),
            ]
        }
    )


def test_an_appointment_stands_whatever_becomes_of_the_meeting() -> None:
    """Who was named there leaves the seat and goes nowhere."""
    three(OFF, [*NOMINATED, appointed()], [hall()]).when(leave_called_off(OTHER_MEETING)).then({AT_MEETING: [freed()]})


AWAY: dict[str, list[Event]] = {
    "taken back": [TAKEN_BACK],
    "taken up again": [TAKEN_BACK, TAKEN_UP],
    "assessment taken back": [assessment_undone(), gone_for("assessment-reversed")],
}
BACK: list[Event] = [TAKEN_BACK, TAKEN_UP, lapsed("article-withdrawn"), by_editor(5), by_contact(5), published(5, 2)]
"""The article goes, with the seat, and is out again."""
GAVE_UP: list[Event] = [*HALL, freed()]
"""The meeting, whose seat went with the article."""


@pytest.mark.parametrize("away", AWAY.values(), ids=AWAY)
def test_a_nomination_lapses_with_its_meeting_while_the_article_is_away(away: list[Event]) -> None:
    """Whichever came first: the article that went, the seat that went with it, or the meeting that was called off."""
    both(OFF, [*NOMINATED, *away]).when(leave_called_off()).then(
        {AT_MEETING: [freed()], IN_STORY: [lapsed("called-off", nominated=True), OVER]}
    )
    seatless: list[Event] = [*NOMINATED, *away, lapsed("article-withdrawn")]
    both([*OFF, freed()], seatless).when(leave_called_off()).then({IN_STORY: [OVER]})
    both([*OFF, freed()], [*seatless, OVER]).when(leave_called_off()).then({})


def test_a_nomination_lapses_with_its_meeting_after_the_article_came_back() -> None:
    """Also without a seat there; the Koploper goes on, and is put forward anew."""
    three([*GAVE_UP, called_off()], [*NOMINATED, *BACK], [hall()]).when(leave_called_off(OTHER_MEETING)).then(
        {IN_STORY: [OVER, invited_to()], AT_OTHER: [seat()]}
    )


@pytest.mark.parametrize("facts", [NOMINATED, [*NOMINATED, appointed()]], ids=["nominated", "appointed"])
def test_who_lost_its_seat_with_its_article_is_invited_to_where_it_was_put_forward(facts: list[Event]) -> None:
    """And is then absent or comes as any other; elsewhere it stays put forward."""
    both(GAVE_UP, [*facts, *BACK]).when(invite()).then({AT_MEETING: [seat()], IN_STORY: [invited()]})
    both(HALL, [*facts, *BACK, invited()]).when(invite()).refused_with(errors.AlreadyNominated)
    elsewhere = replace(invite(), meeting_id=OTHER_MEETING)
    Given(CORE, {AT_OTHER: [hall()], IN_STORY: [*facts, *BACK]}).when(elsewhere).refused_with(errors.AlreadyNominated)


def test_who_lost_its_seat_with_its_article_and_does_not_come() -> None:
    """Invited again, an absence takes the nomination with it."""
    both(HALL, [*NOMINATED, *BACK, invited()]).when(record_absence()).then(
        {AT_MEETING: [freed()], IN_STORY: [lapsed("absent", nominated=True), OVER]}
    )


def test_who_was_only_invited_is_asked_again_when_its_article_is_back() -> None:
    """To the meeting it lost its seat at, if that is still to come and has one; else to the next."""
    facts = [*INVITED, *BACK]
    three(GAVE_UP, facts, [hall()]).when(invite_waiting(OTHER_MEETING)).then(
        {AT_MEETING: [seat()], IN_STORY: [invited()]}
    )
    both(GAVE_UP, facts).when(invite_waiting()).then({AT_MEETING: [seat()], IN_STORY: [invited()]})
    full: list[Event] = [planned(1), seat(), freed(), seat(OTHER_STORY)]
    for left in (full, [*GAVE_UP, called_off()]):
        three(left, facts, [hall()]).when(invite_waiting(OTHER_MEETING)).then(
            {IN_STORY: [invited_to()], AT_OTHER: [seat()]}
        )


def test_a_meeting_of_today_is_not_offered_again() -> None:
    """Nor one that was held."""
    days = (DAY - dt.date(2019, 4, 1)).days
    for late in (days, days + 1):
        asked = replace(invite_waiting(), act=act(minutes=late * 24 * 60))
        both(GAVE_UP, [*INVITED, *BACK]).when(asked).then({})


@pytest.mark.parametrize("said", [answered("next"), lapsed("absent")])
def test_who_said_no_to_a_meeting_is_not_asked_there_again(said: Event) -> None:
    """By the service itself: an editor may."""
    gone: list[Event] = [TAKEN_BACK, TAKEN_UP, by_editor(5), by_contact(5), published(5, 2)]
    both(LEFT, [*INVITED, said, *gone]).when(invite_waiting()).then({})


def test_only_a_meeting_that_was_called_off_is_left() -> None:
    """The reaction may come twice, and never refuses."""
    for meeting, facts in (
        (HALL, INVITED),
        ([], INVITED),
        ([*OFF, freed()], [*INVITED, lapsed("called-off")]),
        ([*OFF, freed()], [*INVITED, answered("declined")]),
    ):
        three(meeting, facts, [hall()]).when(leave_called_off(OTHER_MEETING)).then({})


def test_not_yours() -> None:
    """Only the submitter asks for the next meeting."""
    by_other = replace(next_please(OTHER_MEETING), act=act("submitter", 99))
    three(HALL, INVITED, [hall()]).when(by_other).refused_with(NotYours)


def test_role_may_not() -> None:
    """An editor tells of absence; the submitter answers; what follows by itself is the service's own."""
    both(HALL, INVITED).when(replace(record_absence(), act=act("submitter", 21))).refused_with(RoleMayNot)
    for reaction in (invite_waiting(), leave_called_off()):
        both(HALL, INVITED).when(replace(reaction, act=act("editor"))).refused_with(RoleMayNot)
    assert call_off().streams == (AT_MEETING,)
