"""What every bus must do: in order per key, at least once, from each group's own cursor."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import faults
from shared.bus import receiving, subscription
from shared.bus.protocol import Bus, BusAway, Delivery, Message, topic_of
from shared.testing.shuffled import between_keys
from shared.testing.until import until
from tests.contract.buses import ADAPTERS, TOPIC

ROOT = Path(__file__).parents[2]
Open = Callable[[], Bus]


@pytest.fixture(params=ADAPTERS)
def adapter(request: pytest.FixtureRequest) -> str:
    if request.param == "kafka":
        request.getfixturevalue("kafka")
    return str(request.param)


@pytest.fixture
def opened(adapter: str, tmp_path: Path) -> Open:
    return lambda: ADAPTERS[adapter](tmp_path)


class Reader:
    """A group's handler that keeps what it got, and fails when it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[bytes]] = []
        self.failures: list[Exception] = []

    async def receive(self, batch: Sequence[Delivery]) -> None:
        self.batches.append([delivery.body for delivery in batch])
        if self.failures:
            raise self.failures.pop()

    @property
    def got(self) -> list[bytes]:
        return [body for batch in self.batches for body in batch]

    def of(self, key: str) -> list[bytes]:
        return [body for body in self.got if body.startswith(key.encode())]


@asynccontextmanager
async def reading(bus: Bus, *groups: str, topics: Sequence[str] = (TOPIC,)) -> AsyncIterator[list[Reader]]:
    readers = [Reader() for _ in groups]
    for group, reader in zip(groups, readers, strict=True):
        bus.subscribe(group, topics, reader.receive)
    await bus.start()
    try:
        yield readers
    finally:
        await bus.stop()


def _pausing(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Have every bus wait so long before what failed comes again."""
    for each in (subscription, receiving):
        monkeypatch.setattr(each, "PAUSES", (seconds,))


def messages(keys: Iterable[str], start: int = 0) -> list[Message]:
    return [Message(key, f"{key}{number}".encode()) for number, key in enumerate(keys, start)]


def bodies(sent: Iterable[Message]) -> list[bytes]:
    return [message.body for message in sent]


async def test_each_keys_messages_come_in_order(opened: Open) -> None:
    """Whatever comes between, one key's messages arrive as they were sent, each once when all is well."""
    bus, sent = opened(), messages("abcabcaabbcc" * 20)
    async with reading(bus, "reader") as (reader,):
        for at in range(0, len(sent), 7):
            await bus.publish(TOPIC, sent[at : at + 7])
        await until(lambda: len(reader.got) == len(sent))
    for key in "abc":
        assert reader.of(key) == [message.body for message in sent if message.key == key]


async def test_what_was_sent_before_anybody_listened_arrives(opened: Open) -> None:
    """Messages are kept; a group that comes later, and after a restart, begins at the first."""
    bus, sent = opened(), messages("a" * 1_200)
    await bus.publish(TOPIC, sent)
    await bus.stop()
    async with reading(opened(), "late") as (reader,):
        await until(lambda: len(reader.got) == len(sent))
    assert reader.got == bodies(sent)
    assert len(reader.batches) > 1


async def test_a_group_goes_on_where_it_was(opened: Open) -> None:
    """What a group has handled does not come again after a restart."""
    bus = opened()
    async with reading(bus, "reader") as (before,):
        await bus.publish(TOPIC, messages("a"))
        await until(lambda: before.got)
    bus = opened()
    async with reading(bus, "reader") as (after,):
        await bus.publish(TOPIC, messages("b"))
        await until(lambda: after.got)
    assert (before.got, after.got) == ([b"a0"], [b"b0"])


async def test_every_group_gets_everything(opened: Open) -> None:
    """Groups do not take from one another; one that fails holds up nobody else, and gets all of it again.

    Kafka may give in several batches what was sent together.
    """
    bus = opened()
    async with reading(bus, "one", "other") as (one, other):
        one.failures = [ZeroDivisionError("a fault")]
        await bus.publish(TOPIC, messages("ab"))
        await until(lambda: sorted(other.got) == [b"a0", b"b1"])
        await until(lambda: {body for batch in one.batches[1:] for body in batch} == {b"a0", b"b1"})


@pytest.mark.parametrize("name", [name for name in ADAPTERS if name.startswith("embedded")])
async def test_on_one_machine_only_who_failed_gets_its_batch_again(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The embedded bus gives what was sent together in one batch: once where all is well, twice to who failed once."""
    _pausing(monkeypatch, 0.001)
    async with reading(bus := ADAPTERS[name](tmp_path), "one", "other") as (one, other):
        one.failures = [ZeroDivisionError("a fault")]
        await bus.publish(TOPIC, messages("ab"))
        await until(lambda: len(one.batches) == 2 and other.batches)
        await bus.publish(TOPIC, messages("c"))  # behind which nothing of before can come any more
        await until(lambda: one.of("c") and other.of("c"))
    both = [b"a0", b"b1"]
    assert [sorted(batch) for batch in other.batches] == [both, [b"c0"]]
    assert [sorted(batch) for batch in one.batches] == [both, both, [b"c0"]]


async def test_a_group_hears_its_topics_only(opened: Open) -> None:
    """Several topics come to one handler, each told by name; others do not."""
    bus = opened()
    topics = [topic_of("neighbour"), topic_of("other")]
    got: list[tuple[str, bytes]] = []

    async def receive(batch: Sequence[Delivery]) -> None:
        got.extend((delivery.topic, delivery.body) for delivery in batch)

    bus.subscribe("reader", topics, receive)
    await bus.start()
    for topic in (*topics, topic_of("unheard")):
        await bus.publish(topic, [Message("k", topic.encode())])
    await until(lambda: len(got) == 2)
    await bus.stop()
    assert sorted(got) == [(topic, topic.encode()) for topic in sorted(topics)]


async def test_what_failed_comes_again_and_then_goes_on(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch whose handling raised comes again, until it is handled; then what came later follows."""
    _pausing(monkeypatch, 0.001)
    bus = opened()
    async with reading(bus, "reader") as (reader,):
        reader.failures = [ZeroDivisionError("a fault")] * 3
        await bus.publish(TOPIC, messages("a"))
        await until(lambda: len(reader.batches) == 4)
        await bus.publish(TOPIC, messages("a", 1))
        await until(lambda: reader.got[-1] == b"a1")
    assert reader.got == [b"a0"] * 4 + [b"a1"]


async def test_stopping_does_not_wait_for_a_pause(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the next try would be off, the bus stops at once, and what failed comes after the restart."""
    _pausing(monkeypatch, 3_600)
    bus = opened()
    async with asyncio.timeout(5), reading(bus, "reader") as (reader,):
        reader.failures = [ZeroDivisionError("a fault")]
        await bus.publish(TOPIC, messages("a"))
        await until(lambda: reader.batches)
    async with reading(opened(), "reader") as (again,):
        await until(lambda: again.got)
    assert again.got == [b"a0"]


async def test_stopping_finishes_the_batch_in_hand(opened: Open) -> None:
    """A handler is not cut off: the bus stops after it, and its batch does not come again."""
    bus, begun, go = opened(), asyncio.Event(), asyncio.Event()
    handled: list[bytes] = []

    async def slowly(batch: Sequence[Delivery]) -> None:
        begun.set()
        await go.wait()
        handled.extend(delivery.body for delivery in batch)

    bus.subscribe("reader", [TOPIC], slowly)
    await bus.start()
    await bus.publish(TOPIC, messages("a"))
    await begun.wait()
    stopping = asyncio.ensure_future(bus.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go.set()
    await stopping
    assert handled == [b"a0"]
    bus = opened()
    async with reading(bus, "reader") as (again,):
        await bus.publish(TOPIC, messages("b"))
        await until(lambda: again.got)
    assert again.got == [b"b0"]


async def test_stopping_while_nothing_comes_is_at_once(opened: Open) -> None:
    """A bus on which nobody says anything stops, before its subscribers have begun and after."""
    for looks in range(4):
        bus = opened()
        async with asyncio.timeout(5), reading(bus, "reader"):
            for _ in range(looks):
                await asyncio.sleep(0)


async def test_sending_nothing_is_nothing(opened: Open) -> None:
    """No message, no delivery."""
    bus = opened()
    async with reading(bus, "reader") as (reader,):
        await bus.publish(TOPIC, [])
        await bus.publish(TOPIC, messages("a"))
        await until(lambda: reader.got)
    assert reader.batches == [[b"a0"]]


async def test_who_subscribes_too_late_is_told(opened: Open) -> None:
    """A subscription that could never get anything is a fault, not a silence."""
    bus = opened()
    async with reading(bus, "reader"):
        with pytest.raises(RuntimeError, match="late subscribes too late"):
            bus.subscribe("late", [TOPIC], Reader().receive)


async def test_a_bus_that_cannot_take_messages_is_away(opened: Open) -> None:
    """Whoever sends hears that it is not certain, and sends again."""
    bus = opened()
    await bus.start()
    await bus.stop()
    with pytest.raises(BusAway):
        await bus.publish(TOPIC, messages("a"))


async def test_a_crash_between_effect_and_cursor_delivers_again(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was handled but not yet noted as such comes again, never less."""
    _pausing(monkeypatch, 0.001)
    left = [ZeroDivisionError("a crash")]

    def crash(point: str) -> None:
        if point == "between-effect-and-cursor" and left:
            raise left.pop()

    monkeypatch.setattr(faults, "reached", crash)
    bus = opened()
    async with reading(bus, "reader") as (reader,):
        await bus.publish(TOPIC, messages("a"))
        await until(lambda: len(reader.got) == 2)
    assert reader.got == [b"a0", b"a0"]


async def consumed(adapter: str, place: Path, last: str, *fault: str) -> int:
    """How a consumer in a process of its own ended."""
    arguments = ("-m", "tests.contract.consumer", adapter, str(place), str(place / "effects"), last, *fault)
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT)
    async with asyncio.timeout(60):
        return await process.wait()


async def test_a_killed_process_loses_nothing(opened: Open, adapter: str, tmp_path: Path) -> None:
    """Producer and consumer in two processes, the consumer killed between effect and cursor: all comes, in order."""
    bus = opened()
    await bus.publish(TOPIC, messages("aaa"))
    await bus.stop()
    assert await consumed(adapter, tmp_path, "a2", "between-effect-and-cursor:1") == -signal.SIGKILL
    bus = opened()
    await bus.publish(TOPIC, messages("aa", 3))
    await bus.stop()
    assert await consumed(adapter, tmp_path, "a4") == 0
    effects = (tmp_path / "effects").read_text().split()
    assert effects[:3] == ["a0", "a1", "a2"]  # what was done before the kill
    assert effects[3:] == ["a0", "a1", "a2", "a3", "a4"]  # comes again, because it was not noted, and the rest follows


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.integers())
def test_shuffling_keeps_each_keys_order(keys: list[str], seed: int) -> None:
    """A test's bus loses nothing, invents nothing, and moves messages between keys only."""
    found = [(key, Delivery(TOPIC, 0, offset, b"")) for offset, key in enumerate(keys)]
    ordered = between_keys(seed)(found)
    assert sorted(ordered, key=lambda each: each[1].offset) == found
    for wanted in "abcd":
        offsets = [delivery.offset for key, delivery in ordered if key == wanted]
        assert offsets == sorted(offsets)
