"""Facts, and how stored ones come back as what they are today."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from pydantic import Field, ValidationError

from shared.event import Event, EventType, EventTypes, Kept


class Planned(Event):
    event_type: ClassVar[EventType] = EventType("nl.koploper.planned.v3")
    meeting_place: str = Field(examples=["Utrecht"])
    capacity: int = Field(examples=[40])


class Cancelled(Event):
    event_type: ClassVar[EventType] = EventType("nl.koploper.cancelled.v1")


def with_capacity(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**data, "capacity": 40}


def with_meeting_place(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"capacity": data["capacity"], "meetingPlace": data["place"]}


UPCASTERS = {
    "nl.koploper.planned.v1": ("nl.koploper.planned.v2", with_capacity),
    "nl.koploper.planned.v2": ("nl.koploper.planned.v3", with_meeting_place),
}
TYPES = EventTypes(Planned, Cancelled, upcasters=UPCASTERS)
PLANNED = Planned(meeting_place="Utrecht", capacity=40)


def test_a_fact_is_camel_case_on_the_wire_and_read_back() -> None:
    """The wire's names are camelCase, Python's are snake_case, and both make the same fact."""
    data = PLANNED.model_dump(mode="json", by_alias=True)
    assert data == {"meetingPlace": "Utrecht", "capacity": 40}
    assert TYPES.load("nl.koploper.planned.v3", data) == PLANNED


def test_a_fact_does_not_change() -> None:
    """What happened cannot be assigned to."""
    with pytest.raises(ValidationError, match="frozen"):
        PLANNED.capacity = 41  # type: ignore[misc]  # the very thing that must fail


def test_facts_are_the_offices_unless_they_say_otherwise() -> None:
    """A type that names no readers is shown to the fewest."""
    assert Planned.readers == "office"


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        ("nl.koploper.planned.v1", {"place": "Utrecht"}),
        ("nl.koploper.planned.v2", {"place": "Utrecht", "capacity": 40}),
    ],
)
def test_an_older_version_is_brought_up_step_by_step(type_: str, data: Mapping[str, Any]) -> None:
    """Each upcaster leads one version further, and the stored data stay as they were."""
    before = dict(data)
    assert TYPES.load(type_, data) == PLANNED
    assert data == before


@pytest.mark.parametrize("type_", ["nl.koploper.planned.v4", "nl.koploper.strange.v1", ""])
def test_an_unknown_type_is_a_key_error(type_: str) -> None:
    """A type or version that is unknown here is told apart from data that do not fit."""
    with pytest.raises(KeyError):
        TYPES.load(type_, {})


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        ("nl.koploper.planned.v3", {"meetingPlace": "Utrecht"}),
        ("nl.koploper.planned.v3", {"meetingPlace": "Utrecht", "capacity": "many"}),
        ("nl.koploper.planned.v3", {"meetingPlace": "Utrecht", "capacity": 40, "more": 1}),
        ("nl.koploper.planned.v2", {"capacity": 40}),
        ("nl.koploper.cancelled.v1", {"more": 1}),
    ],
)
def test_data_that_do_not_fit_are_a_value_error(type_: str, data: Mapping[str, Any]) -> None:
    """Missing, wrong and unknown fields are found, also when an upcaster is the one to miss them."""
    with pytest.raises(ValueError, match=r".") as wrong:
        TYPES.load(type_, data)
    assert not isinstance(wrong.value, KeyError)


def test_two_classes_cannot_share_a_type() -> None:
    """A name that was copied by mistake is found when the table is made, not when an event is lost."""

    class Moved(Event):
        event_type: ClassVar[EventType] = Planned.event_type

    with pytest.raises(ValueError, match=r"nl\.koploper\.planned\.v3"):
        EventTypes(Planned, Moved)


@pytest.mark.parametrize("newer", ["nl.koploper.planned.v1", "nl.koploper.planned.v2", "nl.koploper.planned.v4"])
def test_upcasters_lead_to_a_known_type(newer: str) -> None:
    """A chain that turns in a circle or ends nowhere is found when the table is made."""
    broken = {**UPCASTERS, "nl.koploper.planned.v2": (newer, with_meeting_place)}
    with pytest.raises(ValueError, match=r"nl\.koploper\.planned\.v"):
        EventTypes(Planned, upcasters=broken)


def test_todays_type_is_not_brought_up_further() -> None:
    """A type that has a class and is an older version at once would turn for ever."""
    with pytest.raises(ValueError, match=r"planned\.v3 does not lead"):
        EventTypes(Planned, upcasters={Planned.event_type: (Planned.event_type, with_capacity)})


@pytest.mark.parametrize("digest", ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64, "0" * 64 + "\n"])
def test_a_digest_is_64_lowercase_hex_digits(digest: str) -> None:
    """What is kept elsewhere is named by a SHA-256 in one spelling."""
    with pytest.raises(ValidationError):
        Kept(ref="x", digest=digest)
    assert Kept(ref="x", digest="0f" * 32).digest == "0f" * 32
