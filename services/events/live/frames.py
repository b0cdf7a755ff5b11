"""Server-sent events: an entry is encoded once per sight, and all its readers get the same bytes.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from typing import Final

import orjson

from services.events.ledger.entries import Entry
from services.events.readers import Onlooker, Readership, Ties
from shared.event import Readers

COMMENT: Final = b":\n\n"
"""Says nothing; keeps a connection open that carries nothing else."""


def frame(entry: Entry, body: bytes) -> bytes:
    """One event of the stream; `body` is the envelope as its reader may see it."""
    if b"\n" in body or b"\r" in body:
        body = orjson.dumps(orjson.loads(body))
    type_ = " ".join(entry.envelope.type.splitlines())
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (entry.position, type_.encode(), body)


class Frames:
    """An entry's event per sight, made when the first reader needs it."""

    def __init__(self, entry: Entry, readership: Readership) -> None:
        self.entry: Final = entry
        self._readership = readership
        self._made: dict[Readers, bytes | None] = {}

    def to(self, onlooker: Onlooker, ties: Ties) -> bytes | None:
        """What somebody gets who has these ties."""
        return self.of(onlooker.sight_of(self.entry.initiative_id, ties, self.entry.envelope.stream))

    def of(self, sight: Readers) -> bytes | None:
        """What `sight` gets; None when it may not see the entry."""
        if sight not in self._made:
            body = self._readership.body(self.entry.envelope, sight)
            self._made[sight] = None if body is None else frame(self.entry, body)
        return self._made[sight]
