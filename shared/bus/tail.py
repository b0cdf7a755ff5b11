"""The newest messages of one topic, in memory: who is up to date is given them without asking the file."""

from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Final

from shared.bus.protocol import Delivery, Message

BYTES: Final = 2_000_000
"""Bytes of bodies that one topic's tail keeps at the most."""

Keyed = tuple[str, Delivery]
"""A message's key, and the message where it stands."""


class Tail:
    """What was committed last, without a hole."""

    def __init__(self, topic: str, most: int = BYTES) -> None:
        self._topic = topic
        self._most = most
        self._kept: deque[Keyed] = deque()
        self._size = 0
        self._last = 0

    def add(self, first: int, messages: Sequence[Message]) -> None:
        """`messages` were committed, at offsets from `first` on; what comes behind later ones is left to the file."""
        if first <= self._last:
            return
        if first != self._last + 1:
            self._kept.clear()
            self._size = 0
        for offset, each in enumerate(messages, first):
            self._kept.append((each.key, Delivery(self._topic, 0, offset, each.body)))
            self._size += len(each.body)
            self._last = offset
        while self._size > self._most:
            _, oldest = self._kept.popleft()
            self._size -= len(oldest.body)

    def after(self, offset: int, limit: int) -> Sequence[Keyed] | None:
        """At most `limit` messages behind `offset`; None when the file must be asked."""
        skip = offset - (self._last - len(self._kept))
        if skip < 0 or offset > self._last or self._last == 0:
            return None
        return list(islice(self._kept, skip, skip + limit))
