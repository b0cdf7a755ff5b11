"""What says to Docker whether a container is well: it asks the service that the container runs."""

import asyncio
import socket

import pytest

from cli import healthy


@pytest.mark.parametrize(
    ("command", "service"),
    [
        (["python", "/opt/koploper/bin/koploper", "serve", "intake"], "intake"),
        (["/sbin/docker-init", "--", "koploper", "serve", "events"], "events"),
        (["koploper", "topics", "apply"], None),
        (["koploper", "serve"], None),
    ],
)
def test_a_container_is_what_it_was_started_as(command: list[str], service: str | None) -> None:
    """The service is read from the first process; a command that ends has none to ask."""
    assert healthy.served(command) == service


@pytest.mark.parametrize(("answer", "well"), [("200 OK", True), ("503 Service Unavailable", False), ("", False)])
async def test_only_a_ready_service_is_well(answer: str, *, well: bool) -> None:
    """A service that says it is not ready, or breaks off, is not well."""
    asked = asyncio.Queue[bytes]()

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.put_nowait(await reader.readline())
        writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode() if answer else b"")
        writer.close()

    server = await asyncio.start_server(say, "127.0.0.1", 0)
    async with server:
        assert await asyncio.to_thread(healthy.ready, server.sockets[0].getsockname()[1], "intake") is well
    assert await asked.get() == b"GET /intake/readyz HTTP/1.1\r\n"


def test_nobody_there_is_not_well() -> None:
    """Where nothing listens nothing is ready."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert not healthy.ready(port, "intake")
