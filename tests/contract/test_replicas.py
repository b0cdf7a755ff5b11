"""Two processes on one store: who is overtaken goes again with what the other left; nobody fails for it."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared import once, parked, waiting
from shared.decider import Act
from shared.once import Done, Once
from shared.parked import Order
from shared.store import schema
from shared.store.store import Store
from shared.testing.given import act
from shared.testing.running import store_url
from shared.testing.seeded import SeededIds
from tests.toy import hearing
from tests.toy.core import count
from tests.toy.stand import Stand, create

KEY = Once("scope", "digest")


@pytest.fixture
def two(on_both: None, tmp_path: Path) -> Iterator[tuple[Stand, Stand]]:
    stores = [Store(store_url(tmp_path, "toy"), "toy") for _ in range(2)]
    create(stores[0])
    yield Stand(stores[0]), Stand(stores[1], ids=SeededIds(1))
    for store in stores:
        store.close()


def overtake(stand: Stand, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Have `act` happen between what `stand` reads next and what it writes of it."""
    transaction = stand.store.transaction

    def late() -> object:
        monkeypatch.undo()
        act()
        return transaction()

    monkeypatch.setattr(stand.store, "transaction", late)


async def test_a_command_is_decided_again_on_what_the_other_wrote(
    two: tuple[Stand, Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its giver sees nothing of it."""
    one, other = two
    loop = asyncio.get_running_loop()
    overtake(one, monkeypatch, lambda: asyncio.run_coroutine_threadsafe(_give(other, count("a", 5)), loop).result(10))
    assert (await one.handle(count("a", 2))).version == 2
    assert one.log() == [("tally-a", 1, 5), ("tally-a", 2, 2)]


async def _give(stand: Stand, command: object, **more: Once) -> Done:
    return await stand.handle(command, **more)  # type: ignore[arg-type]  # a command of the toy's


async def test_a_request_that_both_got_is_done_once(two: tuple[Stand, Stand], monkeypatch: pytest.MonkeyPatch) -> None:
    """The second gives the first one's answer, also when they are about different streams."""
    one, other = two
    loop = asyncio.get_running_loop()
    overtake(
        one,
        monkeypatch,
        lambda: asyncio.run_coroutine_threadsafe(_give(other, count("a"), once=KEY), loop).result(10),
    )
    done = await one.handle(count("b"), once=KEY)
    assert done.replayed
    assert one.log() == [("tally-a", 1, 1)]


async def test_an_event_that_both_got_is_handled_once(
    two: tuple[Stand, Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second drops it as a duplicate; nothing waits and nothing failed."""
    one, other = two
    batch = [hearing.delivery(hearing.nudge("tally-a", number), number) for number in (1, 2)]
    overtake(one, monkeypatch, lambda: other.inbox.take(batch))
    await one.inbox.receive(batch)
    assert one.log() == [("tally-a", 1, 1), ("tally-a", 2, 1)]
    assert not one.rows(schema.waiting)


async def test_an_event_without_effects_that_both_got_is_handled_once(
    two: tuple[Stand, Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the inbox tells of such an event: its row is there already."""
    one, other = two
    batch = [hearing.delivery(hearing.nudge("tally-a", 1, type=hearing.IGNORED))]
    overtake(one, monkeypatch, lambda: other.inbox.take(batch))
    await one.inbox.receive(batch)
    assert len(one.rows(schema.inbox)) == 1
    assert not one.rows(schema.waiting)


async def test_an_event_that_waits_in_both_waits_once(
    two: tuple[Stand, Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is behind a gap is put aside by both, and is one row."""
    one, other = two
    batch = [hearing.delivery(hearing.nudge("tally-a", 2))]
    overtake(one, monkeypatch, lambda: other.inbox.take(batch))
    await one.inbox.receive(batch)
    assert [row.reason for row in one.rows(schema.waiting)] == ["gap"]


async def test_an_operators_act_that_both_got_is_done_once(
    two: tuple[Stand, Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second gives the first one's answer."""
    one, other = two
    await one.inbox.receive([hearing.delivery(hearing.nudge("tally-a", 1, by="no number"))])
    (row,) = one.rows(schema.waiting)
    order = Order(_operators(), row.id, "It is given up", KEY)
    overtake(one, monkeypatch, lambda: parked._discard(other.service, order))
    done = await parked.discard(one.service, order)
    assert (done.resource, done.replayed) == (row.id, True)
    with one.store.read() as connection:
        assert waiting.find(connection, row.id) is None
        assert once.answered(connection, KEY, order.act.now) is not None


def _operators() -> Act:
    return act("operator")


async def test_commands_of_both_at_once_are_all_done(two: tuple[Stand, Stand]) -> None:
    """On one stream and on many, with keys: every one exactly once."""
    one, other = two
    given = [
        stand.handle(count(f"{number % 7}"), once=Once(f"{stand is one} {number}", "d"))
        for number in range(40)
        for stand in two
    ]
    answers = await asyncio.gather(*given)
    assert not any(done.replayed for done in answers)
    assert len(one.log()) == len(other.rows(schema.event)) == 80
    assert len(one.rows(schema.idempotency)) == 80
