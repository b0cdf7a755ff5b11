"""The facts themselves: their examples, their readers, and that every state takes every one of them."""

import itertools
from collections.abc import Sequence
from typing import Any, get_args

import pytest

from services.publication import events
from services.publication.decider import CORE
from shared.event import Event, Fact
from shared.testing.given import fold
from tests.unit.services.publication.koplopers import (
    AT_MEETING,
    DRAFTED,
    IN_STORY,
    OPEN,
    PUBLISHED,
    SUBMITTED,
    TAKEN_BACK,
    WITHDRAWAL,
    clearance_undone,
    freed,
    gone_for,
    planned,
    seat,
)

CLASSES = list(events.TYPES.by_type.values())
STORY_CLASSES = list(get_args(events.StoryEvent))
PUBLIC = {
    events.MeetingPlanned,
    events.MeetingMoved,
    events.MeetingCalledOff,
    events.ArticlePublished,
    events.ArticleCorrected,
    events.ArticleWithdrawn,
    events.KoploperNominated,
    events.NominationReversed,
    events.KoploperAppointed,
    events.AppointmentReversed,
    events.PodiumAppearanceRecorded,
    events.ElementAdopted,
    events.ChannelPublished,
}
PARTY = {
    events.StoryOpened,
    events.ArticleDrafted,
    events.ArticleApproved,
    events.ApprovalWithdrawn,
    events.ConsentWithdrawn,
    events.ArticleWithdrawalReversed,
    events.KoploperInvited,
    events.InvitationAnswered,
    events.InvitationLapsed,
    events.ToolkitSent,
    events.ChannelPlanned,
    events.ChannelWithdrawn,
}


def example(cls: type[Fact]) -> dict[str, Any]:
    return {str(field.alias): (field.examples or [])[0] for field in cls.model_fields.values()}


@pytest.mark.parametrize("cls", CLASSES)
def test_the_examples_of_a_fact_make_one(cls: type[Event]) -> None:
    """Every field of every event gives an example, and together they are read back as that event."""
    made = events.TYPES.load(cls.event_type, example(cls))
    assert events.TYPES.load(cls.event_type, made.model_dump(mode="json", by_alias=True, exclude_none=True)) == made


@pytest.mark.parametrize("cls", [events.Consent, events.PublishedContact])
def test_the_parts_of_facts_have_examples_too(cls: type[Fact]) -> None:
    """What an event is made of gives examples as the event does."""
    assert cls.model_validate(example(cls)).model_fields_set == set(cls.model_fields)


@pytest.mark.parametrize("cls", CLASSES)
def test_a_fact_says_who_may_read_it(cls: type[Event]) -> None:
    """What is out is public, what is the initiative's own is for its people, what was noted for the office."""
    assert cls.readers == ("public" if cls in PUBLIC else "party" if cls in PARTY else "office")


@pytest.mark.parametrize(
    ("cls", "field"),
    [
        (events.ArticleWithdrawn, "motivation"),
        (events.ArticleWithdrawalReversed, "reason"),
        (events.ApprovalWithdrawn, "reason"),
    ],
)
def test_why_something_was_taken_back_is_for_the_office(cls: type[Event], field: str) -> None:
    """The notice is public; the motivation behind it is not."""
    assert cls.model_fields[field].json_schema_extra == {"x-readers": "office"}


STATES: list[Sequence[Event]] = [
    [],
    [SUBMITTED],
    OPEN,
    DRAFTED,
    PUBLISHED,
    [*PUBLISHED, TAKEN_BACK],
    [*PUBLISHED, clearance_undone(), gone_for("clearance-reversed")],
    [*PUBLISHED, WITHDRAWAL],
]


@pytest.mark.parametrize(("facts", "cls"), list(itertools.product(STATES, STORY_CLASSES)))
def test_every_state_takes_every_fact(facts: Sequence[Event], cls: type[Event]) -> None:
    """Evolve is total: a fact that cannot follow changes nothing but the version, which counts every fact."""
    state = fold(CORE, IN_STORY, [*facts, events.TYPES.load(cls.event_type, example(cls))])
    assert state.version == len(facts) + 1


@pytest.mark.parametrize("fact", [seat(), freed()])
def test_a_meeting_that_is_not_planned_has_no_seats(fact: Event) -> None:
    """A seat's fact before the meeting's changes nothing."""
    assert fold(CORE, AT_MEETING, [fact]) == fold(CORE, AT_MEETING, [])


def test_a_meeting_is_planned_as_it_was_first() -> None:
    """A second planning changes nothing."""
    assert fold(CORE, AT_MEETING, [planned(2), seat(), planned(3)]) == fold(CORE, AT_MEETING, [planned(2), seat()])
