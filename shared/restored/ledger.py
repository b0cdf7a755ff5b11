"""What a restored store asks of the ledger: its log page by page, and an entry's exact bytes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import httpx

from shared.bus.protocol import PREFIX

PAGE: Final = 500
AT_ONCE: Final = 8
"""Entries whose bytes are asked for at a time."""
PATH: Final = "/events/v1/events"
SOURCES: Final = "/events/v1/sources"


class LedgerAway(Exception):
    """The ledger gives no answer that is of use; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry by its numbers."""

    position: int
    source: str
    stream: str
    sequence: int
    id: str
    type: str


class Ledger(Protocol):
    """Where a service's facts are kept beside its own store."""

    async def after(self, position: int, source: str | None, most: int = PAGE) -> Sequence[Place]:
        """The entries behind `position`, at most so many, of one source or of all; raises LedgerAway."""
        ...

    async def bodies(self, positions: Sequence[int]) -> list[bytes]:
        """The exact bytes of entries; raises LedgerAway."""
        ...

    async def size(self) -> int:
        """How many entries there are: the position of the newest; raises LedgerAway."""
        ...


class OverHttp:
    """The ledger's API, asked by an auditor or operator."""

    def __init__(self, url: str, headers: Mapping[str, str], transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(base_url=url, headers=headers, transport=transport, timeout=10)
        self._free = asyncio.Semaphore(AT_ONCE)

    async def after(self, position: int, source: str | None, most: int = PAGE) -> Sequence[Place]:
        asked = {"after": str(position), "limit": str(most)} | ({"source": source} if source else {})
        return [_place(item) for item in (await self._get(PATH, asked)).json()["items"]]

    async def bodies(self, positions: Sequence[int]) -> list[bytes]:
        return list(await asyncio.gather(*map(self._body, positions)))

    async def size(self) -> int:
        return sum(each["entries"] for each in (await self._get(SOURCES, {})).json()["items"])

    async def _body(self, position: int) -> bytes:
        async with self._free:
            return (await self._get(f"{PATH}/{position}/raw", {})).content

    async def _get(self, path: str, asked: Mapping[str, str]) -> httpx.Response:
        try:
            answer = await self._http.get(path, params=asked)
        except httpx.TransportError as away:
            raise LedgerAway(f"The ledger does not answer ({type(away).__name__}).") from away
        if answer.status_code != httpx.codes.OK:
            raise LedgerAway(f"The ledger says {answer.status_code} to {path}: {answer.text[:200]}")
        return answer


def _place(item: Mapping[str, Any]) -> Place:
    event = item["event"]
    return Place(item["position"], event["source"], event["stream"], int(event["sequence"]), event["id"], event["type"])


def topic(source: str) -> str:
    """The topic that facts of a source come from."""
    return PREFIX + source.rpartition(":")[2]
