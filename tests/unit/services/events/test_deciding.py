"""What the maker of a decision had before them, as the journey tells it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from services.events.journey import deciding
from services.events.readers import SUFFIX
from tests.unit.services.events.facts import Facts

CONTRACTS: Final = Path(__file__).parents[4] / "shared" / "contracts"
TOLD: Final[dict[str, Any]] = {
    "submissionVersion": 2,
    "submissionDigest": "a" * 64,
    "policyVersion": "2019-03",
    "policyDigest": "b" * 64,
}
PASSED_ON: Final = {
    "initiative-submitted",
    "initiative-revised",
    "policy-activated",
    "policy-noted-by-review",
    "dossier-opened",
    "dossier-revised",
    "dossier-reopened",
    "revision-noted-by-assessment",
    "submission-noted-by-review",
    "revision-noted-by-review",
    "assessment-noted-by-review",
    "clearance-requested",
    "clearance-resumed",
    "clearance-escalated",
    "reminder-sent",
    "findings-set-aside",
    "article-drafted",
    "submission-noted-by-publication",
    "revision-noted-by-publication",
    "clearance-noted-by-publication",
}
"""Facts that name a text by its digest, and in which nobody decided anything on it."""


def test_a_decision_tells_what_was_seen() -> None:
    """Each of it by its name; what else the fact says is not part of it."""
    fact = Facts()("criterion-judged.v1", TOLD | {"criterion": "innoveren", "met": True})
    assert deciding.seen(fact, fact.data) == TOLD


def test_an_article_is_known_by_the_version_of_its_draft() -> None:
    """And what it rests on beside it."""
    fact = Facts()("article-published.v1", {"draftVersion": 7, "articleDigest": "c" * 64, "submissionVersion": 2})
    assert deciding.seen(fact, fact.data) == {
        "submissionVersion": 2,
        "articleVersion": 7,
        "articleDigest": "c" * 64,
    }


@pytest.mark.parametrize("odd", [None, True, 1.5, ["a"], {"b": 1}])
def test_only_what_it_tells(odd: Any) -> None:
    """Older facts do not tell all of it, and what is hidden from a reader, or makes no sense, is left out."""
    fact = Facts()("criteria-assessed.v1", {"submissionVersion": 1, "submissionDigest": odd})
    assert deciding.seen(fact, fact.data) == {"submissionVersion": 1}
    assert deciding.seen(fact, {}) == {}


def test_what_only_passes_it_on_is_no_decision() -> None:
    """The one who was told had nothing to decide."""
    fact = Facts()("dossier-opened.v1", TOLD)
    assert deciding.seen(fact, fact.data) is None


def test_a_later_version_of_a_type_is_the_same_decision() -> None:
    """It is known by its name."""
    fact = Facts()("criterion-judged.v2", TOLD)
    assert deciding.seen(fact, fact.data) == TOLD


def test_every_fact_that_names_a_text_is_one_or_the_other() -> None:
    """A decision that a service comes to make shows what it was made on, or somebody said why not."""
    names = set(_named_by_digest())
    assert names - PASSED_ON <= deciding.DECISIONS
    assert names >= PASSED_ON
    assert not PASSED_ON & deciding.DECISIONS


def test_every_decision_has_a_contract() -> None:
    """A name that no service uses would be a mistake."""
    assert {f"nl.koploper.{name}.v1{SUFFIX}" for name in deciding.DECISIONS} <= {
        path.name for path in CONTRACTS.iterdir()
    }


def _named_by_digest() -> Iterator[str]:
    for path in CONTRACTS.glob(f"*{SUFFIX}"):
        fields = json.loads(path.read_bytes()).get("properties", {})
        if not fields.keys().isdisjoint({"submissionDigest", "policyDigest", "articleDigest"}):
            yield path.name.removesuffix(SUFFIX).removeprefix("nl.koploper.").rpartition(".")[0]
