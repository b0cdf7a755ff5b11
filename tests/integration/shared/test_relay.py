"""The relay: what a store committed is sent in the order of its commits, at least once, by one holder at a time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, update

from shared import cursor, flight
from shared import relay as relays
from shared.bus.protocol import Awaits, BusAway, Message, Receive, everything
from shared.cursor import Cursor
from shared.envelope import open_
from shared.errors import StoreAway
from shared.outlet import Outlet
from shared.relay import Relay, behind
from shared.store import schema
from shared.store.store import Store
from shared.testing.until import until
from tests.toy.core import count
from tests.toy.stand import Stand

pytestmark = pytest.mark.usefixtures("on_both")


class Ear:
    """A bus that keeps what is sent to it, and fails as it is told: before it takes a batch, after, or at an event."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.before: list[Exception] = []
        self.after: list[Exception] = []
        self.lost: list[int] = []
        self.batches = 0
        self.hold: asyncio.Event | None = None

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        self.batches += 1
        if self.before:
            raise self.before.pop()
        if self.hold is not None:
            await self.hold.wait()
        if self.lost and open_(messages[0].body).sequence == self.lost[0]:
            raise BusAway(f"lost {self.lost.pop()}")
        self.sent += [(topic, message) for message in messages]
        if self.after:
            raise self.after.pop()

    def subscribe(self, group: str, topics: Sequence[str], receive: Receive, awaits: Awaits = everything) -> None:
        raise NotImplementedError

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    @property
    def sequences(self) -> list[int]:
        return [open_(message.body).sequence for _, message in self.sent]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "PAUSES", (0.001,))


@asynccontextmanager
async def relaying(store: Store, ear: Ear) -> AsyncIterator[Relay]:
    relay = Relay(store, ear, "toy")
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()


def unsent(stand: Stand) -> int:
    with stand.store.read() as connection:
        return behind(connection, "toy")


async def test_what_is_committed_is_sent_in_order(stand: Stand) -> None:
    """Exact bytes, by stream, to the service's own topic, in the order of the commits, before and after the start."""
    ear = Ear()
    await stand.handle(count("a"))
    assert unsent(stand) == 1
    async with relaying(stand.store, ear):
        for name in "bab":
            await stand.handle(count(name))
        await until(lambda: unsent(stand) == 0)
    assert [topic for topic, _ in ear.sent] == ["koploper.toy"] * 4
    assert [message.key for _, message in ear.sent] == ["tally-a", "tally-b", "tally-a", "tally-b"]
    assert [message.body for _, message in ear.sent] == [row.body for row in stand.rows(schema.event)]


async def test_what_was_sent_is_not_sent_again_after_a_restart(stand: Stand) -> None:
    """The cursor is remembered in the store."""
    for number in (1, 2):
        ear = Ear()
        async with relaying(stand.store, ear):
            await stand.handle(count("a"))
            await until(lambda: unsent(stand) == 0)
        assert ear.sequences == [number]


async def test_a_backlog_goes_in_batches(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much waits, it is sent piece by piece."""
    monkeypatch.setattr(cursor, "BATCH", 2)
    for _ in range(5):
        await stand.handle(count("a"))
    ear = Ear()
    async with relaying(stand.store, ear):
        await until(lambda: unsent(stand) == 0)
    assert ear.sequences == [1, 2, 3, 4, 5]
    assert ear.batches == 3


async def test_it_reads_ahead_of_what_has_landed(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch does not wait for the one before it, but so many are on their way at the most, and the cursor stays."""
    monkeypatch.setattr(cursor, "BATCH", 1)
    monkeypatch.setattr(flight, "AHEAD", 3)
    ear = Ear()
    ear.hold = asyncio.Event()
    async with relaying(stand.store, ear):
        for _ in range(5):
            await stand.handle(count("a"))
        await until(lambda: ear.batches == 3)
        assert unsent(stand) == 5
        ear.hold.set()
        await until(lambda: unsent(stand) == 0)
    assert ear.sequences == [1, 2, 3, 4, 5]


async def test_what_lands_while_the_store_is_away_counts(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cursor moves over it, also when nothing comes after it."""
    read = Cursor._read
    failed: list[StoreAway] = []

    def away_once(self: Cursor) -> Any:
        if not failed:
            failed.append(StoreAway("a test's store is away"))
            raise failed[0]
        return read(self)

    ear = Ear()
    ear.hold = asyncio.Event()
    async with relaying(stand.store, ear) as relay:
        await stand.handle(count("a"))
        await until(lambda: ear.batches == 1)
        monkeypatch.setattr(Cursor, "_read", away_once)
        relay._tell()
        await until(lambda: failed)
        ear.hold.set()
        await until(lambda: unsent(stand) == 0)
    assert ear.sequences == [1]


async def test_an_outlet_waits_for_the_stores_own_relay(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Partners never hear what no service was told: a store that was put back would not know of it."""
    looked: list[int] = []
    told = Cursor._told

    def watched(self: Cursor, connection: Connection, outlet: Outlet) -> Any:
        looked.append(1)
        return told(self, connection, outlet)

    monkeypatch.setattr(Cursor, "_told", watched)
    outlet = Outlet("public", (), lambda _, after, to: [Message("x", f"{after}-{to}".encode())])
    ear = Ear()
    public = Relay(stand.store, ear, "toy", outlet=outlet)
    await stand.handle(count("a"))
    await public.start()
    await until(lambda: len(looked) > 2)
    assert ear.sent == []
    async with relaying(stand.store, Ear()):
        await until(lambda: ear.sent)
    await public.stop()
    assert [(topic, message.body) for topic, message in ear.sent] == [("koploper.public", b"0-1")]


async def test_from_a_hole_on_everything_is_sent_again(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """What landed behind a batch that failed does not count, and the cursor never passes the hole."""
    monkeypatch.setattr(cursor, "BATCH", 1)
    ear = Ear()
    ear.hold = asyncio.Event()
    ear.lost = [2]
    async with relaying(stand.store, ear):
        for _ in range(3):
            await stand.handle(count("a"))
        await until(lambda: ear.batches == 3)
        ear.hold.set()
        await until(lambda: unsent(stand) == 0)
    assert ear.sequences == [1, 3, 2, 3]


@pytest.mark.parametrize("failure", [BusAway("gone"), StoreAway("gone"), ZeroDivisionError("a fault in the bus")])
async def test_a_failed_sending_is_sent_again(stand: Stand, failure: Exception) -> None:
    """Whatever goes wrong while sending, the relay goes on from its cursor; nothing is left out."""
    ear = Ear()
    ear.before = [failure, failure]
    async with relaying(stand.store, ear):
        await stand.handle(count("a"))
        await until(lambda: unsent(stand) == 0)
    assert ear.sequences == [1]
    assert ear.batches == 3


async def test_a_crash_between_sending_and_cursor_sends_again(stand: Stand) -> None:
    """What arrived without the relay learning of it is sent twice, in order, and never lost."""
    ear = Ear()
    ear.after = [BusAway("the answer was lost")]
    await stand.handle(count("a"))
    await stand.handle(count("a"))
    async with relaying(stand.store, ear):
        await until(lambda: unsent(stand) == 0)
    assert ear.sequences == [1, 2, 1, 2]


async def test_a_relay_that_was_overtaken_moves_the_cursor_no_more(stand: Stand) -> None:
    """Once another has taken the next epoch, what was on its way moves nothing; it takes its turn again, and sends."""
    ear = Ear()
    ear.hold = asyncio.Event()
    async with relaying(stand.store, ear):
        await stand.handle(count("a"))
        await until(lambda: ear.batches == 1)
        overtake = update(schema.relay).values(epoch=schema.relay.c.epoch + 1)
        await stand.store.write(lambda connection: connection.execute(overtake))
        ear.hold.set()
        await until(lambda: unsent(stand) == 0)
    assert ear.sequences == [1, 1]
    assert stand.rows(schema.relay)[0].epoch == 3


async def test_stopping_finishes_the_batch_in_hand(stand: Stand) -> None:
    """What is being sent is sent and noted, and nothing is begun after it."""
    ear = Ear()
    ear.hold = asyncio.Event()
    async with relaying(stand.store, ear) as relay:
        await stand.handle(count("a"))
        await until(lambda: ear.batches == 1)
        stopping = asyncio.ensure_future(relay.stop())
        await asyncio.sleep(0)
        ear.hold.set()
        await stopping
    assert unsent(stand) == 0


async def test_stopping_does_not_wait_for_a_pause(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the next try is off, the relay stops at once."""
    monkeypatch.setattr(relays, "PAUSES", (3_600,))
    ear = Ear()
    ear.before = [BusAway("gone")]
    async with asyncio.timeout(5), relaying(stand.store, ear):
        await stand.handle(count("a"))
        await until(lambda: ear.batches == 1)
    assert ear.sent == []


async def test_a_relay_that_never_started_stops(stand: Stand) -> None:
    """Stopping what did not begin is nothing; nor does a stop before the first look lose the task."""
    await Relay(stand.store, Ear(), "toy").stop()
    for looks in range(4):
        async with asyncio.timeout(5), relaying(stand.store, Ear()):
            for _ in range(looks):
                await asyncio.sleep(0)
