"""Between services: does the ledger have what each store has, and each store what the ledger has."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cli.client import Client
from cli.operate import OPERATOR
from shared.doctor.finding import Finding

LEDGER_LACKS: Final = "ledger-lacks-events"
STORE_LACKS: Final = "store-lacks-events"
CHECKS: Final = (LEDGER_LACKS, STORE_LACKS)
QUIET: Final = 10.0
"""Seconds that events on their way get to arrive."""
LOOK: Final = 0.2
"""Seconds between looks."""
NAMED: Final = 3
"""Streams that a finding names."""


@dataclass(frozen=True, slots=True)
class Both:
    """How many events of one stream a store and the ledger have."""

    store: int
    ledger: int


Differing = Mapping[str, Both]
"""The streams of which they do not have equally many."""
Counted = tuple[str, int]


async def compare(client: Client, service: str, *, waits: bool = True) -> list[Finding]:
    """What one of the two lacks for longer than events are on their way; raises SaysNo when one cannot tell.

    `waits`: what is on its way arrives, because the system runs.
    """
    clock = asyncio.get_running_loop()
    patience = clock.time() + QUIET
    differing = await _differing(client, service)
    while waits and differing and clock.time() < patience:
        await asyncio.sleep(LOOK)
        differing = _still(differing, await _differing(client, service))
    return list(_findings(differing))


async def _differing(client: Client, service: str) -> Differing:
    """Both lists, by the streams' names, laid side by side."""
    found: dict[str, Both] = {}
    of_store = _streams(client, f"/{service}/v1/streams")
    of_ledger = _streams(client, f"/events/v1/sources/{service}/streams")
    own, kept = await anext(of_store, None), await anext(of_ledger, None)
    while own or kept:
        name = min(each[0] for each in (own, kept) if each)
        here = own[1] if own and own[0] == name else 0
        there = kept[1] if kept and kept[0] == name else 0
        if here != there:
            found[name] = Both(here, there)
        own = await anext(of_store, None) if here else own
        kept = await anext(of_ledger, None) if there else kept
    return found


async def _streams(client: Client, path: str) -> AsyncIterator[Counted]:
    cursor: dict[str, str] = {}
    while True:
        page = await client.get(path, OPERATOR, limit="500", **cursor)
        for each in page["items"]:
            yield each["stream"], each["events"]
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def _still(before: Differing, now: Differing) -> Differing:
    """The streams of which one side lacks still what the other had before: later events are on their way."""
    left = {}
    for stream, both in before.items():
        present = now.get(stream)
        if present and (present.ledger < both.store or present.store < both.ledger):
            left[stream] = both
    return left


def _findings(differing: Differing) -> Iterable[Finding]:
    ledger_lacks = {stream: both for stream, both in differing.items() if both.ledger < both.store}
    store_lacks = {stream: both for stream, both in differing.items() if both.store < both.ledger}
    for check, streams in ((LEDGER_LACKS, ledger_lacks), (STORE_LACKS, store_lacks)):
        if streams:
            yield Finding(check, next(iter(streams)), _told(streams))


def _told(streams: Differing) -> str:
    first = [f"{stream} (store {both.store}, ledger {both.ledger})" for stream, both in list(streams.items())[:NAMED]]
    more = f" and {len(streams) - NAMED} more" if len(streams) > NAMED else ""
    return f"{len(streams)} stream{'s' if len(streams) > 1 else ''}: {', '.join(first)}{more}"
