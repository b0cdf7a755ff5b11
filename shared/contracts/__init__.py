"""The contract of an event type: the JSON Schema of its data and an example envelope, made from its class.

Both are committed beside this page as `<type>.schema.json` and `<type>.example.json`; whoever reads events of others
reads those, never the producer's code.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic.fields import FieldInfo

from shared.actor import Actor
from shared.decider import Act
from shared.envelope import seal
from shared.event import Event

Schema = Mapping[str, Any]

FOLDER: Final = Path(__file__).parent
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_ID: Final = "019b1c00-0000-7000-8000-0000000000e0"
_COMMAND: Final = "019b1c00-0000-7000-8000-0000000000c0"
_TIME: Final = datetime(2025, 12, 14, 12, 3, 58, 80512, UTC)
"""The moment that the UUIDv7s of the examples hold, and some microseconds."""


def schema(cls: type[Event]) -> dict[str, Any]:
    """What the data of events of this class look like.

    An optional field is absent, never null. Unknown fields are allowed: a version may get new optional ones, and its
    readers skip what they do not know.
    """
    made = cls.model_json_schema(mode="serialization")
    return {
        "$schema": DIALECT,
        "$id": f"urn:koploper:schema:{cls.event_type}",
        "title": cls.__name__,
        "description": made.pop("description", ""),
        "x-readers": cls.readers,
        **_plain({name: part for name, part in made.items() if name != "title"}),
    }


def _plain(node: Any) -> Any:
    """The same schema without what says nothing on the wire: nulls, defaults, made-up titles, closed objects."""
    if isinstance(node, list):
        return [_plain(part) for part in node]
    if not isinstance(node, dict):
        return node
    if "properties" in node:
        node = {**node, "properties": {name: _plain(part) for name, part in node["properties"].items()}}
    return {
        name: part if name in {"properties", "examples", "enum", "const"} else _plain(part)
        for name, part in _without_null(node).items()
        if not (name == "title" and isinstance(part, str)) and (name, part) != ("additionalProperties", False)
    }


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    kinds = node.get("anyOf", [])
    if {"type": "null"} not in kinds:
        return node
    rest = {name: part for name, part in node.items() if name not in {"anyOf", "default"}}
    kinds = [kind for kind in kinds if kind != {"type": "null"}]
    return {**kinds[0], **rest} if len(kinds) == 1 else {"anyOf": kinds, **rest}


def inlined(of: Schema) -> dict[str, Any]:
    """The same schema without `$defs`: every reference is replaced by what it refers to."""
    defs = of.get("$defs", {})

    def follow(node: Any) -> Any:
        if isinstance(node, list):
            return [follow(part) for part in node]
        if not isinstance(node, dict):
            return node
        if isinstance(target := node.get("$ref"), str):
            node = {**defs[target.removeprefix("#/$defs/")], **{key: node[key] for key in node if key != "$ref"}}
        return {key: follow(part) for key, part in node.items()}

    return {key: follow(part) for key, part in of.items() if key not in {"$defs", "$id", "$schema"}}


def example_event(cls: type[Event]) -> Event:
    """An event made of its fields' examples; raises ValueError naming a field that gives none."""
    data = {_alias(name, field): _example(cls, name, field) for name, field in cls.model_fields.items()}
    return cls.model_validate_json(orjson.dumps(data))


def _alias(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _example(cls: type[Event], name: str, field: FieldInfo) -> Any:
    if not field.examples:
        raise ValueError(f"{cls.__name__}.{name} gives no example; write Field(examples=[…])")
    return field.examples[0]


def example(cls: type[Event], service: str, stream: str, actor: Actor) -> dict[str, Any]:
    """A whole envelope as `service` would send it, the same at every call."""
    act = Act(id=_COMMAND, now=_TIME, actor=actor, correlation_id=_COMMAND, causation_id=_COMMAND)
    body = seal(example_event(cls), act, id=_ID, service=service, stream=stream, sequence=1)
    read: dict[str, Any] = orjson.loads(body)
    return read


def committed(type_: str, folder: Path = FOLDER) -> tuple[dict[str, Any], dict[str, Any]]:
    """Schema and example of a type as they are committed; raises FileNotFoundError for a type without contract."""
    return read(folder / f"{type_}.schema.json"), read(folder / f"{type_}.example.json")


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def text(document: Schema) -> str:
    """A document as it is committed."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
