"""What changed between two texts, word by word, as parts that a reader can follow. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

Kind = Literal["same", "added", "removed"]

PAIRS: Final = 500_000
"""Equal pairs of words, one of each text, that are looked at; where there are more, the whole counts as changed.

The time that comparing takes grows with them, and who writes a text chooses what is in it. Prose of 40 KiB has about a
hundred thousand.
"""
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that stands in both, or only in the later (`added`) or the earlier one (`removed`)."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> tuple[Part, ...]:
    """The parts that make `before` into `after`, in reading order; equal texts are one part, two empty ones none.

    `same` and `removed` parts joined are `before`, `same` and `added` ones `after`. Two neighbours are of different
    kinds, and what is removed comes before what is added in its place. Lines are compared first and then the words of
    those that differ; blanks within a line between two changes belong to both.
    """
    return tuple(_joined(_readable(_by_lines(before, after))))


Change = tuple[str, str, str]
"""What stays, and then what goes and what comes instead; each may be empty."""


def _by_lines(before: str, after: str) -> Iterator[Change]:
    for same, gone, come in _compared(_LINES.findall(before), _LINES.findall(after)):
        yield same, "", ""
        yield from _compared(_WORDS.findall(gone), _WORDS.findall(come))


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    if _pairs(before, after) > PAIRS:
        yield "", "".join(before), "".join(after)
        return
    at_before = at_after = 0
    for block in SequenceMatcher(None, before, after).get_matching_blocks():
        yield "", "".join(before[at_before : block.a]), "".join(after[at_after : block.b])
        at_before, at_after = block.a + block.size, block.b + block.size
        yield "".join(before[block.a : at_before]), "", ""


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """How many pairs there are to look at; SequenceMatcher passes over what is more than a hundredth of a long text."""
    popular = len(after) // 100 + 1 if len(after) >= 200 else len(after)
    there = Counter(after)
    return sum(times * there[each] for each, times in Counter(before).items() if there[each] <= popular)


def _by_turns(changes: Iterable[Change]) -> Iterator[Change]:
    """Words that stay and words that change by turns, each run as one."""
    same = gone = come = ""
    for stays, goes, comes in changes:
        if stays and (gone or come):
            yield same, gone, come
            same = gone = come = ""
        same, gone, come = same + stays, gone + goes, come + comes
    yield same, gone, come


def _readable(changes: Iterable[Change]) -> Iterator[Change]:
    """The same with fewer parts: blanks within a line between two changes change with them."""
    same = gone = come = ""
    for stays, goes, comes in _by_turns(changes):
        if (gone or come) and (goes or comes) and stays.isspace() and "\n" not in stays:
            gone, come = gone + stays + goes, come + stays + comes
        else:
            yield same, gone, come
            same, gone, come = stays, goes, comes
    yield same, gone, come


def _joined(changes: Iterable[Change]) -> Iterator[Part]:
    for change in changes:
        kinds: tuple[Kind, ...] = ("same", "removed", "added")
        for kind, text in zip(kinds, change, strict=True):
            if text:
                yield Part(kind, text)
