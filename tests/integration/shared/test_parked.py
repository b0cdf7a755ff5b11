"""What an operator does about events that wait: each act is a fact, in the transaction of the act."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared import parked, waiting
from shared.errors import StoreAway, Unknown
from shared.once import Done, KeyReused, Once
from shared.operations import ParkedEventDiscarded, ParkedEventRetried
from shared.parked import Order
from shared.store import schema
from shared.store.store import AnyRow
from shared.testing.given import act, uuid
from shared.turn import Recorded, Turn
from tests.toy.hearing import delivery, nudge
from tests.toy.stand import MODEL, Stand

OPERATOR = act("operator")


def counted(stand: Stand) -> list[int]:
    return [by for fact in facts(stand) if (by := getattr(fact.event, "by", None)) is not None]


def facts(stand: Stand) -> Iterator[Recorded]:
    return (MODEL.load(row.body) for row in stand.rows(schema.event))


def acts(stand: Stand) -> list[Any]:
    return [fact.event for fact in facts(stand) if fact.stream == "operations-toy"]


def waits(stand: Stand) -> list[AnyRow]:
    with stand.store.read() as connection:
        return list(waiting.listed(connection))


@pytest.fixture
async def poisoned(stand: Stand) -> AnyRow:
    """tally-a waits: its first is poison, and two more are behind it."""
    await stand.inbox.receive([delivery(nudge("tally-a", n, by), n) for n, by in ((1, 13), (2, 2), (3, 3))])
    return waits(stand)[0]


def test_a_list_shows_what_stands_first(stand: Stand, poisoned: AnyRow) -> None:
    """Per stream the first that waits, with how many are behind it; and all in quarantine."""
    stand.inbox.take([delivery(b"unreadable", 9), delivery(b"unreadable too", 10)])
    listed = [(row.stream, row.sequence, row.reason, row.behind) for row in waits(stand)]
    assert listed == [
        ("tally-a", 1, "failed", 2),
        (None, None, "quarantine", 0),
        (None, None, "quarantine", 0),
    ]


async def test_a_retry_that_works_frees_the_stream(
    stand: Stand, poisoned: AnyRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the cause mended the event is handled, all behind it follows in order, and who did it why is a fact."""
    monkeypatch.setattr("tests.toy.core.UNLUCKY", 14)
    done = await parked.retry(stand.service, Order(OPERATOR, poisoned.id, "mended"))
    assert done == Done(poisoned.id, 1, f"/toy/v1/parked-events/{poisoned.id}")
    assert counted(stand) == [13, 2, 3]
    assert not waits(stand)
    assert acts(stand) == [
        ParkedEventRetried(
            waiting_id=poisoned.id,
            source=poisoned.source,
            stream="tally-a",
            sequence=1,
            outcome="handled",
            reason="mended",
        )
    ]


async def test_a_retry_that_fails_says_so(stand: Stand, poisoned: AnyRow) -> None:
    """The event waits on, with one more attempt, and the act is a fact all the same."""
    for version, reason in enumerate(("try", "try again"), 1):
        assert (await parked.retry(stand.service, Order(OPERATOR, poisoned.id, reason))).version == version
    assert [each.outcome for each in acts(stand)] == ["failed", "failed"]
    assert waits(stand)[0].attempts == 3
    assert counted(stand) == []


async def test_a_retry_of_what_waits_for_another_changes_nothing_else(stand: Stand) -> None:
    """Behind a gap there is nothing to be tried: it waits on."""
    await stand.inbox.receive([delivery(nudge("tally-a", 2))])
    await parked.retry(stand.service, Order(OPERATOR, waits(stand)[0].id, "try"))
    assert acts(stand)[0].outcome == "failed"
    assert [row.reason for row in waits(stand)] == ["gap"]


async def test_a_discard_lets_the_stream_go_on(stand: Stand, poisoned: AnyRow) -> None:
    """The event counts as dealt with, what is behind it follows, and it never acts, also when it comes again."""
    done = await parked.discard(stand.service, Order(OPERATOR, poisoned.id, "never"))
    assert done == Done(poisoned.id, 1, f"/toy/v1/parked-events/{poisoned.id}")
    await stand.inbox.receive([delivery(nudge("tally-a", 1, 13))])
    assert counted(stand) == [2, 3]
    assert not waits(stand)
    assert acts(stand) == [
        ParkedEventDiscarded(
            waiting_id=poisoned.id, source=poisoned.source, stream="tally-a", sequence=1, reason="never"
        )
    ]


async def test_discarding_what_waits_behind_a_gap_gives_up_the_gap(stand: Stand) -> None:
    """The stream goes on behind it; when the missing one comes after all, that is an alarm and not an effect."""
    await stand.inbox.receive([delivery(nudge("tally-a", n, n), n) for n in (2, 3)])
    await parked.discard(stand.service, Order(OPERATOR, waits(stand)[0].id, "lost for good"))
    assert counted(stand) == [3]
    await stand.inbox.receive([delivery(nudge("tally-a", 1, 1), 9)])
    assert counted(stand) == [3]
    (late,) = waits(stand)
    assert (late.sequence, late.reason) == (1, "failed")
    assert late.error.startswith("PassedOver: ")
    assert (await parked.discard(stand.service, Order(OPERATOR, late.id, "it stays lost"))).version == 2
    await stand.inbox.receive([delivery(nudge("tally-a", 4, 4), 10)])
    assert counted(stand) == [3, 4]


async def test_discarding_what_waits_further_behind_gives_up_that_one_only(stand: Stand) -> None:
    """It stays until its turn and is passed over then, also when it comes again; those around it are handled."""
    first, *ahead = (delivery(nudge("tally-a", n, n), n) for n in (1, 2, 3, 4, 5))
    await stand.inbox.receive(ahead)
    with stand.store.read() as connection:
        third = next(row for row in connection.execute(schema.waiting.select()) if row.sequence == 3)
    await parked.discard(stand.service, Order(OPERATOR, third.id, "a mistake"))
    assert (counted(stand), [(row.sequence, row.behind) for row in waits(stand)]) == ([], [(2, 3)])
    with stand.store.read() as connection:
        left = waiting.find(connection, third.id)
    assert left is not None
    assert left.reason == "discarded"
    assert "passed over when its turn comes" in left.error
    await parked.retry(stand.service, Order(OPERATOR, third.id, "again"))
    await stand.inbox.receive([first, *ahead])
    assert counted(stand) == [1, 2, 4, 5]
    assert not waits(stand)
    await stand.inbox.receive(ahead)
    assert counted(stand) == [1, 2, 4, 5]


async def test_discarding_a_fork_lets_its_stream_go_on(stand: Stand) -> None:
    """When the operator has decided which of two events stands, what waited is handled."""
    await stand.inbox.receive([delivery(nudge("tally-a", 1, 1))])
    await stand.inbox.receive([delivery(nudge("tally-a", 1, 9, id="another"), 2), delivery(nudge("tally-a", 2, 2), 3)])
    assert counted(stand) == [1]
    await parked.discard(stand.service, Order(OPERATOR, waits(stand)[0].id, "the first one stands"))
    assert counted(stand) == [1, 2]


class TestQuarantine:
    @pytest.fixture
    async def unreadable(self, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> AnyRow:
        """An event that could not be read when it came: its source did not own the topic then."""
        monkeypatch.setattr("shared.inbox.owner_of", lambda _: "nobody")
        await stand.inbox.receive([delivery(nudge("tally-a", 1, 5), 4)])
        monkeypatch.undo()
        return waits(stand)[0]

    async def test_what_can_be_read_by_now_leaves_it(self, stand: Stand, unreadable: AnyRow) -> None:
        """A retry handles it, and it waits no more."""
        await parked.retry(stand.service, Order(OPERATOR, unreadable.id, "mended"))
        assert acts(stand)[0].outcome == "handled"
        assert counted(stand) == [5]
        assert not waits(stand)

    async def test_what_can_be_read_but_not_handled_waits_under_its_name(
        self, stand: Stand, unreadable: AnyRow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It waits once, now as what it is."""
        monkeypatch.setattr("tests.toy.core.UNLUCKY", 5)
        await parked.retry(stand.service, Order(OPERATOR, unreadable.id, "mended"))
        assert [(row.stream, row.reason) for row in waits(stand)] == [("tally-a", "failed")]

    async def test_what_still_cannot_be_read_stays(self, stand: Stand) -> None:
        """Retrying changes nothing but is written down; discarding lets it go."""
        stand.inbox.take([delivery(b"unreadable")])
        (row,) = waits(stand)
        await parked.retry(stand.service, Order(OPERATOR, row.id, "try"))
        assert [each.id for each in waits(stand)] == [row.id]
        await parked.discard(stand.service, Order(OPERATOR, row.id, "noise"))
        assert not waits(stand)
        assert [type(each) for each in acts(stand)] == [ParkedEventRetried, ParkedEventDiscarded]
        assert acts(stand)[0].outcome == "failed"
        assert acts(stand)[0].stream is None


@pytest.mark.parametrize("do", [parked.retry, parked.discard])
async def test_nothing_waits_under_a_strange_id(stand: Stand, do: Any) -> None:
    """An id that is not there (any more) is unknown, and nothing is written."""
    with pytest.raises(Unknown, match="Nothing waits in toy"):
        await do(stand.service, Order(OPERATOR, uuid(5), "why"))
    assert not stand.rows(schema.event)


@pytest.mark.parametrize("do", [parked.retry, parked.discard])
async def test_the_act_and_its_fact_are_one(
    stand: Stand, poisoned: AnyRow, monkeypatch: pytest.MonkeyPatch, do: Any
) -> None:
    """When the store goes away while the fact is written, the act did not happen either."""
    write = Turn.write

    def away(turn: Turn, connection: Any) -> None:
        write(turn, connection)
        if any(fact.stream == "operations-toy" for fact in turn.decided):
            raise StoreAway("gone")

    monkeypatch.setattr(Turn, "write", away)
    with pytest.raises(StoreAway):
        await do(stand.service, Order(OPERATOR, poisoned.id, "why"))
    assert not stand.rows(schema.event)
    assert [(row.sequence, row.attempts, row.behind) for row in waits(stand)] == [(1, 1, 2)]
    assert not stand.rows(schema.inbox)


async def test_who_waits_for_facts_hears_of_the_act(stand: Stand, poisoned: AnyRow) -> None:
    """Operators' acts are sent like all facts."""
    told: list[int] = []
    stand.store.on_append(lambda: told.append(len(acts(stand))))
    await parked.retry(stand.service, Order(OPERATOR, poisoned.id, "try"))
    assert told[-1] == 1
    await parked.discard(stand.service, Order(OPERATOR, poisoned.id, "never"))
    assert told[-1] == 2


@pytest.mark.parametrize("do", [parked.retry, parked.discard])
async def test_a_repeated_request_gets_its_first_answer(stand: Stand, poisoned: AnyRow, do: Any) -> None:
    """With the same key it is done once, also when nothing waits any more; another body under it is refused."""
    order = Order(OPERATOR, poisoned.id, "why", Once("scope", "digest"))
    first, again = await do(stand.service, order), await do(stand.service, order)
    assert (first.replayed, again.replayed) == (False, True)
    assert (first.version, again.version) == (1, 1)
    assert len(acts(stand)) == 1
    with pytest.raises(KeyReused):
        await do(stand.service, Order(OPERATOR, poisoned.id, "another", Once("scope", "other")))
