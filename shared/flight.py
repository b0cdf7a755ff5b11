"""What a relay has on its way to the bus: some batches at once, of which the oldest counts first.

The bus takes them in their order. Where one fails, those behind it may have arrived all the same. That is safe: all is
sent again from the hole on, and receivers let wait what comes behind a hole and drop what comes twice.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from shared.bus.protocol import Message

AHEAD: Final = 8
"""Batches on their way at once, at the most."""
BYTES: Final = 8_000_000
"""Bytes of events on their way from which on nothing more is taken."""

Send = Callable[[Sequence[Message]], Awaitable[None]]
"""Returns when all of them are durable on the bus."""


@dataclass(slots=True, eq=False)
class _Batch:
    last: int
    size: int
    sending: "asyncio.Task[None] | None" = None
    landed: bool = False
    failure: Exception | None = None


class Flight:
    """Sends what stands behind `position` in a store; `told` is called when a batch has landed or failed.

    Up to `sent` all was handed to the bus, up to `landed` all is durable there.
    """

    def __init__(self, send: Send, told: Callable[[], None], position: int) -> None:
        self._send = send
        self._told = told
        self._batches: deque[_Batch] = deque()
        self.sent = position
        self.landed = position

    @property
    def has_room(self) -> bool:
        """Whether another batch may be taken."""
        return len(self._batches) < AHEAD and sum([batch.size for batch in self._batches]) < BYTES

    def begin(self, messages: Sequence[Message], last: int) -> None:
        """Send these, up to the position `last`, behind all others."""
        batch = _Batch(last, sum([len(each.body) for each in messages]))
        batch.sending = asyncio.create_task(self._carry(batch, messages))
        self._batches.append(batch)
        self.sent = last

    def collect(self) -> bool:
        """Note what has landed, and tell whether something has; raises what the oldest of the others failed with."""
        before = self.landed
        self._note()
        if self._batches and (failure := self._batches[0].failure) is not None:
            raise failure
        return self.landed != before

    async def end(self, seconds: float | None = None) -> None:
        """Wait for what is on its way, so long at the most; what has not landed then, without a hole, was not sent."""
        if sendings := [batch.sending for batch in self._batches if batch.sending is not None]:
            await asyncio.wait(sendings, timeout=seconds)
        self._note()
        self.sent = self.landed
        self.cancel()

    def cancel(self) -> None:
        """Wait for nothing any more."""
        for batch in self._batches:
            if batch.sending is not None:
                batch.sending.cancel()
        self._batches.clear()

    def _note(self) -> None:
        while self._batches and self._batches[0].landed:
            self.landed = self._batches.popleft().last

    async def _carry(self, batch: _Batch, messages: Sequence[Message]) -> None:
        try:
            await self._send(messages)
            batch.landed = True
        except Exception as failure:  # noqa: BLE001 - `collect` raises it, when it is this batch's turn
            batch.failure = failure
        self._told()
