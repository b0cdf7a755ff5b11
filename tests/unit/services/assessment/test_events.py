"""The facts: their names, who may read them, and that every one survives being stored."""

import re
from typing import Any

import pytest

from services.assessment import events
from shared.event import Event

TYPES = list(events.TYPES.by_type.values())


def example(cls: type[Event]) -> dict[str, Any]:
    """The data that the examples of an event's fields make together."""
    return {field.alias or name: (field.examples or [None])[0] for name, field in cls.model_fields.items()}


@pytest.mark.parametrize("cls", TYPES, ids=lambda cls: str(cls.__name__))
def test_a_type_is_named_after_its_class(cls: type[Event]) -> None:
    """The wire type is the class's name in kebab case, with a version."""
    kebab = re.sub("(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
    assert cls.event_type == f"nl.koploper.{kebab}.v1"


@pytest.mark.parametrize("cls", TYPES, ids=lambda cls: str(cls.__name__))
def test_examples_survive_being_stored(cls: type[Event]) -> None:
    """Every field has an example; what is stored of them is read back as the same fact."""
    fact = events.TYPES.load(cls.event_type, example(cls))
    stored = fact.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert stored == example(cls)
    assert events.TYPES.load(cls.event_type, stored) == fact


def test_readers() -> None:
    """The public reads of policies, an initiative's own people of their journey; motivations are the office's."""
    assert {cls for cls in TYPES if cls.readers == "public"} == {events.PolicyActivated}
    assert {cls for cls in TYPES if cls.readers == "party"} == {
        events.DossierOpened,
        events.InformationRequested,
        events.AssessmentDeferred,
        events.AssessmentResumed,
        events.CriteriaAssessed,
        events.AssessmentReversed,
    }
    reason = events.AssessmentReversed.model_json_schema()["properties"]["reason"]
    assert reason["x-readers"] == "office"
    criteria = events.CriteriaAssessed.model_json_schema()["properties"]["criteria"]
    assert criteria["x-readers"] == "office"
