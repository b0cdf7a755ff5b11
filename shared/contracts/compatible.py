"""What may change in a schema without a new version: words, wider values, more readers, new optional fields.

Facts are kept for ever, so the new schema must take all that the old one took; and readers know the old one, so what
they were promised must stay there.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from shared.contracts import Schema, inlined

READERS: Final = ("public", "party", "office")
WORDS: Final = frozenset({"title", "description", "examples", "$comment"})
SEEN: Final = frozenset({"properties", "required", "items", "additionalProperties", "propertyNames"}) | {
    "enum",
    "const",
    "x-readers",
}
AT_LEAST: Final = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
AT_MOST: Final = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
DROPPABLE: Final = frozenset({"pattern", "format", "uniqueItems", "multipleOf"})


Readers = tuple[str, str]
"""Who could read something, and who can now."""


def breaks(old: Schema, new: Schema) -> list[str]:
    """Why `new` needs a new version, one sentence each; empty when it may take the place of `old`."""
    return list(_node("data", inlined(old), inlined(new), ("office", "office")))


def _node(at: str, old: Schema, new: Schema, around: Readers) -> Iterator[str]:
    readers = (old.get("x-readers", around[0]), new.get("x-readers", around[1]))
    if readers != around and READERS.index(readers[1]) > READERS.index(readers[0]):
        yield f"{at}: fewer may read it, {readers[1]} instead of {readers[0]}"
    yield from _fields(at, old, new, readers)
    yield from _values(at, old, new)
    for name in sorted((set(old) | set(new)) - SEEN - WORDS):
        if not _wider(name, old.get(name), new.get(name)) and not _holds_all(name, old, new):
            yield f"{at}: {name} went from {old.get(name)!r} to {new.get(name)!r}"
    for name in ("items", "additionalProperties", "propertyNames"):
        before, after = old.get(name, {}), new.get(name, {})
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _node(f"{at}[]", before, after, readers)
        else:
            yield f"{at}: {name} changed"


def _fields(at: str, old: Schema, new: Schema, readers: Readers) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before:
        if name not in after:
            yield f"{at}.{name} is gone"
        else:
            yield from _node(f"{at}.{name}", before[name], after[name], readers)
    was, is_ = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(was - is_):
        if name in after:
            yield f"{at}.{name} may be absent now"
    for name in sorted(is_ - was):
        yield f"{at}.{name} is required now"


def _values(at: str, old: Schema, new: Schema) -> Iterator[str]:
    before, after = _enumerated(old), _enumerated(new)
    if after is None:
        return
    if before is None:
        yield f"{at} takes certain values only now"
    elif gone := [value for value in before if value not in after]:
        yield f"{at} no longer takes {', '.join(map(repr, gone))}"


def _holds_all(name: str, old: Schema, new: Schema) -> bool:
    """Whether a constraint on texts takes the place of certain values, and lets each of them be."""
    values = _enumerated(old)
    if values is None or name in old or not all(isinstance(value, str) for value in values):
        return False
    match name:
        case "pattern":
            return all(re.search(new[name], value) for value in values)
        case "maxLength":
            return all(len(value) <= new[name] for value in values)
        case "minLength":
            return all(len(value) >= new[name] for value in values)
        case _:
            return False


def _enumerated(node: Schema) -> list[Any] | None:
    return [node["const"]] if "const" in node else node.get("enum")


def _wider(name: str, old: Any, new: Any) -> bool:
    if old == new:
        return True
    if name in AT_LEAST | AT_MOST | DROPPABLE and new is None:
        return True
    if name in AT_LEAST and old is not None:
        return bool(new < old)
    if name in AT_MOST and old is not None:
        return bool(new > old)
    return False
