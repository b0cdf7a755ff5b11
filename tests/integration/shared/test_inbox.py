"""The inbox: every foreign fact acts once and in its stream's order, or waits where an operator sees it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count as numbers
from typing import Any

import pytest
from sqlalchemy import Connection

from shared import inbox, waiting
from shared.bus.protocol import Delivery
from shared.decider import Command
from shared.envelope import open_
from shared.errors import StoreAway
from shared.heard import Heard, Reaction, Reactions, topics
from shared.store import schema
from shared.store.store import AnyRow
from shared.testing.given import act
from shared.turn import Conflict, Turn
from tests.toy.core import Count
from tests.toy.hearing import IGNORED, NEIGHBOUR, NUDGED, REACTIONS, Nudged, delivery, nudge
from tests.toy.stand import Stand

pytestmark = pytest.mark.usefixtures("on_both")

Arrive = Callable[..., Any]


@pytest.fixture
def arrive(stand: Stand) -> Arrive:
    """Have bodies delivered as one batch, each at the next offset."""
    offsets = numbers(1)

    async def arrive(*bodies: bytes) -> None:
        await stand.inbox.receive([delivery(body, next(offsets)) for body in bodies])

    return arrive


def heard(stand: Stand) -> list[tuple[str, int]]:
    """What was counted, in order."""
    return [(stream, by) for stream, _, by in stand.log()]


def waits(stand: Stand) -> list[tuple[str | None, int | None, str]]:
    rows = sorted(stand.rows(schema.waiting), key=lambda row: (row.stream or "", row.sequence or 0))
    return [(row.stream, row.sequence, row.reason) for row in rows]


def only(rows: Sequence[AnyRow]) -> AnyRow:
    (row,) = rows
    return row


async def test_facts_act_in_their_order(stand: Stand, arrive: Arrive) -> None:
    """Each fact of a batch has its effect, caused by it and named after the reaction, in one transaction."""
    before = stand.commits
    await arrive(nudge("tally-a", 1, 5), nudge("tally-b", 1, 6), nudge("tally-a", 2, 7))
    assert heard(stand) == [("tally-a", 5), ("tally-b", 6), ("tally-a", 7)]
    assert stand.commits - before == 1
    assert {row.reaction for row in stand.rows(schema.event)} == {"count-nudge"}


async def test_what_means_nothing_here_counts_as_heard(stand: Stand, arrive: Arrive) -> None:
    """Types without a reaction still move their stream on."""
    await arrive(nudge("tally-a", 1, type=IGNORED), nudge("tally-a", 2, 5))
    assert heard(stand) == [("tally-a", 5)]


async def test_a_duplicate_is_dropped(stand: Stand, arrive: Arrive) -> None:
    """Twice in one batch, or again later: it acts once."""
    await arrive(nudge("tally-a", 1), nudge("tally-a", 1))
    await arrive(nudge("tally-a", 1), nudge("tally-a", 2))
    assert heard(stand) == [("tally-a", 1), ("tally-a", 1)]
    assert not waits(stand)


async def test_a_gap_waits_and_drains_by_itself(stand: Stand, arrive: Arrive) -> None:
    """What is ahead of its turn waits, other streams go on, and the missing one brings all that waits behind it."""
    await arrive(nudge("tally-a", 3, 30), nudge("tally-a", 4, 40), nudge("tally-b", 1, 1))
    assert heard(stand) == [("tally-b", 1)]
    assert waits(stand) == [("tally-a", 3, "gap"), ("tally-a", 4, "gap")]
    await arrive(nudge("tally-a", 3, 30))
    assert len(waits(stand)) == 2
    await arrive(nudge("tally-a", 2, 20), nudge("tally-a", 1, 10))
    assert heard(stand) == [("tally-b", 1), *(("tally-a", by) for by in (10, 20, 30, 40))]
    assert not waits(stand)


async def test_what_comes_ahead_and_in_its_turn_waits_for_nothing(stand: Stand, arrive: Arrive) -> None:
    """A fact that comes twice in a batch, first ahead of its turn and then in it, acts once and leaves nothing."""
    await arrive(nudge("tally-a", 2, 20), nudge("tally-a", 1, 10), nudge("tally-a", 2, 20))
    assert heard(stand) == [("tally-a", 10), ("tally-a", 20)]
    assert not waits(stand)


async def test_what_was_freed_before_a_crash_drains_at_the_start(
    stand: Stand, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a process dies between filling a gap and handling what waited, the next start does it."""
    await arrive(nudge("tally-a", 2, 20))
    monkeypatch.setattr(stand.inbox, "drain", lambda: None)
    await arrive(nudge("tally-a", 1, 10))
    monkeypatch.undo()
    assert heard(stand) == [("tally-a", 10)]
    await stand.store.on_writer(stand.inbox.drain)
    assert heard(stand) == [("tally-a", 10), ("tally-a", 20)]


async def test_what_cannot_be_drained_does_not_hold_the_writer(
    stand: Stand, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A waiting row that this version cannot read any more stays, and the inbox goes on."""
    await arrive(nudge("tally-a", 2))
    spoil = schema.waiting.update().values(body=b"unreadable by now")
    await stand.store.write(lambda connection: connection.execute(spoil))
    await arrive(nudge("tally-a", 1), nudge("tally-b", 1))
    assert heard(stand) == [("tally-a", 1), ("tally-b", 1)]


async def test_a_fork_stops_its_stream_only(stand: Stand, arrive: Arrive) -> None:
    """A second event under a handled number is an alarm: its stream waits from there on, others go on."""
    await arrive(nudge("tally-a", 1, 5), nudge("tally-a", 2, 6))
    await arrive(nudge("tally-a", 1, 99, id="another"), nudge("tally-a", 3, 7), nudge("tally-b", 1, 1))
    await arrive(nudge("tally-a", 4, 8))
    assert heard(stand) == [("tally-a", 5), ("tally-a", 6), ("tally-b", 1)]
    assert waits(stand) == [("tally-a", 1, "failed"), ("tally-a", 3, "gap"), ("tally-a", 4, "gap")]
    assert "Fork: tally-a of" in stand.rows(schema.waiting)[0].error
    assert "stopped" in stand.rows(schema.waiting)[2].error


class TestForkAmongWhatWaits:
    async def test_both_stay(self, stand: Stand, arrive: Arrive) -> None:
        """Two events under one number that both wait: the first keeps its place, the other goes to quarantine once."""
        await arrive(nudge("tally-a", 2, 20))
        await arrive(nudge("tally-a", 2, 99, id="another"))
        offset = max(row.offset for row in stand.rows(schema.waiting))
        await stand.inbox.receive([delivery(nudge("tally-a", 2, 99, id="another"), offset)])
        assert waits(stand) == [(None, None, "quarantine"), ("tally-a", 2, "gap")]
        await arrive(nudge("tally-a", 1, 10))
        assert heard(stand) == [("tally-a", 10), ("tally-a", 20)]
        assert waits(stand) == [(None, None, "quarantine")]

    async def test_another_than_the_failed_one_is_no_successor(self, stand: Stand, arrive: Arrive) -> None:
        """While an event waits failed, another under its number is not taken in its stead."""
        await arrive(nudge("tally-a", 1, 13))
        await arrive(nudge("tally-a", 1, 1, id="another"))
        assert heard(stand) == []
        assert waits(stand) == [(None, None, "quarantine"), ("tally-a", 1, "failed")]


async def test_poison_is_put_aside_and_only_its_stream_waits(stand: Stand, arrive: Arrive) -> None:
    """In a batch that fails each is handled alone; behind the guilty one its stream waits, all others go on."""
    await arrive(
        nudge("tally-a", 1, 1), nudge("tally-b", 1, 13), nudge("tally-b", 2, 3), nudge("tally-a", 2, 4), b"no envelope"
    )
    assert heard(stand) == [("tally-a", 1), ("tally-a", 4)]
    assert waits(stand) == [(None, None, "quarantine"), ("tally-b", 1, "failed"), ("tally-b", 2, "gap")]


@pytest.mark.parametrize(
    ("poison", "error"),
    [
        (nudge("tally-a", 1, 13), "Unlucky: thirteen"),
        (nudge("tally-a", 1, 5_000), "TooMany: "),
        (nudge("tally-a", 1, "many"), "ValidationError: "),
        (nudge("tally-a", 1, type="nl.koploper.nudged.v2"), "UnknownVersion: "),
    ],
    ids=["a fault", "a refusal", "data that do not fit", "an unknown version"],
)
async def test_why_it_failed_is_kept(stand: Stand, arrive: Arrive, poison: bytes, error: str) -> None:
    """What cannot be handled waits with what was raised, without the data in the sentence."""
    await arrive(poison)
    row = only(stand.rows(schema.waiting))
    assert (row.reason, row.attempts, row.body) == ("failed", 1, poison)
    assert row.error.startswith(error)
    assert "many" not in row.error.removeprefix("TooMany")


async def test_a_stream_of_another_kind_is_no_matter(stand: Stand, arrive: Arrive) -> None:
    """What kinds of streams a source has is its own affair; what one nudges here is a tally."""
    await arrive(nudge("strange-a", 1, 5))
    assert heard(stand) == [("tally-a", 5)]


async def test_a_fact_is_believed_from_its_owner_only(stand: Stand, arrive: Arrive) -> None:
    """What another source calls by the same type has no effect, though it is that source's to say."""
    await stand.inbox.receive([delivery(nudge("tally-a", 1, source="stranger"), topic="koploper.stranger")])
    assert heard(stand) == []
    assert not waits(stand)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"no json", "line 1 column 1"),
        (b"", "empty document"),
        (b"\xff\xfe", "UTF-8"),
        (nudge("tally-a", 0), "a sequence is"),
        (nudge("tally-a", 1, source="stranger"), "stranger does not own the topic koploper.neighbour"),
    ],
)
async def test_what_cannot_be_read_goes_to_quarantine(stand: Stand, body: bytes, error: str) -> None:
    """Bytes that are no envelope of the topic's owner are kept with their place, once, and hold up nobody."""
    there = delivery(body, 7)
    await stand.inbox.receive([there, delivery(nudge("tally-b", 1), 8)])
    await stand.inbox.receive([there])
    row = only(stand.rows(schema.waiting))
    assert (row.reason, row.topic, row.partition, row.offset) == ("quarantine", "koploper.neighbour", 0, 7)
    assert row.body == body
    assert error in row.error
    assert heard(stand) == [("tally-b", 1)]


async def test_another_message_in_the_same_place_is_kept_too(stand: Stand) -> None:
    """After a bus was refilled its offsets begin again: what cannot be read there now is another thing."""
    await stand.inbox.receive([delivery(b"one", 7)])
    await stand.inbox.receive([delivery(b"other", 7)])
    assert sorted(row.body for row in stand.rows(schema.waiting)) == [b"one", b"other"]


class TestRetrying:
    async def test_with_backoff_by_the_clock(
        self, stand: Stand, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A failed fact is tried again after each pause in turn, and when its cause is mended all behind it follows."""
        await arrive(nudge("tally-a", 1, 13), nudge("tally-a", 2, 2))
        due = await stand.store.on_writer(stand.inbox.retry_due)
        assert due == stand.clock.now() + waiting.BACKOFF[0]
        for attempt, pause in enumerate(waiting.BACKOFF[1:], 2):
            assert due is not None
            stand.clock.forward(due - stand.clock.now())
            due = await stand.store.on_writer(stand.inbox.retry_due)
            assert due == stand.clock.now() + pause
            assert only([row for row in stand.rows(schema.waiting) if row.sequence == 1]).attempts == attempt
        monkeypatch.setattr("tests.toy.core.UNLUCKY", 14)
        stand.clock.forward(waiting.BACKOFF[-1])
        assert await stand.store.on_writer(stand.inbox.retry_due) is None
        assert heard(stand) == [("tally-a", 13), ("tally-a", 2)]
        assert not waits(stand)

    async def test_not_before_its_time(self, stand: Stand, arrive: Arrive) -> None:
        """Looking does not try what is not due."""
        await arrive(nudge("tally-a", 1, 13))
        stand.clock.forward(waiting.BACKOFF[0] - timedelta(microseconds=1))
        await stand.store.on_writer(stand.inbox.retry_due)
        assert only(stand.rows(schema.waiting)).attempts == 1

    async def test_after_the_last_try_it_stays_for_an_operator(self, stand: Stand, arrive: Arrive) -> None:
        """When it failed once more than there are pauses, nothing tries it by itself any more."""
        await arrive(nudge("tally-a", 1, 13))
        for _ in waiting.BACKOFF:
            stand.clock.forward(waiting.BACKOFF[-1])
            due = await stand.store.on_writer(stand.inbox.retry_due)
        assert due is None
        row = only(stand.rows(schema.waiting))
        assert (row.attempts, row.due) == (len(waiting.BACKOFF) + 1, None)

    async def test_what_waits_behind_a_fork_is_not_due(self, stand: Stand, arrive: Arrive) -> None:
        """Only what stands first in its stream is tried: else it would be tried without end."""
        await arrive(nudge("tally-a", 1, 1), nudge("tally-a", 2, 13))
        await arrive(nudge("tally-a", 1, 1, id="another"))
        assert waits(stand) == [("tally-a", 1, "failed"), ("tally-a", 2, "failed")]
        for _ in range(len(waiting.BACKOFF) + 1):
            stand.clock.forward(waiting.BACKOFF[-1])
            due = await stand.store.on_writer(stand.inbox.retry_due)
        assert due is None
        assert [row.attempts for row in stand.rows(schema.waiting)] == [1, 5]


class TestStoreAway:
    async def test_nothing_is_lost_and_nothing_twice(
        self, stand: Stand, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """While the store is away a batch is not taken, so it comes again; then all of it acts once."""
        batch = [nudge("tally-a", 1, 1), nudge("tally-a", 2, 2)]
        write = Turn.write

        def away(turn: Turn, connection: Connection) -> None:
            write(turn, connection)
            raise StoreAway("gone")

        monkeypatch.setattr(Turn, "write", away)
        with pytest.raises(StoreAway):
            await arrive(*batch)
        assert heard(stand) == []
        assert not waits(stand)
        monkeypatch.undo()
        await arrive(*batch)
        assert heard(stand) == [("tally-a", 1), ("tally-a", 2)]

    async def test_also_while_a_batch_is_rerun_one_by_one(
        self, stand: Stand, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was done before it went away is known when the batch comes again."""
        batch = [nudge("tally-a", 1, 1), nudge("tally-b", 1, 13), nudge("tally-c", 1, 3)]
        put_aside = stand.inbox._put_aside

        def away(*given: Any) -> None:
            raise StoreAway("gone")

        monkeypatch.setattr(stand.inbox, "_put_aside", away)
        with pytest.raises(StoreAway):
            await arrive(*batch)
        assert heard(stand) == [("tally-a", 1)]
        monkeypatch.setattr(stand.inbox, "_put_aside", put_aside)
        await arrive(*batch)
        assert heard(stand) == [("tally-a", 1), ("tally-c", 3)]
        assert waits(stand) == [("tally-b", 1, "failed")]


async def test_a_fault_that_is_nobodys_comes_again(
    stand: Stand, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When even putting aside what cannot be read fails, the bus brings it again."""

    def fault(*given: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(waiting, "put", fault)
    with pytest.raises(ZeroDivisionError):
        await arrive(b"unreadable")


@pytest.mark.parametrize(("conflicts", "handled"), [(inbox.TRIES - 1, True), (inbox.TRIES, False)])
async def test_a_conflict_with_another_process_is_decided_again(
    stand: Stand, arrive: Arrive, monkeypatch: pytest.MonkeyPatch, conflicts: int, handled: bool
) -> None:
    """A batch that was overtaken is decided anew, a few times; then each is tried alone, and then waits."""
    left = [Conflict("overtaken")] * conflicts
    write = Turn.write

    def overtaken(turn: Turn, connection: Connection) -> None:
        if left:
            raise left.pop()
        write(turn, connection)

    monkeypatch.setattr(Turn, "write", overtaken)
    await arrive(nudge("tally-a", 1, 1))
    assert heard(stand) == ([("tally-a", 1)] if handled else [])
    assert waits(stand) == ([] if handled else [("tally-a", 1, "failed")])


@pytest.mark.parametrize(("looks_again", "counted"), [(True, 2), (False, 1)])
async def test_what_was_looked_up_is_looked_up_again(stand: Stand, looks_again: bool, counted: int) -> None:
    """Rows that another process wrote meanwhile count for a reaction that looks again, and for no other."""
    looked: list[int] = []

    def count_looks(heard: Heard[Nudged], _: Connection) -> Sequence[Command]:
        looked.append(min(len(looked) + 1, 2))
        return [Count(act=heard.act, name=heard.envelope.subject, by=looked[-1], note=heard.envelope.id)]

    reaction = Reaction("count-looks", NEIGHBOUR, NUDGED, Nudged, count_looks, looks_again)
    effects = Reactions(stand.service.model, stand.clock, stand.ids, [reaction])
    await inbox.Inbox(stand.store, effects, stand.clock, stand.ids).receive([delivery(nudge("tally-a", 1))])
    assert heard(stand) == [("tally-a", counted)]
    assert not waits(stand)


async def test_the_news_of_own_facts_is_told_after_the_commit(stand: Stand, arrive: Arrive) -> None:
    """Who waits for this service's facts hears of those that a reaction made, and of nothing when it made none."""
    told: list[int] = []
    stand.store.on_append(lambda: told.append(len(stand.log())))
    await arrive(nudge("tally-a", 1, type=IGNORED))
    await arrive(nudge("tally-a", 2, 1), nudge("tally-a", 3, 1))
    assert told == [2]


async def test_a_crash_in_the_middle_leaves_all_or_nothing(
    stand: Stand, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Effects, what was heard, and what waits are of one transaction."""
    put = waiting.put

    def crash(connection: Connection, asides: Any) -> None:
        put(connection, asides)
        raise StoreAway("the process died")

    monkeypatch.setattr(waiting, "put", crash)
    with suppress(StoreAway):
        await arrive(nudge("tally-a", 1), nudge("tally-a", 3))
    assert stand.log() == []
    assert not stand.rows(schema.inbox)
    assert not stand.rows(schema.waiting)


def test_places_on_the_bus_come_back_as_they_were(stand: Stand) -> None:
    """What waits remembers the delivery it came by."""
    there = Delivery("koploper.neighbour", 3, 9, b"unreadable")
    stand.inbox.take([there])
    assert waiting.delivery_of(only(stand.rows(schema.waiting))) == there


async def test_a_fact_without_an_initiative_names_none(stand: Stand) -> None:
    """A reaction that needs one fails on it, and says on which."""
    heard_one = Heard(open_(nudge("tally-a", 1)), Nudged(by=1), act())
    with pytest.raises(ValueError, match=f"{NUDGED} .* names no initiative"):
        _ = heard_one.initiative_id
    named = Heard(open_(nudge("tally-a", 1, initiativeid="i")), Nudged(by=1), act())
    assert named.initiative_id == "i"


def test_the_topics_to_hear_are_the_reactions_sources() -> None:
    """Each source once, in order."""
    assert topics([*REACTIONS, *REACTIONS]) == ["koploper.neighbour"]


@pytest.mark.parametrize(
    ("body", "awaited"),
    [
        (nudge("tally-a", 1), True),
        (nudge("tally-a", 1, type=NUDGED.replace(".v1", ".v2")), True),
        (nudge("tally-a", 1, type=IGNORED), False),
        (nudge("tally-a", 1, type="nudged"), False),
        (b"rubbish", True),
        (b"", True),
        (b"[]", True),
        (b'{"type": 1}', True),
        (b'{"type": []}', True),
        (b"{}", True),
    ],
)
async def test_what_is_awaited(stand: Stand, *, body: bytes, awaited: bool) -> None:
    """Facts that something follows from, also in a version that waits for a newer release; and what is no fact."""
    assert stand.inbox.awaits(body) is awaited
