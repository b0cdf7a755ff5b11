"""What goes to partners, made of what was recorded at the moment that it is sent.

Only the recorded facts decide what is said, ids and numbers too: sent again, by another replica or from a store that
was put back, it is the same event, and who has it drops it.
"""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Final

from sqlalchemy import Connection, bindparam, select

from services.publication import events
from services.publication.public.events import TELLS, told
from shared import envelope
from shared.actor import Actor
from shared.bus.protocol import Message
from shared.clock import derived
from shared.decider import Act
from shared.outlet import Outlet
from shared.store import schema
from shared.store.among import among

NAME: Final = "public"
SPEAKER: Final = Actor("system", "publication")
"""Which editor it was is not for others."""


def _types() -> list[str]:
    """Our wire types that are told of, older versions too."""
    types = events.TYPES
    names: set[str] = {each.event_type for each in TELLS}
    while more := {older for older, (newer, _) in types.upcasters.items() if newer in names} - names:
        names |= more
    return sorted(names)


TYPES: Final = _types()

_event: Final = schema.event
_BETWEEN: Final = (
    select(_event.c.stream, _event.c.version, _event.c.body)
    .where(_event.c.position > bindparam("after"), _event.c.position <= bindparam("to"), among(_event.c.type, "types"))
    .order_by(_event.c.position)
)
_NUMBERED: Final = (
    select(_event.c.stream, _event.c.version)
    .where(among(_event.c.stream, "streams"), among(_event.c.type, "types"))
    .order_by(_event.c.stream, _event.c.version)
)


def tell(connection: Connection, after: int, to: int) -> Sequence[Message]:
    """What partners hear of the facts behind position `after`, up to `to`."""
    rows = connection.execute(_BETWEEN, {"after": after, "to": to, "types": TYPES}).all()
    if not rows:
        return []
    numbers = _numbers(connection, {row.stream for row in rows})
    return [Message(row.stream, seal(row.body, numbers[row.stream, row.version])) for row in rows]


def _numbers(connection: Connection, streams: Collection[str]) -> dict[tuple[str, int], int]:
    """The place of each fact among those of its stream that are told of, from 1."""
    rows = connection.execute(_NUMBERED, {"streams": sorted(streams), "types": TYPES}).all()
    return {
        (stream, row.version): number
        for stream, own in groupby(rows, key=lambda row: str(row.stream))
        for number, row in enumerate(own, 1)
    }


def seal(body: bytes, sequence: int) -> bytes:
    """The bytes that partners get of a recorded fact, as the `sequence`-th of its stream."""
    fact = envelope.open_(body)
    act = Act(
        id=fact.id,
        now=fact.time,
        actor=SPEAKER,
        correlation_id=fact.correlationid,
        causation_id=fact.id,
    )
    event = told(events.TYPES.load(fact.type, fact.data))
    return envelope.seal(event, act, id=derived(fact.id, NAME), service=NAME, stream=fact.stream, sequence=sequence)


OUTLET: Final = Outlet(NAME, tuple(sorted(each.event_type for each in TELLS.values())), tell)
