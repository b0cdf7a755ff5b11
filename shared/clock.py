"""The one clock and the one source of ids: everything that differs from run to run comes in here."""

import hashlib
import hmac
import os
import threading
import time
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Tells the time, always in UTC."""

    def now(self) -> datetime: ...


class Ids(Protocol):
    """Makes what must be unique or unguessable."""

    def new(self) -> str:
        """A UUIDv7 (RFC 9562, 5.7) in its canonical text form; sorts by the moment it was made."""
        ...

    def secret(self, size: int) -> bytes:
        """`size` bytes that nobody can guess."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemIds:
    """UUIDv7 from the machine's time and randomness.

    Within one process later ids sort after earlier ones, also when the clock steps back: the 48-bit
    milliseconds never fall, and the 12 bits behind them count within a millisecond.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> str:
        with self._lock:
            ticks = max((time.time_ns() // 1_000_000) << 12, self._last + 1)
            self._last = ticks
        return uuid7(ticks >> 12, ticks & 0xFFF, int.from_bytes(os.urandom(8), "big"))

    def secret(self, size: int) -> bytes:
        return os.urandom(size)


def uuid7(milliseconds: int, counter: int, randomness: int) -> str:
    """The canonical text of a UUIDv7 (RFC 9562, 5.7, with the counter of 6.2 method 1).

    `milliseconds` since 1970 (48 bits), `counter` (12 bits), `randomness` (its lowest 62 bits count).
    """
    number = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (counter & 0xFFF) << 64
    text = f"{number | 0b10 << 62 | randomness & (1 << 62) - 1:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def derived(id: str, name: str) -> str:
    """A UUIDv7 for what follows, under this name, from what has the UUIDv7 `id`: of its moment, always the same."""
    bits = UUID(id).int
    digest = hashlib.sha256(f"{name} {id}".encode()).digest()
    return uuid7(bits >> 80, (bits >> 64) & 0xFFF, int.from_bytes(digest[:8]))


def name_based(secret: bytes, name: str) -> str:
    """A UUIDv8 (RFC 9562, 5.8) for what is called `name`: always the same, and guessed by nobody without `secret`."""
    bits = int.from_bytes(hmac.digest(secret, name.encode(), hashlib.sha256)[:16])
    return str(UUID(int=bits & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62))
