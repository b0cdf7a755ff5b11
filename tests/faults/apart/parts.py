"""What the services need around them: a Kafka and a PostgreSQL of this run, which are stopped, killed and emptied."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

import psycopg
from confluent_kafka import Consumer, TopicPartition

from cli.kafka import topics
from cli.kafka.broker import NativeBroker, any_port
from cli.kafka.cluster import cluster
from cli.kafka.commands import FILE
from cli.kafka.wanted import load
from shared.bus.protocol import topic_of
from shared.bus.settings import KafkaSettings
from tests.faults.evidence import SERVICES
from tests.parts.postgres import MEMORY, Native, binaries

PARTITIONS: Final = 12
TOPICS: Final = tuple(map(topic_of, SERVICES))
WAIT: Final = 30.0
LOOK: Final = 0.02


class Server(Native):
    """A PostgreSQL of this machine."""

    def end(self, mode: Literal["fast", "immediate"]) -> None:
        """Stop it: `fast` rolls back what is under way, `immediate` leaves everything as it lies."""
        assert self._process is not None
        self._call("pg_ctl", "stop", f"--mode={mode}", "--silent", f"--pgdata={self._folder / 'data'}")
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        if self._process is not None:
            self.end("immediate")

    def cut_active(self, url: str) -> int:
        """End the connections to a database that are in a transaction just now; gives how many there were."""
        name = url.rpartition("/")[2]
        with psycopg.connect(self.admin, autocommit=True) as connection:
            found = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = %s AND xact_start IS NOT NULL AND application_name = 'koploper'",
                (name,),
            )
            row: Any = found.fetchone()
            return int(row[0])


class Broker:
    """A Kafka broker of this machine, always at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._native = NativeBroker(folder)
        self._port = any_port()
        self.address: Final = f"127.0.0.1:{self._port}"

    def up(self) -> None:
        """Start it, on what it has; returns when it answers."""
        self._native.up(self._port, lambda _: None)

    def down(self) -> None:
        """Stop it in order."""
        self._native.down()

    def kill(self) -> None:
        """End it at once."""
        running = self._native.running()
        assert running is not None, "no broker runs"
        os.kill(running.pid, signal.SIGKILL)
        while self._native.running() is not None:
            time.sleep(LOOK)

    def lose(self) -> None:
        """Delete all it kept; it must not run."""
        shutil.rmtree(self._folder)


def make_topics(address: str) -> None:
    """Make what deploy/kafka/topics.yaml asks."""
    with cluster(KafkaSettings(url=address)) as speaking:
        topics.apply(speaking, topics.compare(speaking, load(FILE, 1)))


def messages(address: str) -> int:
    """How many messages the topics hold."""
    counting = Consumer({"bootstrap.servers": address, "group.id": "counting"})
    try:
        places = [TopicPartition(topic, number) for topic in TOPICS for number in range(PARTITIONS)]
        return sum(end - begin for begin, end in map(partial(counting.get_watermark_offsets, timeout=WAIT), places))
    finally:
        counting.close()


@contextmanager
def server() -> Iterator[Server]:
    """A PostgreSQL of its own, until the end of the block."""
    found = binaries()
    assert found is not None, "no PostgreSQL server is installed"
    place = MEMORY if MEMORY.is_dir() else None
    with TemporaryDirectory(prefix="koploper-faults-", dir=place, ignore_cleanup_errors=True) as made:
        running = Server(found, Path(made))
        try:
            yield running
        finally:
            running.stop()


@contextmanager
def broker(folder: Path) -> Iterator[Broker]:
    """A Kafka of its own with the topics of all services, until the end of the block."""
    made = Broker(folder)
    made.up()
    try:
        make_topics(made.address)
        yield made
    finally:
        made.down()
