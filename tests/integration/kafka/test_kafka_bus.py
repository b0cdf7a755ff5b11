"""What the bus on Kafka does beyond the contract: empty records, several members, a broker that is away."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from confluent_kafka import Producer
from structlog.testing import capture_logs

from shared.bus import receiving, sending
from shared.bus.kafka import KafkaBus
from shared.bus.protocol import BusAway, Delivery, Message
from shared.bus.settings import KafkaSettings
from shared.errors import StoreAway
from shared.testing.until import until
from tests.parts.kafka import make_topics

Make = Callable[[], KafkaBus]


@pytest.fixture
def topic(kafka: str, tmp_path: Path) -> str:
    name = f"{tmp_path.parent.name}-{tmp_path.name}"
    make_topics(kafka, [name])
    return name


@pytest.fixture
def make(kafka: str) -> Make:
    return lambda: KafkaBus(KafkaSettings(url=kafka, session_seconds=1), "test")


async def test_a_null_record_is_an_empty_body(kafka: str, topic: str, make: Make) -> None:
    """A record without a value arrives as any that cannot be read, and holds nothing up."""
    producer = Producer({"bootstrap.servers": kafka})
    producer.produce(topic, None, "a", partition=0)
    producer.produce(topic, b"after", "a", partition=0)
    assert producer.flush(10) == 0
    got: list[bytes] = []

    async def receive(batch: Sequence[Delivery]) -> None:
        got.extend(each.body for each in batch)

    bus = make()
    bus.subscribe(topic, [topic], receive)
    await bus.start()
    await until(lambda: len(got) == 2)
    await bus.stop()
    assert got == [b"", b"after"]


async def test_what_nobody_awaits_comes_with_the_next_that_somebody_does(
    topic: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In its order; and what somebody awaits is not kept for others."""
    monkeypatch.setattr(receiving, "GATHER", 600.0)
    got: list[list[bytes]] = []

    async def receive(batch: Sequence[Delivery]) -> None:
        got.append([each.body for each in batch])

    bus = make()
    bus.subscribe(topic, [topic], receive, lambda body: body.startswith(b"!"))
    await bus.start()
    await bus.publish(topic, [Message("a", b"!0")])
    await until(lambda: got == [[b"!0"]], within=30)
    for body in (b"1", b"2", b"!3"):
        await bus.publish(topic, [Message("a", body)])
    await until(lambda: len(got) == 2, within=30)
    await bus.stop()
    assert got[1] == [b"1", b"2", b"!3"]


async def test_what_nobody_awaits_comes_by_itself(topic: str, make: Make) -> None:
    """A moment later, when no other does."""
    got: list[bytes] = []

    async def receive(batch: Sequence[Delivery]) -> None:
        got.extend(each.body for each in batch)

    bus = make()
    bus.subscribe(topic, [topic], receive, lambda _: False)
    await bus.start()
    await bus.publish(topic, [Message("a", b"1")])
    await until(lambda: got == [b"1"], within=30)
    await bus.stop()


async def test_a_member_without_a_partition_joins_anew(topic: str, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when Kafka was lost and its topics came back behind a group that was made without them."""
    monkeypatch.setattr(receiving, "WITHOUT", (0.5, 4.0))
    got: list[bytes] = []

    async def receive(batch: Sequence[Delivery]) -> None:
        got.extend(each.body for each in batch)

    bus = make()
    bus.subscribe(topic, [topic], receive)
    await bus.start()
    await bus.publish(topic, [Message("a", b"1")])
    await until(lambda: got == [b"1"], within=30)
    consumer = bus._subscriptions[0].consumer
    assert consumer is not None
    with capture_logs() as told, monkeypatch.context() as without:
        without.setattr(consumer, "_ours", set)
        await until(lambda: told)
    await bus.publish(topic, [Message("a", b"2")])
    await until(lambda: got == [b"1", b"2"], within=30)
    await bus.stop()
    assert told[0]["event"] == "no partition is ours: the group is joined anew"


async def test_a_member_that_joins_and_leaves_loses_nothing(
    topic: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a batch cannot be written and members come and go, each stream's facts all come, and in order."""
    monkeypatch.setattr(receiving, "PAUSES", (0.05,))
    got: dict[str, list[int]] = {key: [] for key in "abcdef"}
    away = [StoreAway("a test's store is away")] * 20

    async def receive(batch: Sequence[Delivery]) -> None:
        if away:
            raise away.pop()
        for each in batch:
            key, number = each.body.decode().split()
            got[key].append(int(number))

    one, other = make(), make()
    for bus in (one, other):
        bus.subscribe(topic, [topic], receive)
    await one.start()
    for number in range(50):
        await one.publish(topic, [Message(key, f"{key} {number}".encode()) for key in got])
        if number == 10:
            await other.start()
    await until(lambda: not away)
    await other.stop()
    await until(lambda: all(set(numbers) == set(range(50)) for numbers in got.values()), within=30)
    await one.stop()
    for numbers in got.values():
        assert list(dict.fromkeys(numbers)) == list(range(50))  # some came twice; the first time was in order


async def test_what_cannot_be_sent_is_said_and_can_be_sent_again(
    topic: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message too big for any broker fails its batch; the next batch goes out through another producer."""
    bus = make()
    with pytest.raises(BusAway, match="to be sent again"):
        await bus.publish(topic, [Message("a", b"x" * 2_000_000), Message("a", b"small")])
    await bus.publish(topic, [Message("a", b"small")])
    await bus.stop()


async def test_a_broker_that_is_away_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever for a broker that does not answer, and why is said once and not at every try."""
    monkeypatch.setitem(sending.SETTINGS, "message.timeout.ms", 300)
    bus = KafkaBus(KafkaSettings(url="127.0.0.1:1"), "test")
    with capture_logs() as said, pytest.raises(BusAway):
        await bus.publish("nowhere", [Message("a", b"1")])
    await bus.stop()
    codes = [each["code"] for each in said if each["event"] == "kafka is away for sending"]
    assert sorted(codes) == sorted(set(codes))


async def test_stopping_does_not_wait_for_a_broker_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a message may take, whoever waits for it hears at the stop that it is to be sent again."""
    monkeypatch.setattr(sending, "FLUSH", 0.001)
    monkeypatch.setitem(sending.SETTINGS, "message.timeout.ms", 3_600_000)
    bus = KafkaBus(KafkaSettings(url="127.0.0.1:1"), "test")
    waits = asyncio.ensure_future(bus.publish("nowhere", [Message("a", b"1")]))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await bus.stop()
        with pytest.raises(BusAway):
            await waits
