"""`python -m tests.benchmarks.listeners PORT CLIENTS`: many readers of the stream, in a process of their own.

Says `ready` when all are connected, reads one line when enough was sent, the newest position, waits until every reader
has come that far, and tells per position when the last reader had it, in seconds since 1970.
"""

import asyncio
import json
import sys
import time
from typing import Final

from cli.demo.load import AUDITOR

REQUEST: Final = f"GET /events/v1/stream HTTP/1.1\r\nHost: localhost\r\nKoploper-Actor: {AUDITOR}\r\n\r\n".encode()
AT_ONCE: Final = 100
"""Connections opened at the same time: as many as a listening socket may hold back."""


class Reader(asyncio.Protocol):
    """One reader: notes when each position came, and that none was left out."""

    def __init__(self, last: dict[int, float]) -> None:
        self._last = last
        self._rest = b""
        self.answered: Final = asyncio.Event()
        self.news: Final = asyncio.Event()
        self.position = 0
        self.missed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(REQUEST)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        self.answered.set()
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"id:"):
                self._take(int(line[3:]), now)

    def _take(self, position: int, now: float) -> None:
        if self.position:
            self.missed += position - self.position - 1
        self.position = position
        self._last[position] = now
        self.news.set()


async def main(port: int, clients: int) -> None:
    last: dict[int, float] = {}
    readers = [Reader(last) for _ in range(clients)]
    loop = asyncio.get_running_loop()
    for begin in range(0, clients, AT_ONCE):
        some = readers[begin : begin + AT_ONCE]
        await asyncio.gather(*(loop.create_connection(lambda one=one: one, "127.0.0.1", port) for one in some))  # type: ignore[misc]
        await asyncio.gather(*(one.answered.wait() for one in some))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    newest = int(await asyncio.to_thread(sys.stdin.readline))
    for reader in readers:
        while reader.position < newest:
            reader.news.clear()
            await reader.news.wait()
    missed = sum(reader.missed for reader in readers)
    sys.stdout.write(json.dumps({"missed": missed, "last": last}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
