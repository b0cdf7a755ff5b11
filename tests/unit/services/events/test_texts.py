"""The texts of the page: what there is in one language there is in the other, and every notice has its sentence."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

import pytest

import services.events
from services.publication import events

LANGUAGES: Final = ("nl", "en")


def texts(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (Path(services.events.__file__).parent / "static" / "texts" / f"{language}.json").read_text()
    )
    return found


def paths(entry: Any, *before: str) -> Iterator[tuple[str, ...]]:
    if not isinstance(entry, dict):
        yield before
        return
    for name, inner in entry.items():
        yield from paths(inner, *before, name)


def test_each_language_says_the_same_things() -> None:
    """A text that one lacks would be read as its name."""
    dutch, english = (set(paths(texts(language))) for language in LANGUAGES)
    assert dutch == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_has_a_sentence_of_its_own_where_it_takes_the_place_of_another(language: str) -> None:
    """That an article went is read once, and then why it is gone by now."""
    entry = texts(language)["events"]["article-withdrawn.v1"]
    went, replaced = dict(entry), entry["having"]["replaces"]
    del went["having"]
    assert set(went) - {"by"} == set(get_args(events.WithdrawnBy)) - {"to-agree-anew"}
    assert set(replaced) - {"by"} == set(get_args(events.WithdrawnBy)) - {"withdrawn-by-editor"}
    assert not set(went.values()) & set(replaced.values()) - {"reason"}
