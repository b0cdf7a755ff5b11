"""Sorting what arrives: next in its stream, known already, ahead of its turn, or a fork. Reads only, writes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, func, select

from shared import waiting
from shared.bus.protocol import Delivery
from shared.clock import Clock, Ids
from shared.envelope import Envelope
from shared.store import schema
from shared.store.among import among
from shared.store.ready import Ready
from shared.store.store import AnyRow
from shared.waiting import Aside

Seen = Literal["new", "duplicate", "gap"]
Stream = tuple[str, str]
"""A source and a stream of it."""

_HEADS: Final = Ready(
    select(schema.inbox.c.stream, func.max(schema.inbox.c.sequence).label("head"))
    .where(schema.inbox.c.source == bindparam("source"), among(schema.inbox.c.stream, "streams"))
    .group_by(schema.inbox.c.stream)
)
_KNOWN: Final = select(schema.inbox.c.event_id).where(
    schema.inbox.c.source == bindparam("from"),
    schema.inbox.c.stream == bindparam("in"),
    schema.inbox.c.sequence == bindparam("at"),
)


class Fork(Exception):
    """Another event was handled before, or waits, under the same sequence of the same stream."""


class PassedOver(Exception):
    """An operator gave this event up while it was missing, and now it comes after all."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A readable fact and where it stood on the bus."""

    delivery: Delivery
    envelope: Envelope

    @property
    def stream(self) -> Stream:
        return self.envelope.source, self.envelope.stream


@dataclass
class Sorted:
    """What a batch's facts are: to handle in this order, to put aside, and how many were known."""

    waits: bool
    """Whether anything waited here before."""
    handle: list[Arrived] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    duplicates: int = 0

    def next_is(self, each: Arrived) -> None:
        """It is next in its stream; a copy of it that came ahead of its turn in the same batch waits no longer."""
        others = [aside for aside in self.aside if aside.delivery.body != each.delivery.body]
        self.duplicates += len(self.aside) - len(others)
        self.aside = others
        self.handle.append(each)


def sort(connection: Connection, clock: Clock, ids: Ids, arrived: Sequence[Arrived]) -> Sorted:
    """Which facts are next in their stream, which must wait, which are known; raises Fork or PassedOver."""
    found = Sorted(waiting.anything(connection))
    heads = heads_of(connection, {each.stream for each in arrived})
    nothing: Mapping[Stream, dict[int, bytes]] = {stream: {} for stream in heads}
    stops = _rows(connection, heads, waiting.stops) if found.waits else nothing
    given_up = _rows(connection, heads, waiting.discarded) if found.waits else nothing
    forked = {stream for stream, failed in stops.items() if any(sequence <= heads[stream] for sequence in failed)}
    for each in arrived:
        head = heads[each.stream]
        match _seen(connection, each, head, found.handle):
            case "new" | "gap" if each.stream in forked:
                found.aside.append(waiting.behind_fork(ids, clock, each.delivery, each.envelope))
            case "new" if given_up[each.stream].get(each.envelope.sequence) == each.delivery.body:
                found.aside.append(waiting.behind_gap(ids, clock, each.delivery, each.envelope, head))
            case "new":
                _must_be_the_one_that_waits(each, stops[each.stream])
                heads[each.stream] = each.envelope.sequence
                found.next_is(each)
            case "gap":
                found.aside.append(waiting.behind_gap(ids, clock, each.delivery, each.envelope, head))
            case "duplicate":
                found.duplicates += 1
    return found


def _seen(connection: Connection, each: Arrived, head: int, handling: Sequence[Arrived]) -> Seen:
    envelope = each.envelope
    if envelope.sequence > head:
        return "new" if envelope.sequence == head + 1 else "gap"
    place = {"from": envelope.source, "in": envelope.stream, "at": envelope.sequence}
    known = connection.execute(_KNOWN, place).scalar() or next(
        (
            other.envelope.id
            for other in handling
            if other.stream == each.stream and other.envelope.sequence == envelope.sequence
        ),
        None,
    )
    if known is None:
        raise PassedOver(f"{envelope.stream} of {envelope.source} went on without {envelope.sequence}; it comes late.")
    if known != envelope.id:
        raise Fork(f"{envelope.stream} of {envelope.source} has two events {envelope.sequence}: {known} was handled.")
    return "duplicate"


def heads_of(connection: Connection, streams: set[Stream]) -> dict[Stream, int]:
    """The sequence handled last, per stream; 0 for a stream not heard of."""
    heads = dict.fromkeys(streams, 0)
    for source, names in _by_source(heads).items():
        for row in _HEADS.all(connection, source=source, streams=names):
            heads[source, row.stream] = row.head
    return heads


def _rows(
    connection: Connection,
    heads: Mapping[Stream, int],
    which: Callable[[Connection, str, Sequence[str]], Sequence[AnyRow]],
) -> Mapping[Stream, dict[int, bytes]]:
    """What waits in these streams, by sequence. Failed up to the head it is a fork, behind it the one that waits."""
    rows: dict[Stream, dict[int, bytes]] = {stream: {} for stream in heads}
    for source, names in _by_source(heads).items():
        for row in which(connection, source, names):
            rows[source, row.stream][row.sequence] = row.body
    return rows


def _by_source(streams: Mapping[Stream, int]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for source, stream in streams:
        names.setdefault(source, []).append(stream)
    return names


def _must_be_the_one_that_waits(each: Arrived, failed: Mapping[int, bytes]) -> None:
    """Raise Fork when another event waits, failed, under the same sequence."""
    envelope = each.envelope
    if failed.get(envelope.sequence, each.delivery.body) != each.delivery.body:
        raise Fork(f"{envelope.stream} of {envelope.source} has two events {envelope.sequence}: another waits.")
