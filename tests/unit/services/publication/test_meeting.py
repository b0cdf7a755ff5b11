"""A meeting is planned, moved to another day or place, or called off; what happens there then."""

from dataclasses import replace

import pytest

from services.publication import commands, errors, events
from services.publication.decider import CORE
from shared.errors import RoleMayNot, Unknown
from shared.event import Event
from shared.testing.given import Given, act, fold
from tests.unit.services.publication.halls import (
    LATER,
    call_off,
    called_off,
    invite_anew,
    invited_to,
    lapsed,
    leave_called_off,
    move,
    moved,
    record_absence,
)
from tests.unit.services.publication.koplopers import (
    AT_MEETING,
    DAY,
    GONE,
    IN_STORY,
    MEETING,
    OTHER_STORY,
    PUBLISHED,
    TAKEN_BACK,
    WITHDRAWAL,
    answer,
    answered,
    appoint,
    appointed,
    both,
    freed,
    invite,
    invited,
    nominate,
    nominated,
    plan,
    planned,
    release,
    seat,
)

HALL: list[Event] = [planned(), seat()]
OFF: list[Event] = [*HALL, called_off()]
INVITED: list[Event] = [*PUBLISHED, invited()]
NOMINATED: list[Event] = [*INVITED, answered("accepted"), nominated()]


def test_a_meeting_is_moved_to_another_day_or_place() -> None:
    """What is not named stays."""
    Given(CORE, HALL).when(move()).then([moved()])
    Given(CORE, HALL).when(move(None, "Assen")).then([moved(DAY, "Assen")])
    Given(CORE, HALL).when(move(LATER, "Assen")).then([moved(LATER, "Assen")])
    assert fold(CORE, AT_MEETING, [*HALL, moved(LATER, "Assen")]).date == LATER


@pytest.mark.parametrize("command", [move(DAY), move(None, "Zwolle"), move(DAY, "Zwolle"), move(None, None)])
def test_meeting_not_moved(command: commands.MoveMeeting) -> None:
    """A meeting is moved to where it is not, or at a time when it is not."""
    Given(CORE, HALL).when(command).refused_with(errors.MeetingNotMoved)


def test_a_meeting_is_called_off() -> None:
    """Its seats are then to be given up; the history of it stays."""
    Given(CORE, HALL).when(call_off()).then([called_off()])


@pytest.mark.parametrize("command", [move(), call_off()])
def test_only_a_meeting_to_come_is_changed(command: commands.MeetingCommand) -> None:
    """One that was not planned is not there; one that was called off is not held, nor called off again."""
    Given(CORE, []).when(command).refused_with(Unknown)
    Given(CORE, OFF).when(command).refused_with(errors.MeetingOff)


def test_a_meeting_that_was_called_off_is_not_planned_again() -> None:
    """It has its id for ever; a new one gets its own."""
    Given(CORE, OFF).when(plan()).refused_with(errors.AlreadyPlanned)


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        (invite(), PUBLISHED),
        (answer("accepted"), INVITED),
        (answer("declined"), INVITED),
        (answer("next"), INVITED),
        (record_absence(), INVITED),
        (nominate(), INVITED),
        (appoint(), NOMINATED),
    ],
)
def test_nothing_happens_at_a_meeting_that_was_called_off(command: commands.SeatCommand, facts: list[Event]) -> None:
    """Nobody is invited to it, answers for it or is named at it."""
    both(OFF, facts).when(command).refused_with(errors.MeetingOff)


def test_who_has_a_seat_is_invited_anew_when_the_meeting_is_moved() -> None:
    """The seat is kept, and who accepted for the old day is asked again."""
    for facts in (INVITED, [*INVITED, answered("accepted")], NOMINATED):
        both([*HALL, moved()], facts).when(invite_anew()).then({IN_STORY: [invited_to(MEETING)]})
    both([*HALL, moved(DAY, "Assen")], INVITED).when(invite_anew()).then(
        {IN_STORY: [invited_to(MEETING, DAY, "Assen")]}
    )
    again = fold(CORE, IN_STORY, [*INVITED, answered("accepted"), invited_to(MEETING)]).invitations[MEETING]
    assert (again.answer, again.date) == ("invited", LATER)


def test_who_knows_where_the_meeting_is_is_not_told_again() -> None:
    """A move that comes late or twice, or is undone by another, adds nothing."""
    both([*HALL, moved()], [*INVITED, invited_to(MEETING)]).when(invite_anew()).then({})
    both([*HALL, moved(), moved(DAY)], INVITED).when(invite_anew()).then({})
    both(HALL, INVITED).when(invite_anew()).then({})


def test_only_who_is_expected_is_told_of_a_move() -> None:
    """Not who has no seat, who was appointed there, or is no Koploper any more; and nobody of what is not held."""
    both([*HALL, freed(), moved()], [*INVITED, answered("declined")]).when(invite_anew()).then({})
    both([*HALL, moved()], [*NOMINATED, appointed()]).when(invite_anew()).then({})
    both([*HALL, moved()], [*INVITED, TAKEN_BACK]).when(invite_anew()).then({})
    both([*HALL, moved(), called_off()], INVITED).when(invite_anew()).then({})
    both([], INVITED).when(invite_anew()).then({})


@pytest.mark.parametrize("ending", [[TAKEN_BACK], [WITHDRAWAL, GONE]])
def test_the_seats_of_a_meeting_that_was_called_off_are_given_up(ending: list[Event]) -> None:
    """Also of who is no Koploper any more, by whichever reaction comes first; once."""
    reactions: list[tuple[commands.SeatCommand, events.Lapse]] = [
        (release(), "article-withdrawn"),
        (leave_called_off(), "called-off"),
    ]
    for reaction, because in reactions:
        lapses = [lapsed(because)] if TAKEN_BACK in ending else []
        both(OFF, [*INVITED, *ending]).when(reaction).then({AT_MEETING: [freed()], IN_STORY: lapses})
        both([*OFF, freed()], [*INVITED, *ending, *lapses]).when(reaction).then({})


def test_seats_of_others_stay_when_one_is_given_up() -> None:
    """Each Koploper leaves on its own."""
    left = fold(CORE, AT_MEETING, [planned(), seat(), seat(OTHER_STORY), called_off(), freed()])
    assert left.seats == {OTHER_STORY}


def test_a_meeting_that_was_called_off_takes_no_seats() -> None:
    """A fact that cannot follow changes nothing."""
    off = fold(CORE, AT_MEETING, OFF)
    for fact in (planned(), moved(), called_off(), seat(OTHER_STORY)):
        assert fold(CORE, AT_MEETING, [*OFF, fact]) == off


@pytest.mark.parametrize("command", [move(), call_off()])
def test_role_may_not(command: commands.MeetingCommand) -> None:
    """Meetings are the editors' to plan, move and call off."""
    Given(CORE, HALL).when(replace(command, act=act("ministry-vws"))).refused_with(RoleMayNot)
