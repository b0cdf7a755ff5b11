"""The lease on a relay's cursor: one sends, others stand by, and whoever was overtaken moves nothing."""

import asyncio
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared import cursor, lease
from shared import relay as relays
from shared.relay import Relay
from shared.restored import mark
from shared.store import schema
from shared.testing.until import until
from tests.integration.shared.test_relay import Ear, unsent
from tests.toy.core import count
from tests.toy.stand import Stand, standing

SOON: Final = 0.1
NEVER: Final = 3_600.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "SIGN", 0.01)
    monkeypatch.setattr(relays, "STAND_BY", 0.01)
    monkeypatch.setattr(cursor, "BEAT", 0.01)
    monkeypatch.setattr(relays, "PAUSES", (0.001,))


class Replica:
    """A relay with a bus of its own, that can be killed, and paused while it sends."""

    def __init__(self, stand: Stand, patience: float, ear: Ear | None = None) -> None:
        self.ear = ear or Ear()
        self.relay = Relay(stand.store, self.ear, "toy", linger=0, patience=patience)

    async def start(self) -> "Replica":
        await self.relay.start()
        return self

    def pause(self) -> None:
        """Stop it in its tracks: it reads nothing, sends nothing and gives no sign of life."""
        self.ear.hold = going_on = self.ear.hold or asyncio.Event()
        self.relay._lease.beat = lambda _: asyncio.Event().wait()  # type: ignore[method-assign, assignment, return-value]
        if (cursor := self.relay._cursor) is not None:
            read = cursor._next

            async def paused() -> Any:
                await going_on.wait()
                return await read()

            cursor._next = paused  # type: ignore[method-assign]

    def go_on(self) -> None:
        assert self.ear.hold is not None
        del self.relay._lease.beat
        self.ear.hold.set()
        self.ear.hold = None

    async def kill(self) -> None:
        """End it without a word."""
        assert self.relay._task is not None
        self.relay._task.cancel()
        await asyncio.wait({self.relay._task})


def row(stand: Stand) -> tuple[int, int, bool]:
    """Where the cursor stands, its epoch, and whether somebody holds it."""
    (cursor,) = stand.rows(schema.relay)
    return cursor.position, cursor.epoch, cursor.holder is not None


def sent_by_another(stand: Stand, epoch: int) -> bool:
    """Whether a holder of a later epoch than `epoch` has sent everything."""
    return row(stand)[1] > epoch and unsent(stand) == 0


async def test_one_sends_and_the_other_stands_by(stand: Stand) -> None:
    """While its holder gives signs of life, the lease stays where it is, however long that is."""
    first = await Replica(stand, SOON).start()
    await until(lambda: stand.rows(schema.relay))
    second = await Replica(stand, SOON).start()
    beats = stand.rows(schema.relay)[0].beat
    await until(lambda: stand.rows(schema.relay)[0].beat > beats + 3 * SOON / lease.SIGN)
    await stand.handle(count("a"))
    await until(lambda: unsent(stand) == 0)
    assert (first.ear.sequences, second.ear.sequences) == ([1], [])
    assert row(stand) == (1, 1, True)
    await first.relay.stop()
    await second.relay.stop()


async def test_a_clean_stop_gives_the_lease_back_at_once(stand: Stand) -> None:
    """Nobody needs patience for a holder that said goodbye."""
    first = await Replica(stand, NEVER).start()
    await until(lambda: stand.rows(schema.relay))
    second = await Replica(stand, NEVER).start()
    await first.relay.stop()
    await stand.handle(count("a"))
    await until(lambda: unsent(stand) == 0)
    assert second.ear.sequences == [1]
    await second.relay.stop()
    assert row(stand) == (1, 2, False)


async def test_a_holder_that_died_is_taken_over(stand: Stand) -> None:
    """After its patience the other goes on from the cursor, with the next epoch."""
    first = await Replica(stand, SOON).start()
    await stand.handle(count("a"))
    await until(lambda: unsent(stand) == 0)
    second = await Replica(stand, SOON).start()
    await first.kill()
    await stand.handle(count("a"))
    await until(lambda: unsent(stand) == 0)
    assert (first.ear.sequences, second.ear.sequences) == ([1], [2])
    assert row(stand) == (2, 2, True)
    await second.relay.stop()


async def test_a_paused_holder_that_comes_back_moves_nothing_and_stands_by(stand: Stand) -> None:
    """What it was sending when it was stopped arrives twice; the cursor stays the other's, and its turn comes again."""
    first = await Replica(stand, SOON).start()
    await until(lambda: stand.rows(schema.relay))
    first.ear.hold = asyncio.Event()
    await stand.handle(count("a"))
    await until(lambda: first.ear.batches == 1)
    first.pause()
    second = await Replica(stand, SOON).start()
    for _ in range(2):
        await stand.handle(count("a"))
    await until(lambda: unsent(stand) == 0)
    first.go_on()
    await until(lambda: first.ear.sequences == [1])
    await stand.handle(count("a"))
    await until(lambda: unsent(stand) == 0)
    assert row(stand) == (4, 2, True)
    assert second.ear.sequences == [1, 2, 3, 4]
    await second.relay.stop()
    await stand.handle(count("a"))
    await until(lambda: unsent(stand) == 0)
    assert first.ear.sequences == [1, 5]
    await first.relay.stop()


async def test_a_cursor_set_back_has_everything_sent_again(stand: Stand) -> None:
    """By its holder, who finds itself fenced and begins anew; it never goes forward."""
    replica = await Replica(stand, NEVER).start()
    for _ in range(3):
        await stand.handle(count("a"))
    await until(lambda: unsent(stand) == 0)
    for asked, stands in ((1, 1), (99, 3)):
        epoch = row(stand)[1]
        assert await stand.store.write(partial(lease.set_back, name="toy", position=asked)) == stands
        await until(partial(sent_by_another, stand, epoch + 1))
    assert replica.ear.sequences == [1, 2, 3, 2, 3]
    await replica.relay.stop()


async def test_what_was_never_sent_need_not_be_set_back(stand: Stand) -> None:
    """Before the first relay there is no cursor, and everything is still to be sent."""
    assert await stand.store.write(partial(lease.set_back, name="toy", position=5)) == 0
    assert stand.rows(schema.relay) == []


Happening = Literal["append", "kill", "pause", "go on", "stop", "start"]
HAPPENINGS: Final[tuple[Happening, ...]] = ("append", "kill", "pause", "go on", "stop", "start")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(happens=st.lists(st.sampled_from(HAPPENINGS), max_size=14))
def test_whatever_happens_to_replicas_all_is_sent_in_order(happens: Sequence[Happening]) -> None:
    """Killed, paused, woken, stopped and added: leaving out what comes twice, the bus gets every fact in order."""
    with tempfile.TemporaryDirectory() as folder, standing(Path(folder)) as stand:
        assert asyncio.run(_lives(stand, happens)) == list(range(1, len(stand.rows(schema.event)) + 1))


async def _lives(stand: Stand, happens: Sequence[Happening]) -> list[int]:
    sent = Ear()
    replicas = [await Replica(stand, 0.02, _Shared(sent)).start()]
    paused: list[Replica] = []
    for each in happens:
        match each:
            case "append":
                await stand.handle(count("a"))
            case "start":
                replicas.append(await Replica(stand, 0.02, _Shared(sent)).start())
            case "kill" if replicas:
                await replicas.pop(0).kill()
            case "stop" if replicas:
                await replicas.pop(0).relay.stop()
            case "pause" if replicas:
                replicas[0].pause()
                paused.append(replicas.pop(0))
            case "go on" if paused:
                paused[0].go_on()
                replicas.append(paused.pop(0))
        await asyncio.sleep(0)
    last = await Replica(stand, 0.02, _Shared(sent)).start()
    await stand.handle(count("a"))
    await until(lambda: unsent(stand) == 0)
    for replica in paused:
        replica.go_on()
    for replica in (*replicas, *paused, last):
        await replica.relay.stop()
    return list(dict.fromkeys(sent.sequences))


class _Shared(Ear):
    """One replica's way to a bus that all have in common."""

    def __init__(self, bus: Ear) -> None:
        super().__init__()
        self.sent = bus.sent


async def test_a_restored_store_knows_no_earlier_holder(stand: Stand) -> None:
    """Epochs given out after the backup would come again, and whoever has one of them moves nothing all the same."""
    held = lease.Lease(stand.store, "toy", patience=0)
    before = await held.take()
    assert before is not None
    await stand.store.write(lambda connection: mark.put(connection, stand.clock.now()))
    later = await lease.Lease(stand.store, "toy", patience=NEVER).take()
    assert later is not None
    assert later.epoch > before.epoch + 1_000_000
    for epoch in (before.epoch, before.epoch + 1):
        with pytest.raises(lease.Fenced):
            await held.move(epoch, 5)
