"""Publication's read models say what its decisions are made on."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given, settings
from sqlalchemy import Connection, create_engine, true

from services.publication import events, projections
from services.publication.decider import CORE
from services.publication.decider.allowed import moving
from services.publication.decider.channels import Channels, Failed, Gone, Out, Planned, ToCorrect, ToWithdraw
from services.publication.decider.meeting import NotPlanned
from services.publication.decider.meeting import Planned as PlannedMeeting
from services.publication.decider.story import (
    NEVER_OUT,
    NotNominated,
    Open,
    Published,
    TakenBack,
    WantsNext,
    Withdrawn,
)
from services.publication.errors import SuspendedByReversal, SuspendedByRevision
from services.publication.projections import queries
from shared import projection
from shared.decider import Command
from shared.envelope import timestamp
from shared.event import Event
from shared.store.store import AnyRow
from shared.testing.given import NOON, actor, fold, uuid
from shared.turn import Recorded
from tests.unit.services.publication.asked import anything, histories, road, undone_and_done_again
from tests.unit.services.publication.koplopers import MEETING, OTHER_MEETING, OTHER_STORY, STORY
from tests.unit.services.publication.test_random_commands import play

COURSES = {
    Planned: "planned",
    Failed: "failed",
    Out: "published",
    ToCorrect: "to-correct",
    ToWithdraw: "to-withdraw",
    Gone: "withdrawn",
}
EVERYTHING = queries.visible(true())


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """A store with publication's read models only."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        projections.tables.create_all(connection)
        connection.commit()
        yield connection
    engine.dispose()


@settings(max_examples=2 * settings().max_examples)
@example([*road(STORY), *road(OTHER_STORY)])
@example([*road(STORY), *undone_and_done_again(STORY)])
@example([*road(STORY), *undone_and_done_again(STORY)[:1]])
@given(histories() | anything)
def test_what_is_shown_is_what_is_decided_on(connection: Connection, history: list[Command]) -> None:
    """State, version, suspension, drafts and seats as read are those of the states that decisions start from."""
    facts = play(history)
    with connection.begin() as transaction:
        for stream, grown in facts.items():
            _write(connection, stream, grown)
        for story in (STORY, OTHER_STORY):
            _story_agrees(connection, story, facts.get(f"initiative-{story}", []))
        for meeting in (MEETING, OTHER_MEETING):
            _seats_agree(connection, meeting, facts.get(f"meeting-{meeting}", []))
        transaction.rollback()


def _write(connection: Connection, stream: str, facts: Sequence[Event]) -> None:
    for number, event in enumerate(facts, 1):
        fact = Recorded(event, f"{stream}/{number}", stream, number, NOON, actor("system"), uuid(900), None, b"")
        for each in projections.PROJECTIONS:
            projection.write(connection, each.changes(fact))


def _story_agrees(connection: Connection, story: events.InitiativeId, facts: Sequence[Event]) -> None:
    state, row = fold(CORE, f"initiative-{story}", facts), queries.one_story(connection, story, EVERYTHING)
    opened = any(isinstance(fact, events.StoryOpened) for fact in facts)
    assert (row is not None) == opened
    if row is None:
        return
    assert row.version == len(facts)
    match state:
        case Open(before=before):
            _channels_agree(connection, story, state.channels)
            assert (row.state, row.suspended) == ("open" if before == NEVER_OUT else "withdrawn", _suspended(state))
            assert (row.notice is not None) == (row.reopened_at is not None) == (before != NEVER_OUT)
            assert row.reason == before.told
        case Published():
            _channels_agree(connection, story, state.channels)
            assert (row.state, row.suspended) == ("published", _suspended(state))
            assert (row.title, row.draft_version) == (state.title, state.draft_out)
            assert row.published_version == state.published_version
            _invitations_agree(connection, story, state)
            _wish_agrees(connection, story, state)
            assert {row.edition for row in queries.toolkits(connection, story)} == state.followed.toolkits
        case TakenBack() | Withdrawn():
            _channels_agree(connection, story, state.channels)
            assert (row.state, row.suspended) == ("withdrawn", False)
            assert (row.notice is not None) == (row.published_at is not None)
        case _:
            raise AssertionError(state)
    assert _out(row, facts)
    shown = [each.region for each in queries.out_at(connection, timestamp(NOON)) if each.initiative_id == story]
    assert shown == ([row.article_region] if isinstance(state, Published) else [])


def _channels_agree(connection: Connection, story: events.InitiativeId, channels: Channels) -> None:
    for row in queries.channels_of(connection, story):
        course = channels.course(row.channel)
        assert row.state == COURSES[type(course)]
        assert row.text == channels.text(row.channel)
        assert not isinstance(course, Out) or row.link == course.link
        assert not isinstance(course, Failed) or row.failure is not None


def _suspended(state: Open | Published) -> bool:
    try:
        moving(state)
    except (SuspendedByRevision, SuspendedByReversal):
        return True
    return False


def _out(row: AnyRow, facts: Sequence[Event]) -> bool:
    return (row.published_at is not None) == any(isinstance(fact, events.ArticlePublished) for fact in facts)


def _invitations_agree(connection: Connection, story: events.InitiativeId, state: Published) -> None:
    rows = queries.invitations_of(connection, story)
    told = {row.meeting_id: "lapsed" if row.lapsed_at else row.answer or "invited" for row in rows}
    assert told == {meeting: invitation.answer for meeting, invitation in state.invitations.items()}


def _wish_agrees(connection: Connection, story: events.InitiativeId, state: Published) -> None:
    """Who is shown to wait, before the day of any meeting, is who the service invites when there is a seat."""
    today = NOON.date()
    seats = [each for each in state.invitations.values() if each.stands]
    waits = not seats and isinstance(state.standing, NotNominated)
    wants = isinstance(state.wish, WantsNext) and waits
    waiting = queries.waiting(true(), today.isoformat()).label("waiting")
    shown = queries.one_story(connection, story, EVERYTHING, waiting)
    assert shown is not None
    assert shown.waiting == ("next-meeting" if wants else "invitation" if waits else None)
    found = queries.wanting_next(connection, today.isoformat(), story)
    assert [row.next_from for row in found] == (
        [state.wish.left] if isinstance(state.wish, WantsNext) and wants else []
    )


def _seats_agree(connection: Connection, meeting: events.MeetingId, facts: Sequence[Event]) -> None:
    state, row = fold(CORE, f"meeting-{meeting}", facts), queries.one_meeting(connection, meeting)
    assert (row is None) == isinstance(state, NotPlanned)
    if row is not None:
        assert (row.version, row.seats_taken) == (len(facts), len(state.seats))
        assert row.state == ("planned" if isinstance(state, PlannedMeeting) else "called-off")
        assert (row.date, row.region) == (state.date.isoformat(), state.region)
        seated = {each for each in (STORY, OTHER_STORY) if meeting in queries.seats_of(connection, each)}
        assert seated == set(state.seats)
