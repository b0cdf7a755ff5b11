"""Two thousand readers of the stream on one process: when the last one has an event, and what each weighs."""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from cli.demo.load import AUDITOR
from shared.envelope import moment
from tests.benchmarks import acts
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.served import Served, served

ROUNDS: Final = 10
PROCESSES: Final = 2
CLIENTS: Final = 2_000
FILES: Final = 8_192
"""Open files a process may have: each reader is one."""

LAST: Final = Claim(
    "f-last",
    "2,000 stream clients: the last one after the commit",
    "ms",
    Goal("ours", "≤", 250),
    "2,000 writes in turn",
)
WEIGHT: Final = Claim(
    "f-memory", "2,000 stream clients: memory of each", "KB", Goal("ours", "≤", 60), "a connection and its task"
)
MISSED: Final = Claim("f-missed", "2,000 stream clients: events missed", "events", Goal("ours", "≤", 0), "a bug")
CLAIMS: Final = (LAST, WEIGHT, MISSED)


def measure(done: Callable[[], None]) -> dict[Claim, list[Round]]:
    """All rounds; `done` is called after each."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
    rounds: dict[Claim, list[Round]] = {claim: [] for claim in CLAIMS}
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), rounds, done))
    return rounds


async def _measure(folder: Path, rounds: dict[Claim, list[Round]], done: Callable[[], None]) -> None:
    async with served(folder) as system:
        await acts.latencies(system, acts=50)  # warms the process
        before = system.pss()
        async with _crowd(system) as crowd:
            weight = (system.pss() - before) / CLIENTS / 1024
            recorded = []
            for _ in range(ROUNDS):
                recorded.append(await _submitted(system))
                done()
            seen = await crowd.until(max(position for each in recorded for position in each))
    last = {position: max(each["last"][str(position)] for each in seen) for each in recorded for position in each}
    missed = sum(each["missed"] for each in seen)
    for each in recorded:
        worst = max(last[position] - at for position, at in each.items())
        rounds[LAST].append(Round(worst * 1_000))
        rounds[WEIGHT].append(Round(weight))
        rounds[MISSED].append(Round(missed))


@dataclass(frozen=True, slots=True)
class Crowd:
    """The processes that read."""

    processes: list[subprocess.Popen[str]]

    async def until(self, newest: int) -> list[dict[str, Any]]:
        """What each process saw, once all its readers have come as far as `newest`."""
        return await asyncio.to_thread(self._ask, newest)

    def _ask(self, newest: int) -> list[dict[str, Any]]:
        answers = [process.communicate(f"{newest}\n", timeout=60)[0] for process in self.processes]
        return [json.loads(answer) for answer in answers]


@asynccontextmanager
async def _crowd(system: Served) -> AsyncIterator[Crowd]:
    port = system.url.rpartition(":")[2]
    command = (sys.executable, "-m", "tests.benchmarks.listeners", port, str(CLIENTS // PROCESSES))
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220, S603
        for _ in range(PROCESSES)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            ready = await asyncio.wait_for(asyncio.to_thread(process.stdout.readline), 60)
            assert ready == "ready\n", ready
        yield Crowd(processes)
    finally:
        for process in processes:
            process.kill()
            process.wait()


async def _submitted(system: Served) -> dict[int, float]:
    """Submit once, and wait until all that follows from it is recorded: per position when that was."""
    headers = {"Koploper-Actor": str(AUDITOR)}
    sent: dict[str, float] = {}
    async with httpx.AsyncClient(base_url=system.url, timeout=30) as http:
        await acts.submit(http, sent)
        (initiative,) = sent
        items: list[dict[str, Any]] = []
        while len(items) < FOLLOW:
            await asyncio.sleep(0.1)
            answer = await http.get("/events/v1/events", params={"initiativeId": initiative}, headers=headers)
            items = answer.json()["items"]
    return {item["position"]: moment(item["recordedAt"]).timestamp() for item in items}


FOLLOW: Final = 4
"""A submission, and what assessment, review and publication make of it."""
