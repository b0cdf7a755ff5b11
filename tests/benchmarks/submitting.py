"""A client in a process of its own: `python -m tests.benchmarks.submitting steady|rush|one PORT …`; prints JSON.

`steady PORT SECONDS RATE` submits so many a second whatever the answers take, and hears the stream: the milliseconds
from each request to its event. `rush PORT ACTS AT_ONCE` submits as fast as the answers come: how many a second.
`one PORT EVENTS` submits once, and waits until the ledger holds so many events of it: the initiative's id.
"""

import asyncio
import re
import sys
from time import perf_counter
from typing import Final

import orjson
import uvloop

from shared.clock import SystemIds
from tests.benchmarks.wire import Wire

PATH: Final = "/intake/v1/initiatives"
SUBMITTED: Final = re.compile(
    rb"event: nl\.koploper\.initiative-submitted\.v1\ndata: \{[^\n]*?\"subject\":\"([0-9a-f-]{36})\""
)
PATIENCE: Final = 30.0
IDLE: Final = 3.0
"""Seconds after which a connection that nobody used is not used again: its server may be closing it."""
BODY: Final = orjson.dumps(
    {
        "title": "Ketenstage",
        "summary": "Studenten volgen één cliënt.",
        "novelty": "Met de cliënt mee.",
        "result": "Studenten blijven.",
        "effects": ["nieuwe-instroom"],
        "organisations": [{"name": "Noorderboog", "sector": "zorg"}, {"name": "Alfa-college", "sector": "onderwijs"}],
        "region": "Groningen",
        "themes": ["leven-lang-ontwikkelen"],
        "branches": ["vvt"],
        "criteria": {"samenwerken": "Samen.", "innoveren": "Nieuw.", "veranderen": None, "opschalen": "Overal."},
        "contact": {"name": "Anna Voorbeeld", "email": "anna@example.org", "phone": "050 123 4567"},
    }
)

ids: Final = SystemIds()
AUDITOR: Final = {"Koploper-Actor": f"auditor;id={ids.new()}"}


async def submit(wire: Wire) -> str:
    """Put an initiative forward; its id."""
    headers = {"Koploper-Actor": f"submitter;id={ids.new()}", "Idempotency-Key": ids.new()}
    status, answer = await wire.ask("POST", PATH, BODY, headers)
    if status != 201:
        raise RuntimeError(f"{status}: {answer.decode()}")
    return str(orjson.loads(answer)["id"])


async def steady(port: int, seconds: float, rate: float) -> list[float]:
    """Milliseconds from each request to its event on the stream."""
    asked: dict[str, float] = {}
    heard: dict[str, float] = {}
    listening = asyncio.Event()
    count = int(seconds * rate)
    listener = asyncio.create_task(_listen(port, heard, count, listening))
    await listening.wait()
    free: list[tuple[Wire, float]] = []
    began = perf_counter()

    async def one(wire: Wire) -> None:
        sent = perf_counter()
        asked[await submit(wire)] = sent
        free.append((wire, perf_counter()))

    async with asyncio.TaskGroup() as acts:
        for number in range(count):
            await asyncio.sleep(began + number / rate - perf_counter())
            wire, since = free.pop() if free else (None, 0.0)
            if wire is None or perf_counter() - since > IDLE:
                wire = await Wire.open(port)
            acts.create_task(one(wire))
    async with asyncio.timeout(PATIENCE):
        await listener
    return [(heard[each] - sent) * 1_000 for each, sent in asked.items()]


async def _listen(port: int, heard: dict[str, float], count: int, listening: asyncio.Event) -> None:
    async with Wire.to(port) as wire:
        rest = b""
        async for part in wire.stream("/events/v1/stream", AUDITOR):
            now = perf_counter()
            listening.set()
            whole, _, rest = (rest + part).rpartition(b"\n\n")
            for found in SUBMITTED.finditer(whole):
                heard[found[1].decode()] = now
            if len(heard) >= count:
                return


async def rush(port: int, acts: int, at_once: int) -> float:
    """Submissions per second, so many under way at any time."""

    async def one() -> None:
        async with Wire.to(port) as wire:
            for _ in range(acts // at_once):
                await submit(wire)

    began = perf_counter()
    await asyncio.gather(*(one() for _ in range(at_once)))
    return acts // at_once * at_once / (perf_counter() - began)


async def one(port: int, events: int) -> str:
    """Submit once; the initiative's id, when the ledger holds so many events about it."""
    async with Wire.to(port) as wire, asyncio.timeout(PATIENCE):
        initiative = await submit(wire)
        path = f"/events/v1/events?initiativeId={initiative}"
        while len(orjson.loads((await wire.ask("GET", path, headers=AUDITOR))[1])["items"]) < events:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
        return initiative


async def main(how: str, port: str, *numbers: str) -> None:
    match how:
        case "steady":
            found: object = await steady(int(port), float(numbers[0]), float(numbers[1]))
        case "rush":
            found = await rush(int(port), int(numbers[0]), int(numbers[1]))
        case _:
            found = await one(int(port), int(numbers[0]))
    sys.stdout.buffer.write(orjson.dumps(found))


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
