"""HTTP/1.1 by hand on one kept connection, so that a client's own work hardly shows in what it measures."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

HOST: Final = "127.0.0.1"


class Wire:
    """A connection for one question at a time, or for one stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    @asynccontextmanager
    async def to(cls, port: int) -> AsyncIterator["Wire"]:
        """A connection to `port` of this machine, closed at the end; raises OSError when nobody listens."""
        wire = await cls.open(port)
        try:
            yield wire
        finally:
            wire._writer.close()

    @classmethod
    async def open(cls, port: int) -> "Wire":
        """The same, that lasts as long as its process."""
        return cls(*await asyncio.open_connection(HOST, port, limit=1 << 22))

    async def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        self._send(method, path, body, headers)
        status, told = await self._head()
        return status, await self._reader.readexactly(int(told.get("content-length", "0")))

    async def stream(self, path: str, headers: Mapping[str, str]) -> AsyncIterator[bytes]:
        """What comes of an answer that does not end, as it comes."""
        self._send("GET", path, b"", headers)
        status, _ = await self._head()
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        yield b""
        while size := int(await self._reader.readline() or b"0", 16):
            yield (await self._reader.readexactly(size + 2))[:-2]

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None) -> None:
        self._writer.write(request(method, path, body, headers))

    async def _head(self) -> tuple[int, dict[str, str]]:
        first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        told = (line.partition(":") for line in lines if line)
        return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in told}


def request(method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a request."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}",
        *(f"{key}: {value}" for key, value in (headers or {}).items()),
    ]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join((*lines, "", "")).encode() + body
