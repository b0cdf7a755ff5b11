"""A replay says nothing to anybody: no message, call, mail or fact goes out while a read model is rebuilt."""

import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import func, select

from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import Message
from shared.operations import ProjectionRebuilt
from shared.rebuild import Rebuild
from shared.service import Service
from shared.store import schema
from shared.testing.given import act, uuid
from shared.unfinished import Unfinished, release
from shared.web.app import Part
from tests.contract.release.loading import loaded
from tests.contract.services import NAMES

OUTBOUND: Final = frozenset(
    {
        "http.client.connect",
        "http.client.send",
        "smtplib.connect",
        "smtplib.send",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.sendmsg",
        "socket.sendto",
        "subprocess.Popen",
        "urllib.Request",
    }
)
"""What Python tells of whoever reaches outside this process: https://docs.python.org/3/library/audit_events.html."""
_heard: Final[list[str]] = []
_listening = [False]


def _audit(name: str, _: Sequence[Any]) -> None:
    if _listening[0] and name in OUTBOUND:
        _heard.append(name)


sys.addaudithook(_audit)


@contextmanager
def listened() -> Iterator[list[str]]:
    """What goes out until the end of the block."""
    _heard.clear()
    _listening[0] = True
    try:
        yield _heard
    finally:
        _listening[0] = False


class Deaf(EmbeddedBus):
    """A bus on which nobody may say anything."""

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        raise AssertionError(f"{len(messages)} messages went to {topic}")


@pytest.fixture
async def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, Part]]:
    async def called(_: httpx.AsyncClient, request: httpx.Request, **__: Any) -> httpx.Response:
        raise AssertionError(f"{request.url} was called")

    monkeypatch.setattr(httpx.AsyncClient, "send", called)
    async with loaded(tmp_path, Deaf("sqlite:///never-opened")) as made:
        yield made


def events(service: Service) -> int:
    with service.store.read() as connection:
        return connection.execute(select(func.count()).select_from(schema.event)).scalar_one()


def newest(service: Service) -> str:
    with service.store.read() as connection:
        chosen = select(schema.event.c.type).order_by(schema.event.c.position.desc()).limit(1)
        return str(connection.execute(chosen).scalar_one())


@pytest.mark.parametrize("service", NAMES)
async def test_nothing_goes_out(parts: dict[str, Part], service: str) -> None:
    """Of every read model of every service, over all that a release left; the act itself is the only new fact."""
    now = parts[service].service
    for number, (name, read_model) in enumerate(now.read_models.items(), 1):
        before = events(now)
        for dry in (True, False):
            rebuild = Rebuild(now.store, read_model, unfinished=Unfinished(uuid(number), name, release()))
            with listened() as heard:
                await rebuild.run(now.model, now.ids, act("operator"), "a test", dry=dry)
            assert heard == [], name
            assert events(now) == before + (not dry), name
        assert newest(now) == ProjectionRebuilt.event_type


def test_who_reaches_outside_is_heard() -> None:
    """Or the silence of a replay would prove nothing."""
    import socket

    with listened() as heard, pytest.raises(OSError, match=r"."), socket.socket() as tried:
        tried.connect(("127.0.0.1", 1))
    assert heard == ["socket.connect"]
