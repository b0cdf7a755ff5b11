"""A PostgreSQL and a Kafka for the measurements: of this machine, on its disk, as durable as they are by themselves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from psycopg import sql

from tests.benchmarks.others_postgres import server
from tests.faults.apart import parts
from tests.parts.postgres import Postgres

PARTITIONS: Final = 12


@contextmanager
def postgres(*, dated: bool = False) -> Iterator[Postgres]:
    """A server with its own defaults (fsync, synchronous_commit=on); `dated`, it remembers when each commit was.

    Raises RuntimeError where none is installed.
    """
    with server() as running:
        if dated:
            running.run(sql.SQL("ALTER SYSTEM SET track_commit_timestamp = on").format())
            running.restart()
        yield running


def settle(server: Postgres, *urls: str) -> None:
    """Have databases be as they are some time after much was written: known to the planner, and on the disk."""
    for url in urls:
        with psycopg.connect(server.admin, autocommit=True, dbname=url.rpartition("/")[2]) as connection:
            connection.execute("VACUUM (ANALYZE)")
            connection.execute("CHECKPOINT")


@contextmanager
def kafka(folder: Path, more: Sequence[str] = ()) -> Iterator[str]:
    """Where a broker of one node answers, with the services' topics and `more`; raises CannotRun without Java."""
    with parts.broker(folder) as broker:
        admin = AdminClient({"bootstrap.servers": broker.address, "log_level": 2})
        if more:
            for making in admin.create_topics([NewTopic(each, PARTITIONS, 1) for each in more]).values():
                making.result()
        yield broker.address
