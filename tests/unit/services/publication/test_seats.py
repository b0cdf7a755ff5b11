"""Meetings and their seats: who is invited, comes, is put forward and is named."""

from collections.abc import Sequence

import pytest

from services.publication import commands, errors, events
from services.publication.decider import CORE
from shared.errors import NotYours, RoleMayNot, Unknown
from shared.event import Event
from shared.testing.given import Given, act, uuid
from tests.unit.services.publication.halls import lapsed
from tests.unit.services.publication.koplopers import (
    AT_MEETING,
    DRAFTED,
    GONE,
    IN_STORY,
    MEETING,
    OTHER_MEETING,
    OTHER_STORY,
    PUBLISHED,
    REVISED,
    STORY,
    SUBMITTED,
    TAKEN_BACK,
    WITHDRAWAL,
    answer,
    answered,
    appoint,
    appointed,
    both,
    by_contact,
    by_editor,
    clearance_undone,
    cleared,
    freed,
    gone_for,
    invite,
    invited,
    nominate,
    nominated,
    plan,
    planned,
    published,
    release,
    seat,
)

HALL: list[Event] = [planned(), seat()]
INVITED: list[Event] = [*PUBLISHED, invited()]
NOMINATED: list[Event] = [*INVITED, answered("accepted"), nominated()]
SEATS: Sequence[commands.SeatCommand] = (invite(), answer("accepted"), nominate(), appoint())


def test_a_meeting_is_planned() -> None:
    """A meeting has a title, region, date, place and capacity."""
    Given(CORE, []).when(plan()).then([planned()])


def test_already_planned() -> None:
    """A meeting is planned once."""
    Given(CORE, [planned()]).when(plan()).refused_with(errors.AlreadyPlanned)


@pytest.mark.parametrize("command", SEATS)
def test_no_such_meeting(command: commands.SeatCommand) -> None:
    """Nobody is invited to, answers for or is named at a meeting that was not planned."""
    both([], INVITED).when(command).refused_with(Unknown)


def test_an_invitation_reserves_a_seat() -> None:
    """One decision, two streams: the meeting's seat and the story's invitation."""
    both([planned()], PUBLISHED).when(invite()).then({AT_MEETING: [seat()], IN_STORY: [invited()]})


@pytest.mark.parametrize("command", [invite(), nominate(), appoint()])
@pytest.mark.parametrize("facts", [[], [SUBMITTED], DRAFTED])
def test_not_published(command: commands.SeatCommand, facts: list[Event]) -> None:
    """Only a published story is a Koploper."""
    both([planned()], facts).when(command).refused_with(errors.NotPublished)


def test_meeting_full() -> None:
    """Seats are never reserved above the capacity; a released one is free again."""
    both([planned(1), seat(OTHER_STORY)], PUBLISHED).when(invite()).refused_with(errors.MeetingFull)
    both([planned(1), seat(OTHER_STORY), freed(OTHER_STORY)], PUBLISHED).when(invite()).then(
        {AT_MEETING: [seat()], IN_STORY: [invited()]}
    )


def test_already_invited() -> None:
    """A Koploper is invited once per meeting, also after it declined; another meeting is another invitation."""
    both(HALL, INVITED).when(invite()).refused_with(errors.AlreadyInvited)
    both([*HALL, freed()], [*INVITED, answered("declined")]).when(invite()).refused_with(errors.AlreadyInvited)
    both([planned()], [*PUBLISHED, invited(OTHER_MEETING)]).when(invite()).then(
        {AT_MEETING: [seat()], IN_STORY: [invited()]}
    )


@pytest.mark.parametrize(
    ("since", "told", "possible"),
    [
        ([], "that invitation stands", "Nothing was changed."),
        ([answered("accepted")], "that invitation stands", "Nothing was changed."),
        ([answered("declined")], "and declined", "once its submitter answers so"),
        ([answered("next")], "asked for the next one", "once its submitter answers so"),
    ],
)
def test_who_was_invited_is_told_what_was_answered(since: list[Event], told: str, possible: str) -> None:
    """And what is possible then."""
    refusal = both(HALL, [*INVITED, *since]).when(invite()).refusal
    assert isinstance(refusal, errors.AlreadyInvited)
    assert told in refusal.sentence
    assert possible in refusal.sentence


@pytest.mark.parametrize(
    ("facts", "told", "possible"),
    [
        (PUBLISHED, "is not invited", "invite it first"),
        ([*INVITED, answered("declined")], "declined", "once its submitter answers so"),
        ([*INVITED, answered("next")], "asked for the next meeting", "once its submitter answers so"),
        ([*INVITED, lapsed("absent")], "lapsed", "an editor can invite it anew"),
    ],
)
def test_who_does_not_come_is_told_why(facts: list[Event], told: str, possible: str) -> None:
    """Nobody is sent to an act that is refused for the same."""
    refusal = both(HALL, facts).when(nominate()).refusal
    assert isinstance(refusal, errors.NotInvited)
    assert told in refusal.sentence
    assert possible in refusal.sentence


def test_accepting_keeps_the_seat() -> None:
    """Who comes keeps the seat that was reserved."""
    both(HALL, INVITED).when(answer("accepted")).then({IN_STORY: [answered("accepted")]})


@pytest.mark.parametrize("reply", ["declined", "next"])
def test_not_coming_releases_the_seat(reply: events.Reply) -> None:
    """Who declines or moves to the next meeting leaves the seat to another, also after accepting."""
    for before in ([], [answered("accepted")]):
        both(HALL, [*INVITED, *before]).when(answer(reply)).then({AT_MEETING: [freed()], IN_STORY: [answered(reply)]})


def test_not_coming_in_another_way_releases_nothing_more() -> None:
    """Declined after `next` changes the answer; the seat was free already."""
    both([*HALL, freed()], [*INVITED, answered("next")]).when(answer("declined")).then(
        {IN_STORY: [answered("declined")]}
    )


def test_coming_after_all_takes_a_seat_while_there_is_one() -> None:
    """Who declined and comes after all needs a seat again."""
    facts = [*INVITED, answered("declined")]
    both([*HALL, freed()], facts).when(answer("accepted")).then(
        {AT_MEETING: [seat()], IN_STORY: [answered("accepted")]}
    )
    both([planned(1), seat(), freed(), seat(OTHER_STORY)], facts).when(answer("accepted")).refused_with(
        errors.MeetingFull
    )


def test_already_answered() -> None:
    """The same answer is given once."""
    both(HALL, [*INVITED, answered("accepted")]).when(answer("accepted")).refused_with(errors.AlreadyAnswered)


def test_not_yours() -> None:
    """Only the submitter answers, whatever the state of the story."""
    noted: list[Event] = [SUBMITTED]
    for facts in (INVITED, PUBLISHED, DRAFTED, noted):
        both(HALL, facts).when(answer("accepted", submitter=99)).refused_with(NotYours)


def test_an_answer_needs_an_invitation() -> None:
    """Who was not invited to this meeting has nothing to answer."""
    both(HALL, PUBLISHED).when(answer("accepted")).refused_with(errors.NotInvited)


@pytest.mark.parametrize("facts", [[], [SUBMITTED], DRAFTED])
def test_an_answer_needs_a_published_story(facts: list[Event]) -> None:
    """What is not published was not invited either."""
    both(HALL, facts).when(answer("accepted")).refused_with(errors.NotPublished)


@pytest.mark.parametrize("before", [[], [answered("accepted")]])
def test_an_invited_koploper_is_nominated(before: list[Event]) -> None:
    """Invited and not declined is enough; the meeting's stream stays as it is."""
    both(HALL, [*INVITED, *before]).when(nominate()).then({IN_STORY: [nominated()]})


@pytest.mark.parametrize(
    "facts",
    [PUBLISHED, [*PUBLISHED, invited(OTHER_MEETING)], [*INVITED, answered("declined")], [*INVITED, answered("next")]],
)
def test_not_invited(facts: list[Event]) -> None:
    """Who was not invited to this meeting, or does not come, is not nominated at it."""
    both(HALL, facts).when(nominate()).refused_with(errors.NotInvited)


@pytest.mark.parametrize("command", [invite(), nominate(), answer("declined")])
@pytest.mark.parametrize("facts", [NOMINATED, [*NOMINATED, appointed()]])
def test_already_nominated(command: commands.SeatCommand, facts: list[Event]) -> None:
    """A Koploper is nominated once; after it there are no more invitations, and no answer for that meeting."""
    both(HALL, facts).when(command).refused_with(errors.AlreadyNominated)


def test_an_invitation_elsewhere_can_be_answered_after_the_nomination() -> None:
    """Nominated at one meeting, the seat at another can still be given back."""
    elsewhere: list[Event] = [*PUBLISHED, invited(OTHER_MEETING), invited(), nominated(OTHER_MEETING)]
    both(HALL, elsewhere).when(answer("declined")).then({AT_MEETING: [freed()], IN_STORY: [answered("declined")]})


def test_the_ministry_appoints_who_was_nominated() -> None:
    """VWS names the Koploper at the meeting of its nomination."""
    both(HALL, NOMINATED).when(appoint()).then({IN_STORY: [appointed()]})


def test_not_nominated() -> None:
    """Who was not nominated, or elsewhere, is not appointed here."""
    elsewhere: list[Event] = [*PUBLISHED, invited(OTHER_MEETING), nominated(OTHER_MEETING)]
    for facts in (INVITED, elsewhere):
        both(HALL, facts).when(appoint()).refused_with(errors.NotNominated)


def test_already_appointed() -> None:
    """A Koploper is appointed once."""
    both(HALL, [*NOMINATED, appointed()]).when(appoint()).refused_with(errors.AlreadyAppointed)


@pytest.mark.parametrize(("command", "facts"), [(invite(), PUBLISHED), (nominate(), INVITED), (appoint(), NOMINATED)])
def test_suspended_by_revision(command: commands.SeatCommand, facts: list[Event]) -> None:
    """A revision that raced with the publication stops invitation, nomination and appointment."""
    both([planned()], [*facts, REVISED]).when(command).refused_with(errors.SuspendedByRevision)


@pytest.mark.parametrize("command", SEATS)
def test_withdrawn(command: commands.SeatCommand) -> None:
    """Nobody is invited, answers or is named once the initiative is withdrawn or the article taken back."""
    both(HALL, [*INVITED, WITHDRAWAL, GONE]).when(command).refused_with(errors.InitiativeWithdrawn)
    both(HALL, [*INVITED, TAKEN_BACK]).when(command).refused_with(errors.ArticleTakenBack)


LAPSED = events.InvitationLapsed(meeting_id=MEETING, because="article-withdrawn", nominated=False)


@pytest.mark.parametrize(
    ("ending", "lapses"),
    [
        ([TAKEN_BACK], [LAPSED]),
        ([clearance_undone(), gone_for("clearance-reversed")], [LAPSED]),
        ([WITHDRAWAL, GONE], []),
    ],
    ids=["taken back", "rests on nothing", "withdrawn"],
)
def test_a_withdrawn_article_gives_its_seat_back(ending: list[Event], lapses: list[Event]) -> None:
    """The seat is free for another, once; an invitation lapses where the article can still be published anew."""
    both(HALL, [*INVITED, *ending]).when(release()).then({AT_MEETING: [freed()], IN_STORY: lapses})
    both([*HALL, freed()], [*INVITED, *ending, *lapses]).when(release()).then({})
    both([], [*INVITED, *ending]).when(release()).then({})


def test_who_is_out_anew_is_invited_anew() -> None:
    """Its invitation lapsed with the article; what it was nominated before stands."""
    gone = [clearance_undone(), gone_for("clearance-reversed"), LAPSED, cleared(number=3)]
    anew = [*gone, by_editor(5), by_contact(5), published(version=2)]
    both([*HALL, freed()], [*INVITED, *anew]).when(nominate()).refused_with(errors.NotInvited)
    both([*HALL, freed()], [*INVITED, *anew]).when(invite()).then({AT_MEETING: [seat()], IN_STORY: [invited()]})
    both([*HALL, freed()], [*NOMINATED, *anew]).when(appoint()).then({IN_STORY: [appointed()]})


def test_who_is_out_anew_before_its_seat_was_given_up_keeps_it() -> None:
    """Seat and invitation go together, whichever is heard first."""
    anew = [clearance_undone(), gone_for("clearance-reversed"), cleared(number=3), by_editor(5), by_contact(5)]
    both(HALL, [*INVITED, *anew, published(version=2)]).when(release()).then({})


def test_a_seat_that_is_in_use_is_not_released() -> None:
    """The reaction leaves the seat of a Koploper that still is one, and never refuses."""
    noted: list[Event] = [SUBMITTED]
    for facts in ([], noted, INVITED):
        both(HALL, facts).when(release()).then({})


def test_role_may_not() -> None:
    """Naming a Koploper is for VWS, and answering for the submitter."""
    by_ocw = commands.Appoint(act=act("ministry-ocw"), meeting_id=MEETING, initiative_id=STORY)
    both(HALL, NOMINATED).when(by_ocw).refused_with(RoleMayNot)
    assert by_ocw.streams == (f"meeting-{uuid(11)}", f"initiative-{uuid(1)}", f"conflict-{uuid(1)}")
