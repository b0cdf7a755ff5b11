"""A broker of this machine: started, found, refused twice, stopped, and started again with what it had."""

import asyncio
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.cannot import CannotRun
from cli.kafka import jars
from cli.kafka.broker import NativeBroker, answers, any_port
from shared.bus import sending
from shared.bus.kafka import KafkaBus
from shared.bus.protocol import Message
from shared.bus.settings import KafkaSettings
from tests import needs
from tests.parts.kafka import make_topics

pytestmark = [pytest.mark.xdist_group("kafka-native")]


@pytest.fixture
def native(tmp_path: Path) -> Iterator[NativeBroker]:
    needs.java_and_maven()
    broker = NativeBroker(tmp_path / "kafka")
    yield broker
    broker.down()


async def test_it_starts_once_and_keeps_what_it_got(native: NativeBroker, tmp_path: Path) -> None:
    """It answers when it is up, a second one is refused, and a message sent before the stop is there after it."""
    said: list[str] = []
    running = native.up(any_port(), said.append)
    assert answers(running.port)
    assert len(said) >= 2
    assert NativeBroker(tmp_path / "kafka").running() == running
    with pytest.raises(CannotRun, match=r"draait al een broker"):
        NativeBroker(tmp_path / "kafka").up(any_port(), said.append)
    make_topics(running.address, ["kept"])
    bus = KafkaBus(KafkaSettings(url=running.address), "test")
    await bus.publish("kept", [Message("a", b"1")])
    await bus.stop()
    assert native.down()
    assert native.running() is None
    assert not answers(running.port)
    again = native.up(any_port(), said.append)
    bus = KafkaBus(KafkaSettings(url=again.address), "test")
    await bus.publish("kept", [Message("a", b"2")])  # the topic is still there
    await bus.stop()


async def test_what_is_under_way_outlives_a_broker_that_comes_back(
    native: NativeBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch sent while the broker is away is durable when it is back; nobody has to send it again."""
    monkeypatch.setitem(sending.SETTINGS, "message.timeout.ms", 600_000)
    running = native.up(any_port(), lambda _: None)
    make_topics(running.address, ["outlived"])
    bus = KafkaBus(KafkaSettings(url=running.address), "test")
    await bus.publish("outlived", [Message("a", b"1")])
    await asyncio.to_thread(native.down)
    under_way = asyncio.ensure_future(bus.publish("outlived", [Message("a", b"2")]))
    await asyncio.to_thread(native.up, running.port, lambda _: None)
    await under_way
    await bus.stop()


def test_a_port_in_use_is_refused(native: NativeBroker) -> None:
    """Nothing is started on a port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(CannotRun, match=r"is niet vrij"):
        native.up(listening.getsockname()[1], print)
    assert native.running() is None


def test_none_to_stop_is_no_failure(native: NativeBroker) -> None:
    """Where no broker runs there is nothing to stop."""
    assert not native.down()


def test_a_machine_without_java_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lacks, and how to get it, in a sentence."""
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(CannotRun, match=r"Java ontbreekt"):
        NativeBroker(tmp_path).up(any_port(), print)


def test_a_machine_without_maven_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Maven is asked for only where the broker was not fetched before."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(CannotRun, match=r"Maven \(mvn\) ontbreekt"):
        jars.jars(print)
