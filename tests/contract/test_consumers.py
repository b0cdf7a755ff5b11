"""Every reader of others' facts, held against what their producers promise."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final

import pytest
from pydantic import BaseModel

from shared import contracts
from shared.heard import Reaction
from tests.contract import services

TOMORROW: Final = {"aFieldOfTomorrow": {"with": ["anything", None]}}


def every() -> list[Any]:
    return [
        pytest.param(name, reaction, id=f"{name}-{reaction.name}")
        for name in services.REACTING
        for reaction in services.reactions(name)
    ]


def named(reader: type[BaseModel]) -> dict[str, Any]:
    """The fields a reader names, by their names on the wire."""
    return {field.alias or name: field.annotation for name, field in reader.model_fields.items()}


def grown(schema: Mapping[str, Any], data: Any) -> Any:
    """The same data with an unknown field in every object whose schema may get more."""
    if isinstance(data, list):
        return [grown(schema.get("items", {}), each) for each in data]
    if not isinstance(data, dict):
        return data
    fields, more = schema.get("properties", {}), schema.get("additionalProperties")
    inside = {name: grown(fields.get(name, more or {}), value) for name, value in data.items()}
    return inside if more else {**inside, **TOMORROW}


def values(schema: Mapping[str, Any]) -> list[Any]:
    """All that a schema says a field may hold, where it says so; lists hold each in turn."""
    if "items" in schema:
        return [[value] for value in values(schema["items"])]
    return list(schema.get("enum", ()))


@pytest.mark.parametrize(("name", "reaction"), every())
def test_what_is_heard_is_recorded_by_whom_it_is_heard_from(name: str, reaction: Reaction[Any]) -> None:
    """A reaction to a type that its source never records would wait for ever."""
    assert reaction.source in services.NAMES
    assert reaction.on in services.part(reaction.source).service.model.core.types.by_type


@pytest.mark.parametrize(("name", "reaction"), every())
def test_a_reader_reads_the_producers_example(name: str, reaction: Reaction[Any]) -> None:
    """As it is, with fields nobody knows yet, and with nothing but the fields that the reader names."""
    schema, example = contracts.committed(reaction.on)
    data = example["data"]
    read = reaction.reads.model_validate(data)
    assert reaction.reads.model_validate(grown(contracts.inlined(schema), data)) == read
    least = {field: value for field, value in data.items() if field in named(reaction.reads)}
    assert reaction.reads.model_validate(least) == read


@pytest.mark.parametrize(("name", "reaction"), every())
def test_a_reader_needs_only_what_is_always_there(name: str, reaction: Reaction[Any]) -> None:
    """What the schema lets be absent may be absent, and what a reader names is in the schema."""
    schema, example = contracts.committed(reaction.on)
    assert set(named(reaction.reads)) <= set(schema.get("properties", {}))
    required = {field: example["data"][field] for field in schema.get("required", ())}
    reaction.reads.model_validate(required)


@pytest.mark.parametrize(("name", "reaction"), every())
def test_a_reader_takes_every_value_of_an_enumeration(name: str, reaction: Reaction[Any]) -> None:
    """A value that the producer may write and the reader refuses would stop the stream on that day."""
    schema, example = contracts.committed(reaction.on)
    fields = contracts.inlined(schema).get("properties", {})
    for field in set(named(reaction.reads)) & set(fields):
        for value in values(fields[field]):
            reaction.reads.model_validate({**example["data"], field: value})


@pytest.mark.parametrize("name", services.REACTING)
def test_reactions_have_names_of_their_own(name: str) -> None:
    """The name is part of what keeps a reaction from acting twice."""
    names = [reaction.name for reaction in services.reactions(name)]
    assert len(set(names)) == len(names)


def test_every_type_has_one_producer() -> None:
    """Two services that recorded the same type would have to agree on it for ever."""

    def own(name: str) -> Iterator[str]:
        yield from (
            type_
            for type_, cls in services.part(name).service.model.core.types.by_type.items()
            if not cls.__module__.startswith("shared.")
        )

    types = list(chain.from_iterable(own(name) for name in services.NAMES))
    assert sorted(set(types)) == sorted(types)
