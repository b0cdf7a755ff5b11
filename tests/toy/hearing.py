"""What the toy hears from its neighbour: nudges, each of which it counts."""

from collections.abc import Sequence
from typing import Any, Final
from zlib import crc32

import orjson
from sqlalchemy import Connection

from shared.bus.protocol import Delivery, topic_of
from shared.decider import Command
from shared.envelope import SOURCE, timestamp
from shared.heard import Foreign, Heard, Reaction
from shared.testing.given import NOON, uuid
from tests.toy.core import Count

NEIGHBOUR: Final = "neighbour"
NUDGED: Final = "nl.koploper.nudged.v1"
IGNORED: Final = "nl.koploper.means-nothing-here.v1"


class Nudged(Foreign):
    by: int


def count_nudge(heard: Heard[Nudged], _: Connection) -> Sequence[Command]:
    return [Count(act=heard.act, name=heard.envelope.subject, by=heard.data.by, note=heard.envelope.id)]


REACTIONS: Final[tuple[Reaction[Any], ...]] = (Reaction("count-nudge", NEIGHBOUR, NUDGED, Nudged, count_nudge),)


def nudge(
    stream: str,
    sequence: int,
    by: Any = 1,
    *,
    id: str | None = None,
    type: str = NUDGED,
    source: str = NEIGHBOUR,
    **attributes: Any,
) -> bytes:
    """The neighbour's `sequence`-th fact about `stream`; the same arguments give the same bytes."""
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": id or uuid(crc32(f"{stream} {sequence}".encode())),
        "source": SOURCE + source,
        "type": type,
        "subject": stream.partition("-")[2],
        "time": timestamp(NOON),
        "stream": stream,
        "sequence": str(sequence),
        "actor": f"system;id={source}",
        "correlationid": uuid(800),
        "causationid": uuid(801),
        "data": {"by": by},
    }
    return orjson.dumps(envelope | attributes)


def delivery(body: bytes, offset: int = 1, *, topic: str = topic_of(NEIGHBOUR)) -> Delivery:
    return Delivery(topic, 0, offset, body)
