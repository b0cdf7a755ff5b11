"""Of which texts readers are told that they were erased, by the fact that says so."""

from typing import Any, Final

import pytest

from services.events.journey.erased import ERASED
from tests.unit.services.events.facts import Facts, entries

CONTACT: Final = {"ref": "r-1", "digest": "0" * 64}
OTHER: Final = {"ref": "r-2", "digest": "0" * 64}


def erased(type: str, **data: Any) -> list[str]:
    (entry,) = entries(Facts()(type, data))
    keys = [change.key for change in ERASED.changes(entry)]
    assert [key["position"] for key in keys] == [entry.position] * len(keys)
    return [key["ref"] for key in keys]


@pytest.mark.parametrize(
    ("type", "data", "refs"),
    [
        ("person-data-erased.v1", {"texts": ["r-1", "elsewhere", "r-1"]}, ["elsewhere", "r-1"]),
        ("contact-removed.v1", {"contact": "r-1"}, ["r-1"]),
        ("consent-withdrawn.v1", {"texts": [CONTACT]}, ["r-1"]),
        ("approval-withdrawn.v1", {"texts": [OTHER, CONTACT]}, ["r-1", "r-2"]),
        ("article-approved.v1", {"published": {"name": OTHER}, "replaces": [CONTACT]}, ["r-1"]),
        ("register-entry-changed.v1", {"contact": OTHER, "formerContact": CONTACT}, ["r-1"]),
    ],
)
def test_what_goes_by_each_fact_that_says_so(type: str, data: dict[str, Any], refs: list[str]) -> None:
    """Each text once, in whatever way the fact names it."""
    assert erased(type, **data) == refs


@pytest.mark.parametrize("data", [{}, {"texts": None}, {"texts": [1, {"ref": 2}]}, {"texts": {"r-1": "r-1"}}])
def test_what_cannot_be_read_tells_of_nothing(data: dict[str, Any]) -> None:
    """The ledger keeps facts of every shape."""
    assert erased("person-data-erased.v1", **data) == []


def test_another_fact_that_names_texts_erases_none() -> None:
    """Only those with which texts go."""
    assert erased("article-published.v1", texts=["r-1"], contact="r-2", replaces=["r-3"]) == []
