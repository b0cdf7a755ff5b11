"""The bus on Apache Kafka: FastStream receives, librdkafka sends.

Order of steps: a batch's effects are durable, then its offsets are stored, and committed soon; so a crash anywhere
delivers again and never loses. One consumer per group and process: a service has one writer.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from confluent_kafka import Message as Raw
from faststream import AckPolicy
from faststream.confluent import KafkaBroker, KafkaMessage
from faststream.confluent.helpers import ConfluentFastConfig

from shared import faults
from shared.bus import receiving
from shared.bus.protocol import Awaits, Lag, Message, Receive, everything
from shared.bus.receiving import Steady
from shared.bus.sending import Sender
from shared.bus.settings import KafkaSettings
from shared.clock import Ids, SystemIds
from shared.errors import StoreAway

DRAIN: Final = 10.0
"""Seconds a batch in hand gets at the stop before it is left to be delivered again."""

log = structlog.get_logger()


@dataclass
class _Subscription:
    """One group's reading."""

    group: str
    topics: Sequence[str]
    receive: Receive
    awaits: Awaits
    stopping: asyncio.Event
    consumer: Steady | None = None
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.idle.set()

    async def handle(self, batch: Sequence[Raw]) -> None:
        """Have a batch handled and settle it; what raises here comes again."""
        if self.consumer is None or self.stopping.is_set():
            return
        self.idle.clear()
        try:
            await self.receive(receiving.deliveries(batch))
            faults.reached("between-effect-and-cursor")
            await self.consumer.settle()
        except Exception as failure:
            unforeseen = None if isinstance(failure, StoreAway) else failure
            log.warning(
                "batch comes again",
                group=self.group,
                failures=self.consumer.failed(),
                error=str(failure),
                exc_info=unforeseen,
            )
            raise
        finally:
            self.idle.set()


class KafkaBus:
    """A bus on the brokers that `settings` name; `middlewares` are FastStream's, around every batch received."""

    def __init__(
        self, settings: KafkaSettings, client_id: str, middlewares: Sequence[Any] = (), ids: Ids | None = None
    ) -> None:
        self._settings = settings
        self._client_id = client_id
        self._middlewares = middlewares
        self._ids = ids or SystemIds()
        self._sender = Sender({**settings.librdkafka(), "client.id": client_id})
        self._subscriptions: list[_Subscription] = []
        self._stopping = asyncio.Event()
        self._broker: KafkaBroker | None = None

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        if not messages:
            return
        faults.reached("before-bus-commit")
        await self._sender.send(topic, messages)
        faults.reached("after-bus-commit")

    def subscribe(self, group: str, topics: Sequence[str], receive: Receive, awaits: Awaits = everything) -> None:
        if self._broker is not None:
            raise RuntimeError(f"{group} subscribes too late: the bus was started already, nothing would arrive.")
        self._subscriptions.append(_Subscription(group, tuple(topics), receive, awaits, self._stopping))

    async def start(self) -> None:
        """Begin to receive; where the brokers are away it begins when they are there."""
        self._broker = broker = self._made()
        if not self._subscriptions:
            return
        for each in self._subscriptions:
            subscriber = broker.subscriber(
                *each.topics,
                group_id=each.group,
                batch=True,
                max_records=receiving.BATCH,
                polling_interval=receiving.POLL,
                ack_policy=AckPolicy.MANUAL,
                session_timeout_ms=int(self._settings.session_seconds * 1_000),
                heartbeat_interval_ms=int(self._settings.session_seconds * 1_000 / 3),
                decoder=_as_it_came,
            )
            subscriber(each.handle)
        await broker.start()

    async def stop(self) -> None:
        self._stopping.set()
        for each in self._subscriptions:
            if each.consumer is not None:
                each.consumer.leave()
        await asyncio.gather(*(each.idle.wait() for each in self._subscriptions))
        if self._broker is not None and self._subscriptions:
            await self._broker.stop()
        await self._sender.close()

    def lag(self, group: str) -> Sequence[Lag]:
        return [Lag(topic, part, behind) for (of, topic, part), behind in self.lags().items() if of == group]

    def lags(self) -> dict[tuple[str, str, int], int]:
        """How many messages are not yet handled here, per group, topic and partition that this process reads."""
        return {
            (each.group, topic, partition): lag
            for each in self._subscriptions
            if each.consumer is not None
            for (topic, partition), lag in each.consumer.lags().items()
        }

    def _made(self) -> KafkaBroker:
        security: Any = self._settings.librdkafka()
        broker = KafkaBroker(
            self._settings.url.split(","),
            client_id=self._client_id,
            allow_auto_create_topics=False,
            config=security,
            middlewares=self._middlewares,
            graceful_timeout=DRAIN,
            logger=None,
            apply_types=False,
        )
        config: Any = {**security, **receiving.SETTINGS, "error_cb": receiving.complain}
        broker.config.broker_config.builder = self._builder(broker, ConfluentFastConfig(config=config))
        return broker

    def _builder(self, broker: KafkaBroker, config: ConfluentFastConfig) -> Any:
        """Makes the consumer of a group, and tells its subscription."""
        every = {each.group: each for each in self._subscriptions}

        def build(*topics: Any, group_id: str, **options: Any) -> Steady:
            consumer = Steady(
                *topics,
                group=group_id,
                chance=self._chance,
                awaits=every[group_id].awaits,
                group_id=group_id,
                config=config,
                admin_service=broker.config.broker_config.admin,
                logger=broker.config.broker_config.logger,
                **options,
            )
            every[group_id].consumer = consumer
            return consumer

        return build

    def _chance(self) -> float:
        return self._ids.secret(1)[0] / 255


def _as_it_came(message: KafkaMessage) -> Any:
    return message.raw_message
