"""Talking to a witness: with one deadline, no more read than is believed, and less often after a failure."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

import httpx
import structlog

from services.events.signed.witnesses import LONGEST, NotSeen, Witness
from shared.service import Service

FIRST: Final = timedelta(seconds=5)
"""How long a witness is left alone after a failure; twice as long after each further one."""
MOST: Final = timedelta(minutes=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """An answer."""

    status: int
    media_type: str | None
    body: bytes


async def ask_until_stop(
    service: Service, method: Literal["GET", "POST"], url: str, patience: float, content: bytes | None = None
) -> Told:
    """The same, and broken off when the service stops; raises NotSeen then, too."""
    asking = service.begin(ask(method, url, patience, content), "asks a witness")
    await asyncio.wait([asking])
    if asking.cancelled():
        raise NotSeen("this process stops, and waits for no answer")
    return asking.result()


async def ask(method: Literal["GET", "POST"], url: str, patience: float, content: bytes | None = None) -> Told:
    """Ask once; raises NotSeen where no whole answer is here in so many seconds, or it is too long."""
    plain = {"Accept-Encoding": "identity"}  # what is packed may be of any length
    told = bytearray()
    try:
        async with (
            asyncio.timeout(patience),
            httpx.AsyncClient(timeout=patience) as client,
            client.stream(method, url, content=content, headers=plain) as answer,
        ):
            async for part in answer.aiter_raw():
                told += part
                if len(told) > LONGEST:
                    raise NotSeen(f"its answer is longer than {LONGEST} bytes")
            return Told(answer.status_code, answer.headers.get("content-type"), bytes(told))
    except (TimeoutError, httpx.TimeoutException) as late:
        raise NotSeen(f"there is no whole answer within {patience:g} s") from late
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as wrong:
        raise NotSeen(f"it does not answer: {type(wrong).__name__} {wrong}".rstrip()) from wrong


@dataclass(slots=True)
class Turns:
    """When one witness is asked: at once, or after a failure some time later; a failure is told once, and its end."""

    witness: Witness
    _failures: int = 0
    _alone: tuple[datetime, datetime] | None = field(default=None)
    """From when until when it is left alone."""
    _trouble: str | None = None

    def has_come(self, now: datetime) -> bool:
        """Whether it may be asked; a clock that was set back makes nobody wait longer."""
        return self._alone is None or not self._alone[0] <= now < self._alone[1]

    def failed(self, now: datetime, what: str, why: Exception) -> None:
        """It did not do what it was asked for."""
        self._alone = (now, now + min(FIRST * 2 ** min(self._failures, 10), MOST))
        self._failures += 1
        if str(why) != self._trouble:
            log.warning(what, witness=self.witness.key.name, error=str(why))
        self._trouble = str(why)

    def went_well(self) -> None:
        """It did."""
        if self._trouble is not None:
            log.info("a witness answers again", witness=self.witness.key.name)
        self._failures, self._alone, self._trouble = 0, None, None
