"""Facts as every released version wrote them: a file each, exact bytes, never changed, and loaded for ever.

`python -m tests.contract.history` adds what lacks: a type that has no file yet, or a field that none of its files
has. A later shape of a type stands beside the earlier ones (`<type>.2.json`); `digests.json` tells which bytes were
committed.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from cli import contracts as command
from shared import contracts

FOLDER: Final = Path(__file__).parent
DIGESTS: Final = "digests.json"


def kept(folder: Path = FOLDER) -> Mapping[str, bytes]:
    """The corpus: the exact bytes by file name."""
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.json")) if file.name != DIGESTS}


def digests(folder: Path = FOLDER) -> dict[str, str]:
    """The SHA-256 that every committed file had when it was added."""
    found: dict[str, str] = json.loads((folder / DIGESTS).read_text(encoding="utf-8"))
    return found


def wrong(folder: Path = FOLDER) -> list[str]:
    """Which files are not as they were added, a sentence each: what was written once is in stores for ever."""
    there, said = kept(folder), digests(folder)
    changed = [name for name in there if name in said and _digest(there[name]) != said[name]]
    return [
        *(f"{name} was changed; put it back, and let a new version have a file of its own" for name in changed),
        *(
            f"{name} is gone; put it back: facts of it are in stores for ever"
            for name in sorted(set(said) - set(there))
        ),
        *(f"{name} is not listed in {DIGESTS}; add it with the command" for name in sorted(set(there) - set(said))),
    ]


def lacking(folder: Path = FOLDER) -> Mapping[str, bytes]:
    """What must be added, by file name: the bytes of a type's example, where none of its files has all fields."""
    there = kept(folder)
    added: dict[str, bytes] = {}
    for type_, example in _examples():
        files = [json.loads(body) for name, body in there.items() if type_of(name) == type_]
        if not files or set(_fields(example["data"])) - {field for each in files for field in _fields(each["data"])}:
            added[f"{type_}.{len(files) + 1}.json" if files else f"{type_}.json"] = orjson.dumps(example)
    return added


def unseen(folder: Path = FOLDER) -> list[str]:
    """Fields that the schema of a type has and no file of it shows, a sentence each: their examples must have them."""
    there = kept(folder)
    types = sorted({type_of(name) for name in there})
    shown = {
        type_: {each for name, body in there.items() if type_of(name) == type_ for each in _said(body)}
        for type_ in types
    }
    return [
        f"{type_}: no file shows {path}; give it in the example, and then add it with the command"
        for type_ in types
        for path in sorted(set(_paths(contracts.committed(type_)[0])) - shown[type_])
    ]


def type_of(name: str) -> str:
    """The event type that a file is of: all up to and with its version."""
    head, _, version = name.removesuffix(".json").partition(".v")
    return f"{head}.v{version.partition('.')[0]}"


def add(folder: Path = FOLDER) -> list[str]:
    """Add what lacks; gives the names. Raises ValueError, and adds nothing, when what was there is not as it was."""
    if sentences := wrong(folder):
        raise ValueError("\n".join(sentences))
    added = lacking(folder)
    for name, body in added.items():
        (folder / name).write_bytes(body)
    listed = digests(folder) | {name: _digest(body) for name, body in added.items()}
    (folder / DIGESTS).write_text(json.dumps(dict(sorted(listed.items())), indent=2) + "\n", encoding="utf-8")
    return list(added)


def _examples() -> Iterator[tuple[str, dict[str, Any]]]:
    """Of every type that is written, and of every older one that is still read, the example of its contract."""
    made = command.generate()
    for name, text in made.texts.items():
        if name.endswith(command.EXAMPLE):
            yield name.removesuffix(command.EXAMPLE), json.loads(text)
    for type_ in sorted(made.older):
        yield type_, contracts.committed(type_)[1]


def _fields(node: Any, at: str = "") -> Iterator[str]:
    """The path of every field in some data; those of a list's items together."""
    if isinstance(node, dict):
        for name, part in node.items():
            yield f"{at}.{name}"
            yield from _fields(part, f"{at}.{name}")
    elif isinstance(node, list):
        for part in node:
            yield from _fields(part, f"{at}[]")


def _said(body: bytes) -> Iterator[str]:
    return _fields(json.loads(body)["data"])


def _paths(schema: Mapping[str, Any]) -> Iterator[str]:
    """The path of every field that data of a schema may have; those of a list's items together."""

    def within(node: Mapping[str, Any], at: str) -> Iterator[str]:
        if "$ref" in node:
            yield from within(schema["$defs"][node["$ref"].rpartition("/")[2]], at)
        for each in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
            yield from within(each, at)
        for name, part in node.get("properties", {}).items():
            yield f"{at}.{name}"
            yield from within(part, f"{at}.{name}")
        if isinstance(items := node.get("items"), dict):
            yield from within(items, f"{at}[]")

    return within(schema, "")


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
