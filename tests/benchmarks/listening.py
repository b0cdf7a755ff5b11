"""Many readers of the stream in one process: `python -m tests.benchmarks.listening PORT CLIENTS`.

Writes a line when all are connected. For every line it reads, a position, it waits until each reader has come that far
and writes, in JSON, per position since the last line when its last reader had it (seconds since 1970), and how many
events any reader missed.
"""

import asyncio
import sys
import time
from typing import Final, cast

import orjson
import uvloop

from tests.benchmarks.wire import HOST, request

AUDITOR: Final = "auditor;id=0190d0de-0000-7000-8000-00000000005a"
REQUEST: Final = request("GET", "/events/v1/stream", headers={"Koploper-Actor": AUDITOR})
AT_ONCE: Final = 100
"""Connections opened at the same time."""


class Reader(asyncio.Protocol):
    """One reader: notes when each position came, and how many did not."""

    def __init__(self, begin: int, last: dict[int, float]) -> None:
        self._last = last
        self._rest = b""
        self.answered: Final = asyncio.Event()
        self.news: Final = asyncio.Event()
        self.position = begin
        self.missed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.WriteTransport", transport).write(REQUEST)  # uvloop's own class is none by name

    def data_received(self, data: bytes) -> None:
        now = time.time()
        self.answered.set()
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"id:"):
                self._take(int(line[3:]), now)

    def _take(self, position: int, now: float) -> None:
        self.missed += position - self.position - 1
        self.position = position
        self._last[position] = now
        self.news.set()


async def main(port: int, clients: int, begin: int) -> None:
    """Connect all, and answer line by line; the first event after `begin` must come too."""
    last: dict[int, float] = {}
    readers: list[Reader] = []
    loop = asyncio.get_running_loop()
    while len(readers) < clients:
        some = [Reader(begin, last) for _ in range(min(AT_ONCE, clients - len(readers)))]
        await asyncio.gather(*(loop.create_connection(lambda one=one: one, HOST, port) for one in some))  # type: ignore[misc]  # a lambda with a default
        await asyncio.gather(*(one.answered.wait() for one in some))
        readers += some
    _say(b"ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        for reader in readers:
            while reader.position < int(line):
                reader.news.clear()
                await reader.news.wait()
        _say(orjson.dumps({"missed": sum(each.missed for each in readers), "last": list(last.items())}))
        last.clear()


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(main(*map(int, sys.argv[1:])))
