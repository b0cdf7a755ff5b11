"""Which parts of a tree there are, and which of them a proof shows: numbers only, no hashes."""

from collections.abc import Iterator
from typing import NamedTuple


class Node(NamedTuple):
    """A complete part: the leaves from `number << level`, and `1 << level` of them."""

    level: int
    number: int


class Leaves(NamedTuple):
    """The leaves from `first` up to `end`, without that one."""

    first: int
    end: int


def split(size: int) -> int:
    """The largest power of two smaller than `size` (which is 2 or more): where RFC 6962 divides a tree."""
    return 1 << (size - 1).bit_length() - 1


def complete(leaves: Leaves) -> Iterator[Node]:
    """The complete parts that make up `leaves`, from the left; `first` is a multiple of what it divides by."""
    first, end = leaves
    while first < end:
        level = (end - first).bit_length() - 1
        yield Node(level, first >> level)
        first += 1 << level


def beside(position: int, size: int) -> tuple[Leaves, ...]:
    """What an inclusion proof shows (RFC 6962, 2.1.1), from the leaf up: the part beside each part that it is in.

    Raises ValueError unless 0 ≤ `position` < `size`.
    """
    if not 0 <= position < size:
        raise ValueError(f"a tree of {size} leaves has none at {position}")
    first, end = 0, size
    found: list[Leaves] = []
    while end - first > 1:
        middle = first + split(end - first)
        if position < middle:
            found.append(Leaves(middle, end))
            end = middle
        else:
            found.append(Leaves(first, middle))
            first = middle
    return tuple(reversed(found))


def between(old: int, new: int) -> tuple[Leaves, ...]:
    """What a consistency proof shows (RFC 6962, 2.1.2): the parts from which both trees follow.

    Nothing where `old` is 0 or `new`: there is nothing to prove. Raises ValueError unless 0 ≤ `old` ≤ `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves does not come before one of {new}")
    if old in {0, new}:
        return ()
    first, end = 0, new
    found: list[Leaves] = []
    while old != end:
        middle = first + split(end - first)
        if old <= middle:
            found.append(Leaves(middle, end))
            end = middle
        else:
            found.append(Leaves(first, middle))
            first = middle
    if first:  # else the old tree is itself a part, which who asks knows
        found.append(Leaves(first, end))
    return tuple(reversed(found))
