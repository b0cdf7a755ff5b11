"""Acts over HTTP: how long until a submission's event is on the stream, and how many submissions a second."""

import asyncio
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any, Final

import httpx

from cli.demo import script
from cli.demo.load import AUDITOR, SET
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.served import Served, served

ROUNDS: Final = 5
PER_SECOND: Final = 50
TIMED: Final = 250
"""Acts of one round: five seconds at 50 a second."""
AT_ONCE: Final = 16
SUBMITTED: Final = 1_500

P50: Final = Claim(
    "b-p50", "HTTP act → its event on the stream, 50/s, median", "ms", Goal("ours", "≤", 15), "three commits in a row"
)
P99: Final = Claim(
    "b-p99",
    "HTTP act → its event on the stream, 50/s, 99 of 100",
    "ms",
    Goal("ours", "≤", 60),
    "three commits in a row",
)
SUBMISSIONS: Final = Claim(
    "c", "submissions over HTTP, durable, 16 at once", "1/s", None, "one core runs HTTP, rules and five services"
)
CLAIMS: Final = (P50, P99, SUBMISSIONS)

Done = Callable[[], None]


def measure(done: Done) -> dict[Claim, list[Round]]:
    """All rounds; `done` is called after each."""
    rounds: dict[Claim, list[Round]] = {claim: [] for claim in CLAIMS}
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), rounds, done))
    return rounds


async def _measure(folder: Path, rounds: dict[Claim, list[Round]], done: Done) -> None:
    async with served(folder) as system:
        await latencies(system)  # warms the process
        for _ in range(ROUNDS):
            taken = await latencies(system)
            rounds[P50].append(Round(quantiles(taken, n=100)[49]))
            rounds[P99].append(Round(quantiles(taken, n=100)[98]))
            rounds[SUBMISSIONS].append(Round(await submissions(system)))
            done()


async def latencies(system: Served, acts: int = TIMED) -> list[float]:
    """Milliseconds from sending a submission until its event is read from the stream, per act."""
    sent: dict[str, float] = {}
    read: dict[str, float] = {}
    began = asyncio.Event()
    async with httpx.AsyncClient(base_url=system.url, timeout=30) as http:
        listening = asyncio.create_task(_listen(http, read, began, acts))
        await began.wait()
        start = perf_counter()
        async with asyncio.TaskGroup() as asking:
            for number in range(acts):
                await asyncio.sleep(max(0, start + number / PER_SECOND - perf_counter()))
                asking.create_task(submit(http, sent))
        await asyncio.wait_for(listening, 30)
    return [(read[initiative] - moment) * 1_000 for initiative, moment in sent.items()]


async def _listen(http: httpx.AsyncClient, read: dict[str, float], began: asyncio.Event, acts: int) -> None:
    headers = {"Koploper-Actor": str(AUDITOR)}
    async with http.stream("GET", "/events/v1/stream", headers=headers) as answer:
        began.set()
        kind = ""
        async for line in answer.aiter_lines():
            if line.startswith("event:"):
                kind = line[6:].strip()
            elif line.startswith("data:") and kind == "nl.koploper.initiative-submitted.v1":
                moment = perf_counter()
                read[json.loads(line[5:])["initiativeid"]] = moment
                if len(read) == acts:
                    return


async def submit(http: httpx.AsyncClient, sent: dict[str, float]) -> None:
    """Submit the demo set's first initiative; notes when, by its id."""
    moment = perf_counter()
    answer = await http.post("/intake/v1/initiatives", json=_submission(), headers=_somebody())
    answer.raise_for_status()
    sent[answer.json()["id"]] = moment


async def submissions(system: Served, wanted: int = SUBMITTED) -> float:
    """Durable submissions a second, with AT_ONCE under way at any time; other services hear of them meanwhile."""
    body = json.dumps(_submission()).encode()
    headers = {**_somebody(), "Content-Type": "application/json"}
    left = iter(range(wanted))

    async def ask(http: httpx.AsyncClient) -> None:
        for _ in left:
            answer = await http.post("/intake/v1/initiatives", content=body, headers=headers)
            answer.raise_for_status()

    async with httpx.AsyncClient(base_url=system.url, timeout=30) as http:
        began = perf_counter()
        await asyncio.gather(*(ask(http) for _ in range(AT_ONCE)))
        taken = perf_counter() - began
        await _quiet(http)
    return wanted / taken


async def _quiet(http: httpx.AsyncClient) -> None:
    """Wait until the ledger stands still, so that the next round starts from rest."""
    headers = {"Koploper-Actor": str(AUDITOR)}
    before, after = -1, 0
    while before != after:
        before = after
        await asyncio.sleep(1.0)
        item = await http.get("/events/v1/events", params={"after": str(before), "limit": "500"}, headers=headers)
        items = item.json()["items"]
        after = items[-1]["position"] if items else before


def _submission() -> dict[str, Any]:
    chosen: dict[str, Any] = json.loads(SET.read_text())["initiatives"][0]["submission"]
    return chosen


def _somebody() -> dict[str, str]:
    return {"Koploper-Actor": str(script.submitter(500))}
