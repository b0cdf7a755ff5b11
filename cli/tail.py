"""`koploper events tail`: facts as they are recorded, resumed where it broke off."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Final

import httpx
from rich.console import Console

from cli.client import Keys, NotReachable, acting
from cli.demo.show import AUDITOR
from cli.language import say
from cli.options import Target
from cli.reach import keys
from cli.system import holder

PAUSE: Final = 1.0
"""Seconds before a broken connection is tried again."""
SILENCE: Final = 40.0
"""Seconds without even a heartbeat (which comes every 15) after which a connection counts as broken."""


async def tail(console: Console, kind: str | None, after: int | None, target: Target, *, as_json: bool) -> None:
    """Print facts until interrupted; raises NotReachable when nobody answers at the first try."""
    data = target.data
    address = target.url or holder(data)
    if address is None:
        raise NotReachable(
            say(
                f"Op de gegevens in {data} draait geen Koploper. Start hem met `make run`, of geef --url.",
                f"No Koploper runs on the data in {data}. Start it with `make run`, or give --url.",
            )
        )
    seen = after
    while True:
        try:
            async with aclosing(_events(address, seen, keys(target))) as events:
                async for position, event in events:
                    seen = position
                    if kind is None or kind in event["type"]:
                        _show(console, position, event, as_json=as_json)
        except httpx.TransportError as broken:
            if seen is None:
                raise NotReachable(f"{address}: {broken}") from broken
            await asyncio.sleep(PAUSE)


async def _events(
    address: str, after: int | None, shown: Keys | None
) -> AsyncGenerator[tuple[int, dict[str, Any]], None]:
    headers = acting(AUDITOR, shown)
    if after is not None:
        headers["Last-Event-ID"] = str(after)
    timeout = httpx.Timeout(10, read=SILENCE)
    async with (
        httpx.AsyncClient(base_url=address, timeout=timeout) as http,
        http.stream("GET", "/events/v1/stream", headers=headers) as answer,
    ):
        answer.raise_for_status()
        position = 0
        async for line in answer.aiter_lines():
            if line.startswith("id:"):
                position = int(line[3:])
            elif line.startswith("data:"):
                yield position, json.loads(line[5:])


def _show(console: Console, position: int, event: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        console.print(json.dumps({"position": position, "event": event}), soft_wrap=True, highlight=False, markup=False)
        return
    name = event["type"].removeprefix("nl.koploper.")
    about = event.get("initiativeid") or event["subject"]
    line = f"{position:>7}  {event['time'][11:19]}  {name:<34} {event['actor'].split(';id=')[0]:<13} {about}"
    console.print(line, soft_wrap=True, highlight=False, markup=False)
