"""Review's read models say what its decisions are made on."""

from collections.abc import Iterator
from typing import assert_never

import pytest
from hypothesis import example, given, settings
from sqlalchemy import Connection, create_engine, true

from services.review import projections
from services.review.decider import CORE
from services.review.decider.state import Cleared, Open, Refused, State, Waiting, Withdrawn, due, suspended
from services.review.events import ClearanceRequested
from shared import projection
from shared.decider import Command
from shared.event import Event
from shared.store import schema
from shared.store.store import AnyRow
from shared.testing.given import NOON, actor, fold, uuid
from shared.turn import Recorded
from tests.unit.services.review.clearances import (
    ALL,
    INITIATIVE,
    LATER_POLICY,
    OCW,
    POLICY,
    STREAM,
    VWS,
    check,
    correct_check,
    note_assessment,
    note_policy,
    note_reversal,
    note_revision,
    note_submission,
    note_withdrawal,
    request,
    take_back,
    verdict,
)
from tests.unit.services.review.test_properties import REASSESSED, UNDER_WAY, Journey, journeys

CLEARED: list[Command] = [*UNDER_WAY, *(verdict(ministry) for ministry in ALL)]
ANEW: list[Command] = [note_assessment(number=5), request()]
REJECTED: list[Command] = [*UNDER_WAY, verdict(VWS), note_revision(), note_assessment(2, "not-met")]


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """A store with review's read models only."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        projections.tables.create_all(connection)
        schema.schedule.create(connection)
        connection.commit()
        yield connection
    engine.dispose()


@settings(max_examples=2 * settings().max_examples)
@example([*UNDER_WAY, verdict(VWS), *REASSESSED, verdict(OCW)])
@example([*UNDER_WAY, verdict(VWS), note_revision()])
@example([*UNDER_WAY, note_assessment(2)])
@example([*CLEARED, *REASSESSED])
@example([*CLEARED, *REASSESSED, check(), note_revision(3), note_assessment(3), request()])
@example([*REJECTED, note_revision(3), note_assessment(3), request()])
@example([*REJECTED, note_withdrawal()])
@example([*CLEARED, note_withdrawal()])
@example([*CLEARED, take_back(OCW)])
@example([*CLEARED, take_back(OCW), verdict(OCW, "refused"), take_back(OCW)])
@example([*CLEARED, note_reversal(), note_assessment(1, "not-met", number=3), note_reversal(1, 4), *ANEW])
@example([*UNDER_WAY, verdict(VWS), correct_check(clear=False)])
@example([*UNDER_WAY, verdict(VWS), note_reversal()])
@given(journeys())
def test_what_is_shown_is_what_is_decided_on(connection: Connection, asked: list[Command]) -> None:
    """State, version, check and verdicts as read are those of the state that decisions start from."""
    journey = Journey()
    for command in asked:
        journey.give(command)
    with connection.begin() as transaction:
        _write(connection, journey.facts)
        _agrees(connection, journey.facts)
        transaction.rollback()


def test_who_was_asked_waits_no_more(connection: Connection) -> None:
    """Due until the clearance is requested, and under no other policy."""
    journey = Journey()
    asked: list[Command] = [note_submission(), note_assessment(), note_policy()]
    for command in asked:
        journey.give(command)
    with connection.begin() as transaction:
        _write(connection, journey.facts)
        assert projections.waiting_for(connection, POLICY) == [INITIATIVE]
        assert projections.waiting_for(connection, LATER_POLICY) == []
        journey.give(request())
        _write(connection, journey.facts)
        assert projections.waiting_for(connection, POLICY) == []
        transaction.rollback()


def _agrees(connection: Connection, facts: list[Event]) -> None:
    state: State = fold(CORE, STREAM, facts)
    row = projections.one(connection, INITIATIVE, true())
    assert (row is not None) == any(isinstance(fact, ClearanceRequested) for fact in facts)
    if row is not None:
        assert row.version == len(facts)
        _shows(connection, row, state)
    if asked_for := due(state):
        assert projections.waiting_for(connection, asked_for.policy_version) == [INITIATIVE]


def _shows(connection: Connection, row: AnyRow, state: State) -> None:
    match state:
        case Open(heard, round_):
            assert row.state == ("suspended" if suspended(heard, round_.version) else "open")
            assert (row.submission_version, row.policy_version) == (round_.version, round_.policy_version)
            assert projections.newest_version(row) == heard.newest
            shown = projections.standing_check(row)
            found = "not-checked" if shown is None else "clear" if shown["clear"] else "objects"
            assert found == round_.inspectorate
            verdicts = {each.ministry: each.verdict for each in projections.verdicts(connection, row)}
            assert verdicts == dict(round_.verdicts)
        case Cleared(_, round_):
            assert (row.state, row.submission_version) == ("cleared", round_.version)
            assert {each.verdict for each in projections.verdicts(connection, row)} == {"cleared"}
            assert projections.standing_check(row)
        case Refused(_, round_):
            assert (row.state, row.refused_by) == ("refused", list(round_.refused_by))
            verdicts = {each.ministry: each.verdict for each in projections.verdicts(connection, row)}
            assert verdicts == dict(round_.verdicts)
        case Waiting():
            assert (row.state, row.closed_because) == ("closed", "rejected")
        case Withdrawn():
            assert (row.state, row.closed_because) == ("closed", "withdrawn")
        case _:
            assert_never(state)


def _write(connection: Connection, facts: list[Event]) -> None:
    recorded = [_recorded(fact, number) for number, fact in enumerate(facts, 1)]
    for model in projections.PROJECTIONS:
        projection.write(connection, (change for fact in recorded for change in model.changes(fact)))


def _recorded(fact: Event, version: int) -> Recorded:
    return Recorded(fact, uuid(version), STREAM, version, NOON, actor("system"), uuid(900), None, b"")
