"""(f) Two thousand readers of the stream on one process: when the last one has an event, and what each weighs."""

import asyncio
import resource
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

import orjson

from shared.envelope import moment
from tests.benchmarks.bench import PATIENCE, Bench, Measured, at_rest, folder, process
from tests.benchmarks.koploper import Koploper, up
from tests.benchmarks.listening import AUDITOR
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.submitting import submit
from tests.benchmarks.wire import Wire
from tests.faults import evidence

CLIENTS: Final = 2_000
PROCESSES: Final = 2
FILES: Final = 8_192
"""Files a process may have open: each connection is one."""
FOLLOWS: Final = 4
"""Events of one submission: its own, and what assessment, review and publication make of it."""

LAST: Final = Claim(
    "f",
    "2,000 stream clients: the last one has an event after its recording in the ledger",
    "ms",
    Goal("ours", "≤", 250),
    "2,000 sends follow one another on one core, at some 40 µs each, and the clients need the other",
)
WEIGHT: Final = Claim(
    "f-memory",
    "2,000 stream clients: memory of the process for each",
    "KB",
    Goal("ours", "≤", 60),
    "a connection, its protocol and its task",
)
MISSED: Final = Claim("f-missed", "2,000 stream clients: events that did not come", "events", Goal("ours", "≤", 0), "")
CLAIMS: Final = (LAST, WEIGHT, MISSED)


async def measure(bench: Bench) -> Measured:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
    found: dict[Claim, list[Round]] = {claim: [] for claim in CLAIMS}
    for _ in bench.rounds("f: stream clients"):
        with folder() as data:
            async with up(data) as system:
                await at_rest(lambda: evidence.read(data))  # what services say at their start came before any reader
                last, weight, missed = await _round(system)
        found[LAST].append(Round(last))
        found[WEIGHT].append(Round(weight))
        found[MISSED].append(Round(missed))
    return found


async def _round(system: Koploper) -> tuple[float, float, float]:
    """Milliseconds until the last client had the slowest of three acts' events, KB per client, events missed."""
    begin = max(await _submitted(system))
    before = system.memory()
    async with _crowd(system, begin) as crowd:
        slowest, missed = 0.0, 0
        for _ in range(3):
            recorded = await _submitted(system)
            answers = [await _seen(each, max(recorded)) for each in crowd]
            missed = sum(each["missed"] for each in answers)
            slowest = max(slowest, *(at - recorded[position] for each in answers for position, at in each["last"]))
        weight = (system.memory() - before) / CLIENTS / 1024
    return slowest * 1_000, weight, missed


@asynccontextmanager
async def _crowd(system: Koploper, begin: int) -> AsyncIterator[list[asyncio.subprocess.Process]]:
    async with AsyncExitStack() as stack:
        crowd = []
        for _ in range(PROCESSES):
            arguments = (system.port, CLIENTS // PROCESSES, begin)
            command = (sys.executable, "-m", "tests.benchmarks.listening", *map(str, arguments))
            crowd.append(await stack.enter_async_context(process(*command)))
        for each in crowd:
            assert await _line(each) == b"ready\n"
        yield crowd
        for each in crowd:
            assert each.stdin is not None
            each.stdin.close()
            await asyncio.wait_for(each.wait(), PATIENCE)


async def _line(client: asyncio.subprocess.Process) -> bytes:
    assert client.stdout is not None
    return await asyncio.wait_for(client.stdout.readline(), PATIENCE)


async def _seen(client: asyncio.subprocess.Process, newest: int) -> Mapping[str, Any]:
    """What one process of the crowd saw, once all in it have come as far as `newest`."""
    assert client.stdin is not None
    client.stdin.write(b"%d\n" % newest)
    answer: Mapping[str, Any] = orjson.loads(await _line(client))
    return answer


async def _submitted(system: Koploper) -> dict[int, float]:
    """Submit once; per position of what follows, when the ledger recorded it (seconds since 1970)."""
    async with Wire.to(system.port) as wire, asyncio.timeout(PATIENCE):
        initiative = await submit(wire)
        while True:
            path = f"/events/v1/events?initiativeId={initiative}"
            _, answer = await wire.ask("GET", path, headers={"Koploper-Actor": AUDITOR})
            items = orjson.loads(answer)["items"]
            if len(items) == FOLLOWS:
                return {each["position"]: moment(each["recordedAt"]).timestamp() for each in items}
            await asyncio.sleep(0.1)
