"""What a store and the ledger tell of what they have, page by page: digests, and what the ledger has lost."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cli.client import Client
from cli.operate import OPERATOR

PAGE: Final = "500"

Lost = Mapping[str, Collection[int]]
"""By stream the numbers that the ledger has taken in and has not any more."""


@dataclass(frozen=True, slots=True)
class Event:
    """What one side tells of an event: where it stands there, its type, and the digest of its bytes."""

    position: int
    type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Stream:
    """What one side tells of a stream."""

    events: int = 0
    digest: str = ""


async def lost(client: Client, service: str) -> Lost:
    """What the ledger lost of a service, as it says itself."""
    gone: dict[str, set[int]] = {}
    async for each in _items(client, f"/events/v1/sources/{service}/lost-entries", {}):
        gone.setdefault(each["stream"], set()).add(each["sequence"])
    return gone


async def streams(client: Client, path: str) -> AsyncIterator[tuple[str, Stream]]:
    """All streams of one side, by name."""
    async for each in _items(client, path, {}):
        yield each["stream"], Stream(each["events"], each["digest"])


async def events(client: Client, path: str, stream: str) -> Mapping[int, Event]:
    """The events of a stream on one side, by their number."""
    return {
        each["sequence"]: Event(each["position"], each["type"], each["digest"])
        async for each in _items(client, path, {"stream": stream})
    }


async def _items(client: Client, path: str, query: Mapping[str, str]) -> AsyncIterator[Any]:
    cursor: dict[str, str] = {}
    while True:
        page = await client.get(path, OPERATOR, limit=PAGE, **query, **cursor)
        for each in page["items"]:
            yield each
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}
