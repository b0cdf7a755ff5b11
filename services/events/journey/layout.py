"""In which order steps are told: each behind its cause and its stream's earlier ones, otherwise by time."""

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

from services.events.ledger.entries import Entry


def lay_out(entries: Sequence[Entry]) -> list[Entry]:
    """The same entries in that order; a circle of causes (which nothing of ours makes) is broken at its earliest."""
    followers, waits_for = _edges(entries)
    ready = [(*_when(entry), index) for index, entry in enumerate(entries) if not waits_for[index]]
    heapify(ready)
    left = set(range(len(entries)))
    told: list[Entry] = []
    while left:
        index = heappop(ready)[-1] if ready else min(left, key=lambda each: _when(entries[each]))
        if index not in left:
            continue
        left.discard(index)
        told.append(entries[index])
        for follower in followers[index]:
            waits_for[follower] -= 1
            if not waits_for[follower] and follower in left:
                heappush(ready, (*_when(entries[follower]), follower))
    return told


def _when(entry: Entry) -> tuple[float, int]:
    return entry.envelope.time.timestamp(), entry.position


def _edges(entries: Sequence[Entry]) -> tuple[list[list[int]], list[int]]:
    """Per entry, which come behind it, and how many come before."""
    followers: list[list[int]] = [[] for _ in entries]
    waits_for = [0] * len(entries)
    for before, behind in _pairs(entries):
        followers[before].append(behind)
        waits_for[behind] += 1
    return followers, waits_for


def _pairs(entries: Sequence[Entry]) -> Iterable[tuple[int, int]]:
    by_id = {entry.envelope.id: index for index, entry in enumerate(entries)}
    last: dict[tuple[str, str], int] = {}
    for index, entry in sorted(enumerate(entries), key=lambda each: each[1].envelope.sequence):
        envelope = entry.envelope
        cause = by_id.get(envelope.causationid)
        if cause is not None and cause != index:
            yield cause, index
        stream = (envelope.source, envelope.stream)
        if stream in last:
            yield last[stream], index
        last[stream] = index
