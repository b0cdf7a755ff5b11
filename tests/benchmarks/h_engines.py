"""(h) The engine: handle as it is, against the same groups on SQLAlchemy's async engine, and against no groups."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared import handle, once
from shared.once import Done, Once
from shared.store import driver
from shared.turn import Turn
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.counting import AT_ONCE, MODEL, Counting, clock, counting, ids, names
from tests.benchmarks.rows import Claim, Round
from tests.toy.core import SERVICE, Count

COMMANDS: Final = 8_000
ALONE: Final = 2_000
WARM: Final = 800

ASYNC: Final = Claim(
    "h",
    "commands through `handle` (one writer thread); against the same groups on the async engine (aiosqlite)",
    "1/s",
    None,
    "",
)
SINGLE: Final = Claim(
    "h-single", "commands through `handle` in groups; against one command per transaction", "1/s", None, ""
)
CLAIMS: Final = (ASYNC, SINGLE)


async def measure(bench: Bench) -> Measured:
    other: list[Round] = []
    single: list[Round] = []
    with folder() as place:
        async with counting(place / "ours") as ours, counting(place / "single") as alone, _sketch(place) as theirs:
            for each in (ours, theirs):
                await each.per_second(WARM)
            for _ in bench.rounds("h: engines"):
                grouped = await ours.per_second(COMMANDS)
                other.append(Round(grouped, await theirs.per_second(COMMANDS)))
                with patch.object(handle, "GROUP", 1):
                    single.append(Round(grouped, await alone.per_second(ALONE)))
    return {ASYNC: other, SINGLE: single}


@asynccontextmanager
async def _sketch(place: Path) -> "AsyncIterator[Sketch]":
    async with counting(place / "async") as counted:
        engine = create_async_engine(f"sqlite+aiosqlite:///{place / 'async' / SERVICE}.db", pool_size=1, max_overflow=0)
        _prepare(engine)
        try:
            yield Sketch(counted, engine)
        finally:
            await engine.dispose()


def _prepare(engine: AsyncEngine) -> None:
    """As our own stores do: no transaction but ours, begun at once, and a full sync at each commit."""

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _rows(connection: Connection, text: str, given: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(text, given)]


def _run(connection: Connection, text: str, given: Any = None) -> None:
    connection.exec_driver_sql(text, given)


class Sketch:
    """Group commit as in handle, with the same statements on an async engine: what waits is written by one task."""

    def __init__(self, counting: Counting, engine: AsyncEngine) -> None:
        self._counting = counting
        self._engine = engine
        self._answers = once.Answers()
        self._waiting: list[tuple[Count, Once, asyncio.Future[Done]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def per_second(self, commands: int) -> float:
        """The same; what goes to the driver elsewhere goes through the engine here, as its driver is asynchronous."""
        with patch.object(driver, "rows", _rows), patch.object(driver, "run", _run):
            began = perf_counter()
            await asyncio.gather(*(self._ask(commands // AT_ONCE) for _ in range(AT_ONCE)))
            return commands // AT_ONCE * AT_ONCE / (perf_counter() - began)

    async def _ask(self, commands: int) -> None:
        for name in names(commands):
            command = self._counting.command(name)
            answer: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
            self._waiting.append((command, self._counting.key(command), answer))
            if self._writing is None:
                self._writing = asyncio.create_task(self._write())
            await answer

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                done = await self._together(group)
            except Exception as failure:
                for _, _, answer in group:
                    answer.set_exception(failure)
                raise
            for (_, _, answer), told in zip(group, done, strict=True):
                answer.set_result(told)
            await asyncio.sleep(0)
        self._writing = None

    async def _together(self, group: list[tuple[Count, Once, asyncio.Future[Done]]]) -> list[Done]:
        turn = Turn(MODEL, ids)
        async with self._engine.begin() as connection:
            await connection.run_sync(partial(self._read, group=group, turn=turn))
            done = [(key, Done(command.name, turn.decide(command), "")) for command, key, _ in group]
            await connection.run_sync(turn.write)
            await connection.run_sync(partial(self._answers.keep, answers=done, now=clock.now()))
        return [told for _, told in done]

    def _read(self, connection: Connection, group: list[tuple[Count, Once, asyncio.Future[Done]]], turn: Turn) -> None:
        self._answers.find(connection, [key.scope for _, key, _ in group], clock.now())
        turn.read(connection, (stream for command, _, _ in group for stream in command.streams))
