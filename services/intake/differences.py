"""What changed from one version of a submission to another, as people read it: word by word, item by item. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, get_args

from services.intake import events, words
from shared.difference import Part, difference

ITEMS: Final = frozenset({"effects", "organisations", "themes", "branches"})
SEALED: Final = ("contact", "contacts")
"""Of whom only the vault knows who they are."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that says something else than before; `parts` make one into the other, and of what is sealed are none."""

    field: str
    before: Any
    after: Any
    parts: Sequence[Part]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """The fields that differ, in the order of a submission; each criterion is one of its own (`criteria.opschalen`)."""
    return [each for name in (*events.DESCRIBED, *SEALED) for each in _of_field(name, before[name], after[name])]


def _of_field(name: str, before: Any, after: Any) -> Iterator[Changed]:
    if name == "criteria":
        for criterion in get_args(words.Criterion):
            yield from _of_text(f"criteria.{criterion}", before.get(criterion), after.get(criterion))
    elif before == after:
        return
    elif name in SEALED:
        yield Changed(name, before, after, ())
    elif name in ITEMS:
        yield Changed(name, before, after, tuple(_items(list(map(_line, before)), list(map(_line, after)))))
    else:
        yield from _of_text(name, before, after)


def _of_text(name: str, before: str | None, after: str | None) -> Iterator[Changed]:
    """What was not claimed is as an empty text."""
    if before != after:
        yield Changed(name, before, after, difference(before or "", after or ""))


def _line(item: str | Mapping[str, str]) -> str:
    """An item as a line: a word of an enumeration, or an organisation with its sector and what it takes part as."""
    if isinstance(item, str):
        return item
    return " · ".join(item[name] for name in ("name", "sector", "role") if name in item)


def _items(before: Sequence[str], after: Sequence[str]) -> Iterator[Part]:
    """One part for each item, in reading order; what is removed comes before what is added in its place."""
    for kind, start, end, at, until in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Part("same", item) for item in before[start:end])
        else:
            yield from (Part("removed", item) for item in before[start:end])
            yield from (Part("added", item) for item in after[at:until])
