"""How long persons are known of what was rejected, refused or withdrawn: the term of the policy it ended under."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from services.intake import commands, events, words
from services.intake.decider import CORE
from services.intake.projections.planned import FORGET, PROJECTIONS, REFUSED, REJECTED
from services.intake.projections.planned import WITHDRAWN as TAKEN_BACK
from shared.actor import Actor
from shared.errors import RoleMayNot
from shared.event import Event
from shared.projection import Put, Remove
from shared.testing.given import NOON, Given, act, uuid
from shared.turn import Recorded
from tests.unit.services.intake.ketenstage import (
    ID,
    KEPT_UNTIL,
    REVISED,
    SUBMITTED,
    WITHDRAWN,
    note,
    noted,
    withdraw,
)

ERASURE: Final = words.ErasureId(act().id)
ENDED: Final = events.RetentionEnded(erasure=ERASURE)
IN_TEN_DAYS: Final = "2019-04-11T12:00:00.000000Z"


def given(*facts: Event) -> Given:
    return Given(CORE, facts)


def policy(days: int = 365, number: int = 1) -> events.PolicyNotedByIntake:
    return events.PolicyNotedByIntake(policy_version="2019-03", retention_days=days, source_sequence=number)


REOPENED: Final = events.ReopeningNotedByIntake(submission_version=2, source_sequence=9)


def note_reopening(number: int = 9) -> commands.NoteReopening:
    return commands.NoteReopening(act=act(), initiative_id=ID, submission_version=2, source_sequence=number)


def note_policy(days: int = 365, number: int = 1) -> commands.NotePolicy:
    return commands.NotePolicy(act=act(), policy_version="2019-03", retention_days=days, source_sequence=number)


class TestTerm:
    @pytest.mark.parametrize("outcome", ["not-met", "refused"])
    def test_a_rejection_or_refusal_says_until_when(self, outcome: words.Outcome) -> None:
        """By the term of its policy."""
        said = noted(outcome).model_copy(update={"kept_until": IN_TEN_DAYS})
        given(SUBMITTED).when(replace(note(outcome), retention_days=10)).then([said])

    def test_a_withdrawal_does_too(self) -> None:
        """Whoever takes it back is known for as long."""
        said = WITHDRAWN.model_copy(update={"kept_until": IN_TEN_DAYS})
        given(SUBMITTED).when(replace(withdraw(), retention_days=10)).then([said])

    @pytest.mark.parametrize("outcome", ["met", "cleared", "published", "assessment-reversed", "refusal-reversed"])
    def test_what_goes_on_has_no_term(self, outcome: words.Outcome) -> None:
        """Its people are needed."""
        given(SUBMITTED).when(note(outcome)).then([noted(outcome)])

    def test_a_refusal_of_an_older_version_is_none(self) -> None:
        """It was told anew before that was decided, and is assessed again."""
        given(SUBMITTED, REVISED).when(note("refused", 1)).then([noted("refused", 1, ends=False)])

    def test_a_rejection_of_an_older_version_is_an_end(self) -> None:
        """Whether what was told anew is assessed again, assessment says behind it."""
        given(SUBMITTED, REVISED).when(note("not-met", 1)).then([noted("not-met", 1)])
        given(SUBMITTED, REVISED).when(note("not-met", 2)).then([noted("not-met", 2)])


class TestReopening:
    def test_what_assessment_takes_up_again_is_noted(self) -> None:
        """Once, however often it is heard."""
        given(SUBMITTED, noted("not-met"), REVISED).when(note_reopening()).then([REOPENED])
        given(SUBMITTED, noted("not-met"), REVISED, REOPENED).when(note_reopening()).then([])

    @pytest.mark.parametrize("facts", [[], [SUBMITTED, WITHDRAWN]])
    def test_not_of_what_is_not_under_way(self, facts: Sequence[Event]) -> None:
        """It has a term of its own, or none."""
        given(*facts).when(note_reopening()).then([])


class TestEnd:
    @pytest.mark.parametrize("facts", [[WITHDRAWN], [noted("not-met")], [noted("refused")]])
    def test_when_it_is_over_everybody_hears(self, facts: Sequence[Event]) -> None:
        """The fact has the id of what has to be erased for it."""
        given(SUBMITTED, *facts).when(commands.EndRetention(act=act(), initiative_id=ID)).then([ENDED])

    def test_of_what_is_not_here_nothing_ends(self) -> None:
        """A row that rings without its initiative does no harm."""
        given().when(commands.EndRetention(act=act(), initiative_id=ID)).then([])

    def test_only_the_schedule_ends_it(self) -> None:
        """Who wants to be forgotten earlier asks for it."""
        given(SUBMITTED).when(commands.EndRetention(act=act("operator"), initiative_id=ID)).refused_with(RoleMayNot)


class TestSchedule:
    """Which rows stand after a fact: by name, when they ring."""

    @pytest.mark.parametrize(
        ("facts", "standing"),
        [
            ([WITHDRAWN], {TAKEN_BACK}),
            ([noted("not-met")], {REJECTED}),
            ([noted("refused")], {REFUSED}),
            ([noted("not-met"), WITHDRAWN], {TAKEN_BACK}),
            ([noted("not-met"), REVISED], {REJECTED}),
            ([noted("not-met"), REVISED, REOPENED], set()),
            ([noted("not-met"), REVISED, REOPENED, noted("not-met", 2, number=10)], {REJECTED}),
            ([noted("refused"), REVISED], set()),
            ([noted("not-met"), noted("assessment-reversed", number=2)], set()),
            ([noted("not-met"), noted("met", number=2)], set()),
            ([noted("refused"), noted("refusal-reversed", number=2)], set()),
            ([noted("refused"), noted("cleared", number=2)], set()),
            ([noted("refused"), noted("met", number=2)], {REFUSED}),
            ([noted("not-met", ends=False)], set()),
            ([WITHDRAWN, ENDED], set()),
        ],
    )
    def test_the_term_runs_while_it_has_ended(self, facts: Sequence[Event], standing: set[str]) -> None:
        """Whatever brings it back takes its own row off."""
        rows: dict[str, str] = {}
        for fact in facts:
            apply(rows, fact)
        assert {name for name in rows if name in FORGET} == standing
        assert set(rows.values()) <= {KEPT_UNTIL}


def apply(rows: dict[str, str], fact: Event) -> None:
    recorded = Recorded(fact, uuid(1), f"initiative-{ID}", 1, NOON, Actor("system", "intake"), uuid(2), None, b"")
    for change in PROJECTIONS[0].changes(recorded):
        match change:
            case Put(key=key, values=values):
                rows[key["name"]] = values["at"]
            case Remove(key=key):
                rows.pop(key["name"], None)
            case _:
                raise AssertionError(change)


class TestPolicies:
    def test_a_policy_is_noted(self) -> None:
        """With its term."""
        given().when(note_policy(730)).then([policy(730)])

    def test_what_came_before_is_not_noted_again(self) -> None:
        """Facts of a policy come in order, and may come twice."""
        given(policy(number=2)).when(note_policy(number=2)).then([])
        given(policy(number=2)).when(note_policy(number=1)).then([])

    def test_a_policy_that_is_brought_back_is_noted_again(self) -> None:
        """From then on it is the one that holds."""
        given(policy()).when(note_policy(number=2)).then([policy(number=2)])
