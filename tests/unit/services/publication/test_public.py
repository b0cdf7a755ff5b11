"""What partners are told of a fact."""

from typing import Any, Final

import pytest

from services.events.app import TOPICS
from services.publication import events
from services.publication.events.parts import RestsOn
from services.publication.public.events import TELLS, told
from services.publication.public.outlet import OUTLET, TYPES
from shared.bus.protocol import topic_of
from shared.contracts import example_event
from shared.event import Event

OURS_ALONE: Final[dict[type[Event], set[str]]] = {
    events.ArticlePublished: {"contact", *RestsOn.model_fields},
    events.ArticleCorrected: {"contact", *RestsOn.model_fields},
    events.ArticleWithdrawn: {"motivation"},
    events.KoploperNominated: set(),
    events.NominationReversed: {"reason"},
}
every = pytest.mark.parametrize("cls", TELLS)


@every
def test_what_is_told_and_what_is_not(cls: type[Event]) -> None:
    """All of a public fact but what is ours alone, in the same words."""
    fact = example_event(cls)
    public = told(fact)
    assert set(type(fact).model_fields) - set(type(public).model_fields) == OURS_ALONE[cls]
    wanted: dict[str, Any] = fact.model_dump(exclude=OURS_ALONE[cls])
    assert public.model_dump() == wanted


@every
def test_only_what_is_public_is_told(cls: type[Event]) -> None:
    """Nothing that fewer than everybody may read of a fact gets out."""
    assert cls.readers == TELLS[cls].readers == "public"
    for name in TELLS[cls].model_fields:
        assert cls.model_fields[name].json_schema_extra is None, name


def test_it_is_told_to_partners_only() -> None:
    """The types are of their own, and the ledger does not hear that topic."""
    assert not {each.event_type for each in TELLS.values()} & set(events.TYPES.by_type)
    assert set(TYPES) == {each.event_type for each in TELLS}
    assert topic_of(OUTLET.name) == "koploper.public"
    assert topic_of(OUTLET.name) not in TOPICS


def test_what_partners_are_told_of_is_closed() -> None:
    """One more type that stores hold already would give other numbers to what they have."""
    assert TYPES == [
        "nl.koploper.article-corrected.v1",
        "nl.koploper.article-published.v1",
        "nl.koploper.article-withdrawn.v1",
        "nl.koploper.koploper-nominated.v1",
        "nl.koploper.nomination-reversed.v1",
    ]
