"""Of which texts, that a journey's steps name, readers are told that they were erased."""

from typing import Any, Final

import pytest

from services.events.journey.telling import tell
from shared.event import Readers
from tests.unit.services.events.facts import READERSHIP, SUBMITTED, Facts, entries

CONTACT: Final = {"ref": "r-1", "digest": "0" * 64}
OTHER: Final = {"ref": "r-2", "digest": "0" * 64}
TOLD: Final[dict[str, Any]] = {**SUBMITTED, "contact": CONTACT, "contacts": [OTHER]}


def erased(type: str, sight: Readers = "office", **data: Any) -> list[str]:
    facts = Facts()
    told = tell(entries(facts("initiative-submitted.v1", TOLD), facts(type, data)), READERSHIP, sight)
    assert told is not None
    return list(told.erased)


@pytest.mark.parametrize(
    ("type", "data"),
    [
        ("person-data-erased.v1", {"texts": ["r-1", "elsewhere"]}),
        ("contact-removed.v1", {"contact": "r-1"}),
        ("consent-withdrawn.v1", {"texts": [CONTACT]}),
        ("approval-withdrawn.v1", {"texts": [CONTACT]}),
    ],
)
def test_what_its_steps_name_and_is_gone(type: str, data: dict[str, Any]) -> None:
    """By whatever fact it went; what no step names is left out."""
    assert erased(type, **data) == ["r-1"]


@pytest.mark.parametrize("data", [{}, {"texts": None}, {"texts": [1, {"ref": 2}]}, {"texts": {"r-1": "r-1"}}])
def test_what_cannot_be_read_tells_of_nothing(data: dict[str, Any]) -> None:
    """The ledger keeps facts of every shape."""
    assert erased("person-data-erased.v1", **data) == []


def test_another_fact_that_names_texts_erases_none() -> None:
    """Only those with which texts go."""
    assert erased("article-approved.v1", texts=["r-1"], contact="r-2") == []


def test_who_may_not_see_the_erasing_sees_that_it_is_gone() -> None:
    """The party sees the contact, and not the fact that is for the office."""
    facts = Facts()
    found = entries(facts("initiative-submitted.v1", TOLD), facts("person-data-erased.v1", {"texts": ["r-1", "r-2"]}))
    told = tell(found, READERSHIP, "party")
    assert told is not None
    assert (len(told.steps), told.erased) == (1, ["r-1", "r-2"])


def test_before_it_was_erased_it_was_not() -> None:
    """A journey at a time is told from what was known then."""
    told = tell(entries(Facts()("initiative-submitted.v1", TOLD)), READERSHIP, "office")
    assert told is not None
    assert told.erased == []
