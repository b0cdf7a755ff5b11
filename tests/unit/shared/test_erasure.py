"""The facts by which a service says what it has erased, and where a text about somebody is named."""

from typing import Any, Final

import pytest

from shared import known
from shared.erasure.facts import Found, PersonDataErased, divided, erased

ERASURE: Final = "019b1c00-0000-7000-8000-0000000000e1"


def said(**more: Any) -> PersonDataErased:
    return PersonDataErased(erasure=ERASURE, because="term-passed", **{"texts": (), **more})


def test_where_nothing_was_found_it_is_done_too() -> None:
    """One fact says so, so that nobody waits for another."""
    assert erased(Found(), erasure=ERASURE, because="term-passed") == [said()]


def test_each_initiative_has_a_fact_of_its_own() -> None:
    """Texts by the initiative whose facts name them, others and rows apart, and no fact with more than fits."""
    found = Found({"initiative-1": ["a", "b", "c"], "signal-2": ["d"]}, rows=["e"])
    assert erased(found, erasure=ERASURE, because="term-passed", at_once=2) == [
        said(initiative_id="1", texts=("a", "b")),
        said(initiative_id="1", texts=("c",)),
        said(texts=("d",)),
        said(rows=("e",)),
    ]
    assert found.refs == ("a", "b", "c", "d")


@pytest.mark.parametrize(("values", "parts"), [([], []), (["a"], [("a",)]), (["a", "b", "c"], [("a", "b"), ("c",)])])
def test_values_in_parts(values: list[str], parts: list[tuple[str, ...]]) -> None:
    """None is left out, and none comes twice."""
    assert list(divided(values, 2)) == parts


def test_the_field_that_names_a_text() -> None:
    """By its path, however deep; what names none is passed over."""
    text = {"ref": "r", "digest": "d"}
    data = {"contact": text, "contacts": [text, 1], "published": {"name": text}, "title": "Ketenstage"}
    assert list(known._fields(data, ())) == [("r", "contact"), ("r", "contacts"), ("r", "published.name")]


@pytest.mark.parametrize(("stream", "initiative"), [("initiative-1", "1"), ("signal-1", None)])
def test_the_initiative_of_a_stream(stream: str, initiative: str | None) -> None:
    """Only its own stream is about it."""
    assert known._initiative(stream) == initiative
