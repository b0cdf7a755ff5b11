"""One reader of the stream: catches up from the store in pages, then gets what is new, and never loses or doubles.

A client that is live has been given everything up to its position; it joins the broadcast in the very step in which it
finds itself as far as the broadcast is. What waits for a client that cannot take it is bounded: then it is closed, and
resumes from the last event it got.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.types import Send

from services.events.ledger import signals
from services.events.live.broadcast import Broadcast, Tied
from services.events.live.frames import COMMENT, Frames
from services.events.readers import NO_TIES, Change, Onlooker, Ties

MOST: Final = 1_000
"""Live events that may wait unsent for one client."""
SLICE: Final = 64 * 1024
"""Bytes sent at once, so that what is on its way to a slow client stays small."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Missed:
    """A page of what somebody missed, up to `reached`, and what they had to do with initiatives by then."""

    frames: Sequence[bytes]
    reached: int
    ties: Ties


Read = Callable[[Onlooker, int], Awaitable[Missed]]
"""Reads the page behind a position."""


class Client:
    """A connected reader. Sending happens in one task, which lives only while there is something to send."""

    __slots__ = (
        "_broadcast",
        "_closing",
        "_flying",
        "_live",
        "_onlooker",
        "_position",
        "_read",
        "_send",
        "_sending",
        "_ties",
        "_waiting",
    )

    def __init__(self, broadcast: Broadcast, onlooker: Onlooker, read: Read, send: Send, after: int | None) -> None:
        self._broadcast = broadcast
        self._onlooker = onlooker
        self._read = read
        self._send = send
        self._position = broadcast.position if after is None else after
        self._ties = NO_TIES
        self._waiting: deque[bytes] = deque()
        self._flying = 0
        self._live = False
        self._closing = False
        self._sending: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Start getting events."""
        self._broadcast.connect(self)
        if self._broadcast.closed:
            self.close()
        elif not self._broadcast.may_have_ties(self._onlooker) and self._position >= self._broadcast.position:
            self._join()
        else:
            self._wake()

    async def end(self) -> None:
        """The connection is gone; stop whatever is under way."""
        self._broadcast.disconnect(self)
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.wait({self._sending})

    def take(self, news: Sequence[Frames], tied: Sequence[Tied]) -> None:
        """Events that were committed just now."""
        changes = [
            (initiative, change) for person, initiative, change in tied if self._onlooker.changes(person, change)
        ]
        if self._must_look(news, changes):
            self.catch_up()
            return
        for initiative, change in changes:
            self._ties = self._ties.after(initiative, change)
        for frames in news:
            if frames.entry.position > self._position:
                self._position = frames.entry.position
                self._put(frames.to(self._onlooker, self._ties))

    def _must_look(self, news: Sequence[Frames], changes: Sequence[tuple[str, Change]]) -> bool:
        """Whether only the store can tell which signals are shut to them: what one led to, or what is shut, changed."""
        if any(change in {"shut", "open"} for _, change in changes):
            return True
        return bool(self._ties.shut) and any(signals.moves(frames.entry) for frames in news)

    def catch_up(self) -> None:
        """Get from the store what is behind this client's position, before anything new."""
        self._broadcast.part(self)
        self._live = False
        self._wake()

    def beat(self) -> None:
        """A sign of life, for whoever gets nothing else just now."""
        if not self._waiting and self._sending is None:
            self._waiting.append(COMMENT)
            self._wake()

    def close(self) -> None:
        """End after the event that is on its way."""
        if self._closing:
            return
        self._broadcast.part(self)
        self._waiting.clear()
        self._closing = True
        self._wake()

    def _put(self, event: bytes | None) -> None:
        if event is None or self._closing:
            return
        if self._flying + len(self._waiting) >= MOST:
            log.info("slow stream closed", position=self._position)
            self.close()
            return
        self._waiting.append(event)
        self._wake()

    def _wake(self) -> None:
        if self._sending is None:
            self._sending = asyncio.create_task(self._run())

    async def _run(self) -> None:
        """Send until nothing waits. What breaks ends the stream, and the client resumes where it was."""
        try:
            while await self._step():
                pass
        except Exception:
            log.exception("stream broke", position=self._position)
            self.close()
            await self._finish()
        finally:
            self._sending = None

    async def _step(self) -> bool:
        """Do what is next; tells whether there may be more."""
        if self._closing:
            await self._finish()
            return False
        if self._waiting:
            await self._out(_slice(self._waiting))
            return True
        if not self._live:
            await self._next_page()
            return True
        return False

    async def _next_page(self) -> None:
        missed = await self._read(self._onlooker, self._position)
        self._ties = missed.ties
        page = deque(missed.frames)
        while page and not self._closing:
            await self._out(_slice(page))
        self._position = max(self._position, missed.reached)
        if self._position >= self._broadcast.position and not self._closing:
            self._join()

    def _join(self) -> None:
        self._live = True
        self._broadcast.join(self)

    async def _out(self, events: Sequence[bytes]) -> None:
        self._flying = len(events)
        await self._send({"type": "http.response.body", "body": b"".join(events), "more_body": True})
        self._flying = 0

    async def _finish(self) -> None:
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def _slice(waiting: deque[bytes]) -> list[bytes]:
    """The first events of what waits, taken away: at least one, and together no more than goes out at once."""
    taken = [waiting.popleft()]
    size = len(taken[0])
    while waiting and size + len(waiting[0]) <= SLICE:
        size += len(waiting[0])
        taken.append(waiting.popleft())
    return taken
