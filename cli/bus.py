"""Which bus carries the facts of one machine: the one in the data folder, or Kafka."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from cli.cannot import CannotRun
from cli.language import say
from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import Bus

if TYPE_CHECKING:
    from shared.bus.settings import KafkaSettings

Kind = Literal["embedded", "kafka"]
PACES: Final = dict.fromkeys(("intake", "assessment", "review", "publication"), 0.1)
"""Seconds in which a service gathers what it hears into one transaction; after a silence it takes the first at once.

The ledger, which people watch, gathers less."""
MARK: Final = "on-kafka"
"""The file in a data folder that says that its facts travel over Kafka."""


@asynccontextmanager
async def bus_of(data: Path, kind: Kind | None, tell: Callable[[str], None]) -> AsyncIterator[Bus]:
    """The bus of a data folder that this process has locked; `None` is the one that the folder knows.

    Over Kafka the topics are made first, and a broker of this machine is started when there is none, and stopped
    again at the end. Raises CannotRun, also when the folder's facts travel over the other bus: some may be under way.
    """
    known = _known(data)
    if kind is not None and known not in {None, kind}:
        raise CannotRun(
            say(
                f"De gegevens in {data} gaan over de andere bus ({known}); feiten die daar onderweg zijn zouden "
                "ontbreken. Er is niets veranderd. Laat --bus weg, of kies een andere map met DATA=.",
                f"The data in {data} travel over the other bus ({known}); facts under way there would be missing. "
                "Nothing was touched. Leave --bus out, or choose another folder with DATA=.",
            )
        )
    if (kind or known) == "kafka":
        async with _kafka(data, tell) as bus:
            yield bus
    else:
        yield EmbeddedBus(f"sqlite:///{data / 'bus'}.db", paces=PACES)


def _known(data: Path) -> Kind | None:
    if (data / MARK).exists():
        return "kafka"
    return "embedded" if (data / "bus.db").exists() else None


@asynccontextmanager
async def _kafka(data: Path, tell: Callable[[str], None]) -> AsyncIterator[Bus]:
    from cli.kafka import topics
    from cli.kafka.cluster import cluster
    from cli.kafka.commands import FILE
    from cli.kafka.wanted import load
    from shared.bus.kafka import KafkaBus

    def make_topics(where: "KafkaSettings") -> None:
        with cluster(where) as speaking:
            topics.apply(speaking, topics.compare(speaking, load(FILE, where.replication)))

    async with _somewhere(data, tell) as where:
        await asyncio.to_thread(make_topics, where)
        (data / MARK).touch()
        yield KafkaBus(where, "koploper")


@asynccontextmanager
async def _somewhere(data: Path, tell: Callable[[str], None]) -> "AsyncIterator[KafkaSettings]":
    """Where Kafka is: as the environment says, or a broker on this folder, which is started when it is not running."""
    from cli.kafka.broker import PORT, NativeBroker, any_port, is_free
    from cli.kafka.cluster import ENVIRONMENT, settings

    native = NativeBroker(data / "kafka")
    ours = ENVIRONMENT not in os.environ and native.running() is None
    if ours:
        await asyncio.to_thread(native.up, PORT if is_free(PORT) else any_port(), tell)
    try:
        yield settings(os.environ.get(ENVIRONMENT), data)
    finally:
        if ours:
            await asyncio.to_thread(native.down)
