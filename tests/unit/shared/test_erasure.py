"""The facts by which a service says what it has erased of persons."""

from typing import Any, Final

import pytest

from shared.decider import Core
from shared.erasure import deciding
from shared.erasure.facts import Found, PersonDataErased, divided, erased
from shared.errors import Refusal
from shared.event import EventTypes
from shared.operations import with_operations
from shared.testing.given import Given, act

ERASURE: Final = "019b1c00-0000-7000-8000-0000000000e1"
PERSON: Final = "019b1c00-0000-7000-8000-000000000003"
CORE: Final = with_operations(Core(EventTypes(), {}))


def said(**more: Any) -> PersonDataErased:
    return PersonDataErased(erasure=ERASURE, because="term-passed", **{"texts": (), **more})


def test_where_nothing_was_found_it_is_done_too() -> None:
    """One fact says so, so that nobody waits for another."""
    assert erased(Found(), erasure=ERASURE, because="term-passed") == [said()]


def test_each_initiative_has_a_fact_of_its_own() -> None:
    """Texts by the initiative whose facts name them, others and rows apart, and no fact with more than fits."""
    found = Found({"initiative-1": ["a", "b", "c"], "signal-2": ["d"]}, rows=["e"], cleared=["f"])
    assert erased(found, erasure=ERASURE, because="term-passed", at_once=2) == [
        said(initiative_id="1", texts=("a", "b")),
        said(initiative_id="1", texts=("c",)),
        said(texts=("d",)),
        said(rows=("e",)),
        said(rows_cleared=("f",)),
    ]
    assert found.initiatives == ("1",)


@pytest.mark.parametrize(("values", "parts"), [([], []), (["a"], [("a",)]), (["a", "b", "c"], [("a", "b"), ("c",)])])
def test_values_in_parts(values: list[str], parts: list[tuple[str, ...]]) -> None:
    """None is left out, and none comes twice."""
    assert list(divided(values, 2)) == parts


def test_what_was_erased_is_recorded_per_erasure() -> None:
    """In a stream of its own; another time adds to what stands there."""
    command = deciding.RecordErased(act=act(), erasure=ERASURE, facts=[said(texts=("a",))])
    assert command.streams == (f"erasure-{ERASURE}",)
    Given(CORE, []).when(command).then([said(texts=("a",))])
    Given(CORE, [said()]).when(command).then([said(texts=("a",))])


def test_only_the_system_records_it() -> None:
    """People ask intake; what each service has done about it nobody else can say."""
    outcome = Given(CORE, []).when(deciding.RecordErased(act=act("operator"), erasure=ERASURE, facts=[said()]))
    assert isinstance(outcome.refusal, Refusal)
