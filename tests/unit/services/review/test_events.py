"""The facts of review as others read them."""

import re
from typing import Any

import pytest

from services.review import events
from shared.event import Event

KINDS = list(events.TYPES.by_type.values())


def example(kind: type[Event]) -> dict[str, Any]:
    """The example that the event's fields make together, by their names on the wire."""
    fields = kind.model_json_schema(by_alias=True)["properties"]
    return {name: field["examples"][0] for name, field in fields.items()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_gives_an_example_that_can_be_read(kind: type[Event]) -> None:
    """What the contract shows is what review reads and writes."""
    event = events.TYPES.load(kind.event_type, example(kind))
    assert type(event) is kind
    assert event.model_dump(mode="json", by_alias=True) == example(kind)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_type_is_named_after_its_class(kind: type[Event]) -> None:
    """In kebab-case, with its version."""
    kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
    assert kind.event_type == f"nl.koploper.{kebab}.v1"


def test_the_initiatives_people_read_that_it_was_asked_and_cleared() -> None:
    """Why a ministry refuses, and all that leads to it, is known to offices only."""
    party = {kind for kind in KINDS if kind.readers == "party"}
    assert party == {events.ClearanceRequested, events.MinistryCleared}
    assert all(kind.readers == "office" for kind in set(KINDS) - party)


@pytest.mark.parametrize("advice", ["", "Not at all", "because of the fire in 2018", "positive;", "x" * 41])
def test_advice_is_one_word(advice: str) -> None:
    """Whatever explains it is confidential, and goes into the vault."""
    wrong = {**example(events.EmployersAdvised), "advice": advice}
    with pytest.raises(ValueError, match="advice"):
        events.EmployersAdvised.model_validate(wrong)
