"""What changed between two texts, word by word, as parts that a reader can follow. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Final, Literal

Kind = Literal["same", "added", "removed"]

STEPS: Final = 250
"""Words, and equal pairs of them, that are looked at for each character; what is left then counts as changed.

The time that comparing takes grows with them, and who writes a text chooses what is in it: what stays between two
changes has all around it looked at again. Prose of 36 KiB takes one and a half million.
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


class _Spent(Exception):
    """No steps are left to find out more."""


class _Matcher(SequenceMatcher[str]):
    """Takes what it is about to do from what is left of the steps; raises _Spent before it would do more."""

    a: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(self, before: Sequence[str], after: Sequence[str], left: int) -> None:
        super().__init__(None, before, after)
        pairs = (1 + len(self.b2j.get(each, ())) for each in before)
        self._until = list(accumulate(pairs, initial=0))
        self.left = left

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self.left -= self._until[len(self.a) if ahi is None else ahi] - self._until[alo]
        if self.left < 0:
            raise _Spent
        return super().find_longest_match(alo, ahi, blo, bhi)


Change = tuple[str, str, str]
"""What stays, and then what goes and what comes instead; each may be empty."""


def _by_lines(before: str, after: str) -> Iterator[Change]:
    lines, left = _compared(_LINES.findall(before), _LINES.findall(after), STEPS * (len(before) + len(after)))
    for same, gone, come in lines:
        yield same, "", ""
        words, left = _compared(_WORDS.findall(gone), _WORDS.findall(come), left)
        yield from words


def _compared(before: Sequence[str], after: Sequence[str], left: int) -> tuple[list[Change], int]:
    """The changes, and how many steps are left then."""
    matcher = _Matcher(before, after, left)
    try:
        blocks = matcher.get_matching_blocks()
    except _Spent:
        return [("", "".join(before), "".join(after))], 0
    return list(_between(before, after, blocks)), matcher.left


def _between(before: Sequence[str], after: Sequence[str], blocks: Iterable[Match]) -> Iterator[Change]:
    at_before = at_after = 0
    for block in blocks:
        yield "", "".join(before[at_before : block.a]), "".join(after[at_after : block.b])
        at_before, at_after = block.a + block.size, block.b + block.size
        yield "".join(before[block.a : at_before]), "", ""


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
