"""A simulated year as it goes by: the clock moves to what comes next, and only when nothing is under way any more."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import Final

import httpx
import orjson

from cli.cannot import CannotRun
from cli.language import say
from cli.simulate.acts import Act, Answer, Asked, Life
from cli.simulate.clock import MovedClock
from cli.simulate.following import FollowedBus
from cli.system import System
from shared.web.reader import HEADER

BEGINS: Final = datetime(2020, 7, 1, 7, tzinfo=UTC)
ENDS: Final = datetime(2021, 7, 1, 7, tzinfo=UTC)
"""A year with a change of policy in the middle."""
AT_ONCE: Final = 64
"""Requests under way together."""
PATIENCE: Final = 30.0
"""Seconds of real time in which something must move while facts are under way."""


class Surprise(CannotRun):
    """The system answered what this life did not foresee; the message is one sentence."""


@dataclass
class Tally:
    """What was done: acts by path, and refusals by rule where somebody made a mistake."""

    acts: int = 0
    looks: int = 0
    refusals: Counter[str] = field(default_factory=Counter)


@dataclass(order=True)
class Waiting:
    """A life that asks for something at a moment; `number` keeps lives of one moment in order."""

    at: datetime
    number: int
    life: Life = field(compare=False)
    asked: Asked = field(compare=False)


class Year:
    """Lives in a running system, until `ENDS`; `told` hears of each moment that the clock is moved to."""

    def __init__(
        self,
        system: System,
        bus: FollowedBus,
        clock: MovedClock,
        http: httpx.AsyncClient,
        told: Callable[[datetime], None],
    ) -> None:
        self._services: Final = [part.service for part in system.parts.values()]
        self._bus = bus
        self._clock = clock
        self._http = http
        self._told = told
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._agenda: list[Waiting] = []
        self.tally: Final = Tally()

    async def live(self, lives: Iterable[Life]) -> None:
        """All of them; raises Surprise where the system answers otherwise than it should."""
        for number, life in enumerate(lives):
            self._enter(number, life, next(life, None))
        while True:
            following = await self._settle()
            if following is None or following >= ENDS:
                break
            self._clock.move(following)
            self._told(following)
            await self._do(list(self._due()))
        self._clock.move(ENDS)
        await self._settle()

    def _enter(self, number: int, life: Life, asked: Asked | None) -> None:
        if asked is not None:
            heappush(self._agenda, Waiting(asked.at, number, life, asked))

    def _due(self) -> Iterator[Waiting]:
        """Those whose moment has come; they leave the agenda."""
        while self._agenda and self._agenda[0].at <= self._clock.now():
            yield heappop(self._agenda)

    async def _settle(self) -> datetime | None:
        """Let everything come to rest, also what services do by themselves now; tells when something comes next."""
        while True:
            await self._bus.rest(self._services, PATIENCE)
            planned = [at for service in self._services if (at := await service.schedule.ring()) is not None]
            if all(at > self._clock.now() for at in planned):
                break
        people = [self._agenda[0].at] if self._agenda else []
        return min([*planned, *people], default=None)

    async def _do(self, due: Sequence[Waiting]) -> None:
        for each, answer in zip(due, await asyncio.gather(*(self._ask(each.asked) for each in due)), strict=True):
            try:
                self._enter(each.number, each.life, each.life.send(answer))
            except StopIteration:
                continue

    async def _ask(self, asked: Asked) -> Answer:
        headers = {HEADER: str(asked.who)}
        async with self._gate:
            if isinstance(asked, Act):
                seen = {} if asked.seen is None else {"If-Match": f'"{asked.seen}"'}
                self.tally.acts += 1
                answer = await self._http.request(
                    asked.method,
                    asked.path,
                    content=orjson.dumps(asked.body),
                    headers={"Content-Type": "application/json", **headers, **seen, **asked.headers},
                )
                return self._foreseen(asked, answer)
            self.tally.looks += 1
            return self._foreseen(asked, await self._http.get(asked.path, headers=headers))

    def _foreseen(self, asked: Asked, answer: httpx.Response) -> Answer:
        expected = asked.refused if isinstance(asked, Act) else None
        rule = None if answer.is_success else str(answer.json().get("type")).rpartition(":")[2]
        if rule != expected:
            raise Surprise(_surprise(asked, answer))
        if rule is not None:
            self.tally.refusals[rule] += 1
        body = answer.json() if answer.content else {}
        return Answer(body, int(answer.headers.get("ETag", '"0"').strip('"')))


def _surprise(asked: Asked, answer: httpx.Response) -> str:
    what, got = f"{asked.who} · {asked.path} · {asked.at.isoformat()}", f"{answer.status_code}: {answer.text}"
    return say(f"Een onverwacht antwoord ({what}): {got}", f"An answer that was not foreseen ({what}): {got}")
