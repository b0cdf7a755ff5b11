"""A nomination and an appointment are taken back by the office that made them, in the order in which they rest on each
other, and decided anew."""

from dataclasses import replace
from itertools import product

import pytest

from services.publication import commands, errors, events
from services.publication.decider import CORE, decide, story
from services.publication.decider.story import Appointed, Nominated, NotNominated, Published
from shared.actor import ROLES, Role
from shared.errors import NotNow, RoleMayNot, Unknown
from shared.event import Event
from shared.testing.given import Given, act, fold
from tests.unit.services.publication.halls import AT_OTHER, called_off, hall, invited_to, lapsed
from tests.unit.services.publication.koplopers import (
    AT_MEETING,
    DRAFTED,
    GONE,
    IN_STORY,
    MEETING,
    OTHER_MEETING,
    PUBLISHED,
    REVISED,
    STORY,
    SUBMITTED,
    TAKEN_BACK,
    TAKEN_UP,
    WITHDRAWAL,
    adoption,
    appearance,
    appoint,
    appointed,
    assessed,
    assessment_undone,
    both,
    by_contact,
    by_editor,
    clearance_undone,
    cleared,
    freed,
    gone_for,
    invited,
    nominate,
    nominated,
    not_appointed,
    not_nominated,
    planned,
    published,
    seat,
    take_appointment_back,
    take_nomination_back,
)
from tests.unit.services.publication.koplopers import story as story_of

HALL: list[Event] = [planned(), seat()]
OFF: list[Event] = [*HALL, called_off()]
INVITED: list[Event] = [*PUBLISHED, invited()]
NOMINATED: list[Event] = [*INVITED, nominated()]
APPOINTED: list[Event] = [*NOMINATED, appointed()]
AWAY: dict[str, list[Event]] = {
    "revised": [REVISED],
    "assessment taken back": [assessment_undone(), gone_for("assessment-reversed")],
    "clearance taken back": [clearance_undone(), gone_for("clearance-reversed")],
    "taken back by editors": [TAKEN_BACK],
    "taken up again": [TAKEN_BACK, TAKEN_UP],
}
SEATLESS: list[Event] = [
    *NOMINATED,
    *AWAY["taken up again"],
    lapsed("article-withdrawn"),
    by_editor(5),
    by_contact(5),
    published(version=2),
]
"""Put forward, and out again without the seat that went with the article."""
waiting = pytest.mark.parametrize("away", [[], *AWAY.values()], ids=["out", *AWAY])
TAKE_BACK: tuple[commands.SeatCommand, ...] = (take_nomination_back(), take_appointment_back())


@waiting
def test_the_editors_take_a_nomination_back(away: list[Event]) -> None:
    """With a reason, also while the story waits or its article is not out; the seat stays."""
    both(HALL, [*NOMINATED, *away]).when(take_nomination_back()).then({IN_STORY: [not_nominated()]})


@waiting
def test_the_ministry_takes_an_appointment_back(away: list[Event]) -> None:
    """With a reason, likewise; the nomination stands."""
    both(HALL, [*APPOINTED, *away]).when(take_appointment_back()).then({IN_STORY: [not_appointed()]})


def test_what_was_taken_back_is_decided_anew() -> None:
    """The Koploper is put forward and named again, at the meeting it is invited to."""
    again: list[Event] = [*NOMINATED, not_nominated()]
    both(HALL, again).when(appoint()).refused_with(errors.NotNominated)
    both(HALL, again).when(nominate()).then({IN_STORY: [nominated()]})
    both(HALL, [*APPOINTED, not_appointed()]).when(appoint()).then({IN_STORY: [appointed()]})
    both(HALL, [*APPOINTED, not_appointed()]).when(take_nomination_back()).then({IN_STORY: [not_nominated()]})


def test_a_nomination_that_was_taken_back_can_be_given_elsewhere() -> None:
    """The Koploper may be invited to another meeting, and is put forward there."""
    at_other = replace(nominate(), meeting_id=OTHER_MEETING)
    facts: list[Event] = [*NOMINATED, not_nominated(), invited_to()]
    found = Given(CORE, {AT_OTHER: [hall(), seat()], IN_STORY: facts}).when(at_other)
    assert [type(fact) for fact in found.facts[IN_STORY]] == [events.KoploperNominated]


def test_an_appointment_goes_before_its_nomination() -> None:
    """The editors do not undo what the ministry decided."""
    both(HALL, APPOINTED).when(take_nomination_back()).refused_with(errors.AlreadyAppointed)


@pytest.mark.parametrize("away", AWAY.values(), ids=AWAY)
def test_what_was_taken_back_while_the_article_was_away_does_not_come_back_with_it(away: list[Event]) -> None:
    """Published anew, the Koploper is as far as it was left."""
    taken_up: list[Event] = [TAKEN_UP] if away[-1] == TAKEN_BACK else []
    anew: list[Event] = [
        *taken_up,
        assessed(number=7),
        cleared(number=7),
        by_editor(5),
        by_contact(5),
        published(version=2),
    ]
    for facts, standing in (
        ([*APPOINTED, *away, *anew], Appointed(MEETING)),
        ([*APPOINTED, *away, not_appointed(), *anew], Nominated(MEETING)),
        ([*APPOINTED, *away, not_appointed(), not_nominated(), *anew], NotNominated()),
    ):
        koploper = fold(CORE, IN_STORY, facts)
        assert isinstance(koploper, Published)
        assert koploper.standing == standing


@pytest.mark.parametrize("command", [appearance(), adoption()])
@pytest.mark.parametrize("facts", [[*NOMINATED, not_nominated()], [*APPOINTED, not_appointed()]])
def test_what_others_made_of_it_is_recorded_all_the_same(facts: list[Event], command: commands.StoryCommand) -> None:
    """A podium and an adoption rest on the article that is out, not on a nomination or an appointment."""
    state = fold(CORE, IN_STORY, facts)
    assert decide(command, state)


def test_the_toolkit_is_for_who_is_named() -> None:
    """No new edition is sent once the appointment was taken back, and an edition that was sent stays sent."""
    sent = commands.RecordToolkit(act=act("editor"), initiative_id=STORY, edition="2019-1", how="email")
    facts: list[Event] = [*APPOINTED, events.ToolkitSent(edition="2019-1", how="email"), not_appointed()]
    story_of(*facts).when(replace(sent, edition="2019-2")).refused_with(errors.NotAppointed)
    story_of(*facts, appointed()).when(sent).refused_with(errors.ToolkitAlreadySent)


NOT_THERE: dict[str, tuple[list[Event], type[NotNow], type[NotNow]]] = {
    "nothing heard": ([], errors.NotPublished, errors.NotPublished),
    "submitted": ([SUBMITTED], errors.NotPublished, errors.NotPublished),
    "drafted": (DRAFTED, errors.NotPublished, errors.NotPublished),
    "published": (PUBLISHED, errors.NotNominated, errors.NotAppointed),
    "invited": (INVITED, errors.NotNominated, errors.NotAppointed),
    "nominated elsewhere": (
        [*INVITED, invited(OTHER_MEETING), nominated(OTHER_MEETING)],
        errors.NotNominated,
        errors.NotAppointed,
    ),
    "appointed elsewhere": (
        [*INVITED, invited(OTHER_MEETING), nominated(OTHER_MEETING), appointed(OTHER_MEETING)],
        errors.NotNominated,
        errors.NotAppointed,
    ),
    "both taken back before": (
        [*APPOINTED, not_appointed(), not_nominated()],
        errors.NotNominated,
        errors.NotAppointed,
    ),
    "lapsed": (
        [*NOMINATED, lapsed("absent", nominated=True), not_nominated(reason=None)],
        errors.NotNominated,
        errors.NotAppointed,
    ),
    "withdrawn by the submitter": (
        [*APPOINTED, WITHDRAWAL, GONE],
        errors.InitiativeWithdrawn,
        errors.InitiativeWithdrawn,
    ),
}


@pytest.mark.parametrize(("facts", "nomination", "appointment"), NOT_THERE.values(), ids=NOT_THERE)
def test_there_has_to_be_something_to_take_back(
    facts: list[Event], nomination: type[NotNow], appointment: type[NotNow]
) -> None:
    """At this meeting, and not taken back before."""
    both(HALL, facts).when(take_nomination_back()).refused_with(nomination)
    both(HALL, facts).when(take_appointment_back()).refused_with(appointment)


def test_a_nomination_is_no_appointment() -> None:
    """The ministry takes back what it decided itself."""
    both(HALL, NOMINATED).when(take_appointment_back()).refused_with(errors.NotAppointed)


@pytest.mark.parametrize("command", TAKE_BACK)
def test_at_a_meeting_that_is_not_there_nothing_is_taken_back(command: commands.SeatCommand) -> None:
    """Whatever the story says."""
    both([], APPOINTED).when(command).refused_with(Unknown)


@pytest.mark.parametrize(("command", "role"), list(product(TAKE_BACK, sorted(ROLES))))
def test_only_the_office_that_made_it_takes_it_back(command: commands.SeatCommand, role: Role) -> None:
    """The editors a nomination, the ministry of VWS an appointment."""
    maker = "editor" if isinstance(command, commands.ReverseNomination) else "ministry-vws"
    facts = NOMINATED if maker == "editor" else APPOINTED
    asked = both(HALL, facts).when(replace(command, act=act(role)))
    if role == maker:
        assert asked.refusal is None
    else:
        asked.refused_with(RoleMayNot)


def test_an_appointment_at_a_meeting_that_was_called_off_since() -> None:
    """What it had kept from following follows now: the invitation lapses with the nomination, and it goes on."""
    over = [not_appointed(), lapsed("called-off", nominated=True), not_nominated(reason=None)]
    both(OFF, APPOINTED).when(take_appointment_back()).then({AT_MEETING: [freed()], IN_STORY: over})
    both([*OFF, freed()], APPOINTED).when(take_appointment_back()).then({IN_STORY: over})


@pytest.mark.parametrize("away", [AWAY["assessment taken back"], AWAY["taken back by editors"], AWAY["taken up again"]])
def test_an_appointment_at_a_meeting_that_was_called_off_while_the_article_was_away(away: list[Event]) -> None:
    """The nomination is not left at a meeting that is not held, whether the seat went with the article or not."""
    over = [not_appointed(), lapsed("called-off", nominated=True), not_nominated(reason=None)]
    both(OFF, [*APPOINTED, *away]).when(take_appointment_back()).then({AT_MEETING: [freed()], IN_STORY: over})
    seatless = [*APPOINTED, *away, lapsed("article-withdrawn")]
    both([*OFF, freed()], seatless).when(take_appointment_back()).then(
        {IN_STORY: [not_appointed(), not_nominated(reason=None)]}
    )


def test_an_appointment_of_who_lost_its_seat_with_its_article() -> None:
    """Out again, and its meeting called off: with the appointment goes the nomination."""
    again = [*SEATLESS, appointed()]
    both([*OFF, freed()], again).when(take_appointment_back()).then(
        {IN_STORY: [not_appointed(), not_nominated(reason=None)]}
    )


def test_a_nomination_at_a_meeting_that_was_called_off_while_the_article_was_away() -> None:
    """One that stands there from before this lapsed by itself is taken back by the editors."""
    gone = [*NOMINATED, TAKEN_BACK, lapsed("article-withdrawn")]
    both([*OFF, freed()], gone).when(take_nomination_back()).then({IN_STORY: [not_nominated()]})


@pytest.mark.parametrize("event", [not_nominated(), not_appointed()])
@pytest.mark.parametrize("facts", [[], [SUBMITTED], DRAFTED, [*NOMINATED, WITHDRAWAL, GONE]])
def test_such_a_fact_changes_only_a_story_that_is_or_was_out(event: events.StoryEvent, facts: list[Event]) -> None:
    """Everywhere else it only counts in the version."""
    before = fold(CORE, IN_STORY, facts)
    assert story.evolve(before, event) == replace(before, version=before.version + 1)
