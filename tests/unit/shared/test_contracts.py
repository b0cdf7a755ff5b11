"""Contracts: a schema and an example from a class, and what may change in them."""

import datetime as dt
from typing import Any, ClassVar

import pytest
from pydantic import Field

from shared import contracts
from shared.actor import Actor
from shared.contracts.compatible import breaks
from shared.event import Event, EventType, Fact, Kept, Readers

KEPT = {"ref": "r", "digest": "0" * 64}


class Seat(Fact):
    """A seat."""

    row: int = Field(ge=1, examples=[1])
    title: str | None = Field(default=None, examples=["a seat's title"])


class Planned(Event):
    """There will be a meeting."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.planned.v1")
    readers: ClassVar[Readers] = "public"
    held_on: dt.date = Field(examples=["2019-06-17"])
    seats: tuple[Seat, ...] = Field(examples=[[{"row": 2}]])
    chair: Kept | None = Field(default=None, examples=[KEPT], json_schema_extra={"x-readers": "office"})


def test_a_schema_says_what_stands_on_the_wire() -> None:
    """Optional fields are absent and not null, titles are the classes' own, and more fields may come."""
    made = contracts.inlined(contracts.schema(Planned))
    seat = {
        "type": "object",
        "description": "A seat.",
        "required": ["row"],
        "properties": {
            "row": {"type": "integer", "minimum": 1, "examples": [1]},
            "title": {"type": "string", "examples": ["a seat's title"]},
        },
    }
    assert made["title"] == "Planned"
    assert made["x-readers"] == "public"
    assert made["required"] == ["heldOn", "seats"]
    assert made["properties"]["heldOn"] == {"type": "string", "format": "date", "examples": ["2019-06-17"]}
    assert made["properties"]["seats"] == {"type": "array", "items": seat, "examples": [[{"row": 2}]]}
    assert made["properties"]["chair"]["x-readers"] == "office"
    assert made["properties"]["chair"]["required"] == ["ref", "digest"]
    assert "additionalProperties" not in made


def test_an_example_is_made_of_the_fields_examples() -> None:
    """The same envelope at every call, as the service would send it."""
    shown = contracts.example(Planned, "publication", "meeting-m", Actor("system", "publication"))
    assert shown == contracts.example(Planned, "publication", "meeting-m", Actor("system", "publication"))
    assert shown["source"] == "urn:nld:koploper:systeem:publication"
    assert shown["data"] == {"heldOn": "2019-06-17", "seats": [{"row": 2}], "chair": KEPT}


def test_a_field_without_example_is_named() -> None:
    """An example nobody gave cannot be made up."""

    class Silent(Event):
        event_type: ClassVar[EventType] = EventType("nl.koploper.silent.v1")
        word: str

    with pytest.raises(ValueError, match=r"Silent\.word"):
        contracts.example_event(Silent)


OLD: dict[str, Any] = {
    "type": "object",
    "x-readers": "party",
    "required": ["kind"],
    "properties": {
        "kind": {"type": "string", "enum": ["one", "two"]},
        "fixed": {"const": "x"},
        "title": {"type": "string", "maxLength": 9, "minLength": 2, "pattern": "a"},
        "many": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
        "by": {"type": "object", "propertyNames": {"enum": ["a"]}, "additionalProperties": {"$ref": "#/$defs/P"}},
    },
    "$defs": {"P": {"type": "object", "properties": {"p": {"type": "string"}}}},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """OLD with `value` at `path`; None takes it away."""
    names = path.split("/")

    def put(node: Any, rest: list[str]) -> Any:
        if len(rest) == 1:
            kept = {name: part for name, part in node.items() if name != rest[0]}
            return kept if value is None else {**kept, rest[0]: value}
        return {**node, rest[0]: put(node[rest[0]], rest[1:])}

    new: dict[str, Any] = put(OLD, names)
    return new


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/more", {"type": "string"}),
        ("properties/kind/enum", ["one", "two", "three"]),
        ("properties/kind/enum", None),
        ("properties/kind", {"type": "string", "pattern": "^[a-z]+$", "maxLength": 3, "minLength": 3}),
        ("properties/fixed", {"enum": ["x", "y"]}),
        ("properties/title/maxLength", 10),
        ("properties/title/minLength", 1),
        ("properties/title/pattern", None),
        ("properties/title/maxLength", None),
        ("properties/title/description", "words"),
        ("x-readers", "public"),
    ],
)
def test_what_may_change_in_a_version(path: str, value: Any) -> None:
    """New optional fields, wider values, more readers and words take nothing from stored facts or their readers."""
    assert breaks(OLD, changed(path, value)) == []


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("properties/title", None, "data.title is gone"),
        ("required", ["kind", "title"], "data.title is required now"),
        ("required", [], "data.kind may be absent now"),
        ("properties/kind/enum", ["one"], "data.kind no longer takes 'two'"),
        (
            "properties/kind",
            {"type": "string", "pattern": "^[a-n]+$"},
            "data.kind: pattern went from None to '^[a-n]+$'",
        ),
        ("properties/kind", {"type": "string", "maxLength": 2}, "data.kind: maxLength went from None to 2"),
        ("properties/kind", {"type": "string", "minLength": 4}, "data.kind: minLength went from None to 4"),
        ("properties/kind", {"type": "string", "format": "date"}, "data.kind: format went from None to 'date'"),
        ("properties/title/enum", ["aa"], "data.title takes certain values only now"),
        ("properties/fixed", {"const": "y"}, "data.fixed no longer takes 'x'"),
        ("properties/title/type", "integer", "data.title: type went from 'string' to 'integer'"),
        ("properties/title/maxLength", 8, "data.title: maxLength went from 9 to 8"),
        ("properties/title/minLength", 3, "data.title: minLength went from 2 to 3"),
        ("properties/title/format", "date", "data.title: format went from None to 'date'"),
        ("properties/title/pattern", "b", "data.title: pattern went from 'a' to 'b'"),
        ("properties/title/minimum", 1, "data.title: minimum went from None to 1"),
        ("properties/many/items/properties/n/type", "string", "data.many[].n: type went from 'integer' to 'string'"),
        ("properties/by/propertyNames/enum", [], "data.by[] no longer takes 'a'"),
        ("properties/by/additionalProperties", False, "data.by: additionalProperties changed"),
        ("$defs/P/properties", {}, "data.by[].p is gone"),
        ("x-readers", "office", "data: fewer may read it, office instead of party"),
        ("properties/title/x-readers", "office", "data.title: fewer may read it, office instead of party"),
    ],
)
def test_what_needs_a_new_version(path: str, value: Any, why: str) -> None:
    """Whatever a stored fact or a reader of it relied on may not go."""
    assert breaks(OLD, changed(path, value)) == [why]
