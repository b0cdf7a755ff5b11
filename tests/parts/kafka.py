"""A real Kafka for tests: one broker for all workers of a run, in a container or on this machine.

Whoever comes first starts it, and ends it when all others have left. Tests keep apart by the names of their topics and
groups, which `Apart` puts before those that the code under test uses.
"""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from cli.cannot import CannotRun
from cli.kafka.broker import NativeBroker, answers, any_port
from cli.kafka.properties import Guarded, single
from shared.bus.kafka import KafkaBus
from shared.bus.protocol import Awaits, Delivery, Message, Receive, everything, topic_of
from shared.bus.settings import KafkaSettings
from shared.testing.until import LOOK
from tests import needs

IMAGE: Final = "apache/kafka:4.3.1"
ADDRESS: Final = "KOPLOPER_TEST_KAFKA"
"""Where the run's broker is, for processes that a test starts; set beforehand, that one is used and none started."""
PARTITIONS: Final = 3
TOPICS: Final = tuple(map(topic_of, ("neighbour", "other", "unheard")))
PATIENCE: Final = 180.0
"""Seconds that a broker may take to start on a machine that does much else."""


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a broker without users answers, the same for all workers."""
    if given := os.environ.get(ADDRESS):
        yield given
        return
    needs.kafka()
    run = tmp_path_factory.getbasetemp()
    shared = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    with _one(shared / "kafka-of-the-run") as address:
        os.environ[ADDRESS] = address
        yield address


@contextmanager
def broker(folder: Path, guarded: Guarded | None = None) -> Iterator[str]:
    """A broker that is this test's alone."""
    stop, address = _start(folder, guarded)
    try:
        yield address
    finally:
        stop()


class Apart:
    """A bus on topics and groups of its own: the names have the place's mark before them, which nobody sees."""

    def __init__(self, address: str, place: Path) -> None:
        self._mark = hashlib.sha256(bytes(place)).hexdigest()[:10] + "."
        self._bus = KafkaBus(KafkaSettings(url=address, session_seconds=1), "test")
        self._address = address

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        make_topics(self._address, [self._mark + each for each in TOPICS])
        await self._bus.publish(self._mark + topic, messages)

    def subscribe(self, group: str, topics: Sequence[str], receive: Receive, awaits: Awaits = everything) -> None:
        make_topics(self._address, [self._mark + each for each in TOPICS])

        async def receiving(batch: Sequence[Delivery]) -> None:
            await receive([replace(each, topic=each.topic.removeprefix(self._mark)) for each in batch])

        self._bus.subscribe(self._mark + group, [self._mark + each for each in topics], receiving, awaits)

    async def start(self) -> None:
        await self._bus.start()

    async def stop(self) -> None:
        await self._bus.stop()


_made: set[str] = set()


def make_topics(address: str, names: Sequence[str], partitions: int = PARTITIONS) -> None:
    """Make topics that are not there yet, and return when they are."""
    lacking = [name for name in names if name not in _made]
    if not lacking:
        return
    admin = AdminClient({"bootstrap.servers": address})
    there = admin.list_topics(timeout=10).topics
    if new := [NewTopic(each, partitions, 1) for each in lacking if each not in there]:
        for making in admin.create_topics(new).values():
            making.result()
    _made.update(lacking)


@contextmanager
def _one(folder: Path) -> Iterator[str]:
    """The broker of all who share this folder."""
    folder.mkdir(exist_ok=True)
    with _state(folder) as state:
        stop: Callable[[], None] | None = None
        if not state:
            stop, state["address"] = _start(folder / "broker", None)
            state["users"] = 0
        state["users"] += 1
        address = str(state["address"])
    try:
        yield address
    finally:
        with _state(folder) as state:
            state["users"] -= 1
        if stop is not None:
            _end(folder, stop)


def _end(folder: Path, stop: Callable[[], None]) -> None:
    while True:
        with _state(folder) as state:
            if state["users"] == 0:
                state.clear()
                stop()
                return
        time.sleep(LOOK)


@contextmanager
def _state(folder: Path) -> Iterator[dict[str, Any]]:
    """What the workers know of their broker; one of them at a time."""
    with (folder / "state").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        state: dict[str, Any] = json.loads(file.read() or "{}")
        try:
            yield state
        finally:
            file.truncate(0)
            file.write(json.dumps(state))


def _start(folder: Path, guarded: Guarded | None) -> tuple[Callable[[], None], str]:
    """Start a broker: how to end it, and where it is."""
    if needs.kafka() == "docker":
        return _contained(guarded)
    native = NativeBroker(folder, guarded)
    try:
        running = native.up(any_port(), print)
    except CannotRun as cannot:
        pytest.fail(str(cannot), pytrace=False)
    return partial(_down, native), running.address


def _down(native: NativeBroker) -> None:
    native.down()


def _contained(guarded: Guarded | None) -> tuple[Callable[[], None], str]:
    from testcontainers.core.config import testcontainers_config
    from testcontainers.core.container import DockerContainer

    if not needs.docker_answers(testcontainers_config.ryuk_image):
        testcontainers_config.ryuk_disabled = True  # nobody cleans up after us then, if we are killed
    port = any_port()
    settings = {
        **single(guarded),
        "listeners": "CLIENTS://:9092,CONTROLLER://:9093",
        "advertised.listeners": f"CLIENTS://127.0.0.1:{port}",
        "controller.quorum.voters": "1@localhost:9093",
    }
    container = DockerContainer(IMAGE).with_bind_ports(9092, port).with_env("KAFKA_OPTS", "-XX:TieredStopAtLevel=1")
    for name, value in settings.items():
        container = container.with_env("KAFKA_" + name.replace("-", "___").replace(".", "_").upper(), value)
    container.start()
    deadline = time.monotonic() + PATIENCE
    while not answers(port):
        if time.monotonic() > deadline:
            said = container.get_logs()
            container.stop()
            pytest.fail(f"{IMAGE} did not answer in {PATIENCE:.0f} s: {said}", pytrace=False)
        time.sleep(LOOK)
    return partial(container.stop), f"127.0.0.1:{port}"
