"""The bus of a served service: Kafka, when it answers and has the topics."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from cli.serving.serve import Missing, Needed
from shared.bus.settings import KafkaSettings

QUIET: Final = logging.getLogger("koploper.kafka.reachable")
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False
TIMEOUT: Final = 3.0
"""Seconds that an answer may take."""


def reachable(settings: KafkaSettings, topics: Sequence[str]) -> Needed:
    """A look at whether Kafka answers and has these topics; it raises Missing when not."""
    admin = AdminClient(settings.librdkafka(), logger=QUIET)

    def look() -> None:
        try:
            there = admin.list_topics(timeout=TIMEOUT).topics
        except KafkaException as away:
            raise Missing(f"{settings.url} gives no answer ({away.args[0].str()}).") from away
        if lacking := [topic for topic in topics if topic not in there]:
            raise Missing(f"{settings.url} has no {', '.join(lacking)} for us; make them with `koploper topics apply`.")

    async def look_aside() -> None:
        await asyncio.to_thread(look)

    return look_aside
