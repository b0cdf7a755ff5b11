"""A clock that stands where a test puts it, and ids that are the same in every run."""

import threading
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from shared.clock import uuid7
from shared.testing.given import NOON

_MILLISECOND: Final = timedelta(milliseconds=1)
_EPOCH: Final = datetime.fromtimestamp(0, NOON.tzinfo)


class SetClock:
    """Tells the time it was set to."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Let it be `now`."""
        self._now = now

    def forward(self, step: timedelta) -> None:
        """Let `step` pass."""
        self._now += step


class SeededIds:
    """Valid UUIDv7 that sort as they are made, from NOON on; another seed gives others."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._made = 0
        self._lock = threading.Lock()

    def new(self) -> str:
        made = self._next()
        milliseconds = (NOON - _EPOCH) // _MILLISECOND + (made >> 12)
        return uuid7(milliseconds, made, int.from_bytes(self._digest(made)[:8], "big"))

    def secret(self, size: int) -> bytes:
        made = self._next()
        blocks = -(-size // sha256().digest_size)
        return b"".join(self._digest(made, block) for block in range(blocks))[:size]

    def _next(self) -> int:
        with self._lock:
            self._made += 1
            return self._made

    def _digest(self, *parts: int) -> bytes:
        return sha256(repr((self._seed, *parts)).encode()).digest()
