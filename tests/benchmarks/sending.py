"""librdkafka alone: as many messages as it takes, acknowledged by all replicas, each exactly once."""

from collections.abc import Sequence
from time import perf_counter
from typing import Any, Final

from confluent_kafka import KafkaError, Producer
from confluent_kafka import Message as Sent

from shared.bus.protocol import Message
from shared.bus.sending import SETTINGS

PATIENCE: Final = 60.0


class Rdkafka:
    """A producer that sends as ours does, with the same settings, and hears only of what went wrong."""

    def __init__(self, address: str) -> None:
        self._wrong: list[KafkaError] = []
        settings: dict[str, Any] = {**SETTINGS, "bootstrap.servers": address, "delivery.report.only.error": True}
        self._producer = Producer({**settings, "on_delivery": self._told})

    def per_second(self, topic: str, messages: Sequence[Message]) -> float:
        """Messages per second until all are acknowledged; raises RuntimeError when they were not."""
        began = perf_counter()
        for message in messages:
            self._put(topic, message)
        left = self._producer.flush(PATIENCE)
        if left or self._wrong:
            raise RuntimeError(f"Kafka did not acknowledge everything: {left} left, errors: {self._wrong[:1]}")
        return len(messages) / (perf_counter() - began)

    def _put(self, topic: str, message: Message) -> None:
        while True:
            try:
                self._producer.produce(topic, message.body, message.key)
            except BufferError:  # full: some of what is in it will be out soon
                self._producer.poll(0.005)
            else:
                return

    def _told(self, error: KafkaError | None, _: Sent) -> None:
        if error is not None:
            self._wrong.append(error)
