"""Handle: commands become facts in groups, each group in one transaction, and nobody is answered before it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, select

from shared import faults, handle, once, vault
from shared.decider import Command
from shared.errors import OutcomeUnknown, Stale, StoreAway, TooBusy
from shared.once import Done, Once
from shared.store import schema
from shared.testing.given import act
from shared.testing.until import until
from shared.turn import Conflict, Turn
from tests.toy import reading
from tests.toy.core import Move, TooMany, Unlucky, count
from tests.toy.stand import Stand

pytestmark = pytest.mark.usefixtures("on_both")

Given = tuple[Command, dict[str, Any]]


def stream_of(stand: Stand) -> list[int]:
    return [by for _, _, by in stand.log("tally-a")]


@contextmanager
def writer_held(stand: Stand) -> Iterator[None]:
    """The writer is busy meanwhile, so that what is asked for comes together."""
    free, held = threading.Event(), threading.Event()

    def hold() -> None:
        held.set()
        free.wait(10)

    stand.store.schedule(hold)
    held.wait(10)
    try:
        yield
    finally:
        free.set()


async def together(stand: Stand, *given: Command | Given) -> list[Done | BaseException]:
    """Ask for all at once, so that they are one group; their answers in the same order."""
    with writer_held(stand):
        first = asyncio.ensure_future(stand.handle(count("first", 5_000)))
        await until(lambda: stand.handle._busy)
        asks = [each if isinstance(each, tuple) else (each, {}) for each in given]
        waiting = [asyncio.ensure_future(stand.handle(command, **more)) for command, more in asks]
        await until(lambda: len(stand.handle._waiting) == len(asks))
    with pytest.raises(TooMany):
        await first
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_group_is_one_transaction(stand: Stand) -> None:
    """Commands that waited together are committed once, each answered with its own stream's version."""
    before = stand.commits
    answers = await together(stand, count("a"), count("b"), count("a"), count("c"))
    assert [answer.version for answer in answers if isinstance(answer, Done)] == [1, 1, 2, 1]
    assert stand.commits - before == 1
    assert stand.log() == [("tally-a", 1, 1), ("tally-b", 1, 1), ("tally-a", 2, 1), ("tally-c", 1, 1)]


async def test_more_than_a_group_holds_waits_for_the_next(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group is bounded; what comes behind it is written next, in order."""
    monkeypatch.setattr(handle, "GROUP", 3)
    before = stand.commits
    await together(stand, *(count("a", by) for by in range(1, 8)))
    assert stand.commits - before == 3
    assert stream_of(stand) == [1, 2, 3, 4, 5, 6, 7]


async def test_read_models_are_written_with_the_facts(stand: Stand) -> None:
    """What one may read holds each answered command."""
    await together(stand, count("a", 4), count("a", 6, note="last"))
    assert [tuple(row) for row in stand.rows(reading.tally)] == [("a", 2, "last", [6])]
    assert sorted(row.by for row in stand.rows(reading.counted)) == [4, 6]


async def test_a_refusal_leaves_the_others_alone(stand: Stand) -> None:
    """Who is refused hears why; the rest of the group is written."""
    first, refused, last = await together(stand, count("a"), count("a", 5_000), count("a", 2))
    assert isinstance(first, Done)
    assert isinstance(refused, TooMany)
    assert isinstance(last, Done)
    assert stream_of(stand) == [1, 2]


async def test_two_commands_on_one_stream_see_each_other(stand: Stand) -> None:
    """The second is decided on what the first decided, across streams too."""
    _, moved, again = await together(
        stand,
        count("a", 5),
        Move(act=act("editor"), name="a", to="b", by=5),
        Move(act=act("editor"), name="a", to="b", by=1),
    )
    assert isinstance(moved, Done)
    assert isinstance(again, TooMany)
    assert stand.log() == [("tally-a", 1, 5), ("tally-a", 2, -5), ("tally-b", 1, 5)]


async def test_nothing_is_written_for_a_group_of_refusals(stand: Stand) -> None:
    """Refusing costs no commit."""
    before = stand.commits
    with pytest.raises(TooMany):
        await stand.handle(count("a", 5_000))
    assert stand.commits == before


async def test_a_version_that_is_no_longer_the_newest_is_refused(stand: Stand) -> None:
    """Who decided on an older version than the present one, inside the same group too, is told so."""
    seen, stale = await together(stand, (count("a"), {"expected": 0}), (count("a"), {"expected": 0}))
    assert isinstance(seen, Done)
    assert isinstance(stale, Stale)
    assert stream_of(stand) == [1]


class Outsider:
    """Another process, that appends to tally-a just after each of the next readings of it."""

    def __init__(self, stand: Stand, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.times = times
        read = Turn.read

        def early(turn: Turn, connection: Any, streams: Any) -> None:
            read(turn, connection, streams)
            if self.times and "tally-a" in turn._read:
                self.times -= 1
                with stand.store.transaction() as beside:
                    other = Turn(stand.handle._model, stand.ids)
                    read(other, beside, ["tally-a"])
                    other.decide(count("a", 100))
                    other.write(beside)

        monkeypatch.setattr(Turn, "read", early)


async def test_a_conflict_is_decided_again_in_the_next_group(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was overtaken by another process decides anew on what stands now; nobody hears of it."""
    Outsider(stand, monkeypatch, handle.TRIES - 1)
    one, other = await together(stand, count("a"), count("b"))
    assert isinstance(one, Done)
    assert one.version == handle.TRIES
    assert isinstance(other, Done)
    assert stream_of(stand) == [100] * (handle.TRIES - 1) + [1]


async def test_too_many_conflicts_are_told(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many tries the command is given up with a refusal, and nothing of it is written."""
    outsider = Outsider(stand, monkeypatch, handle.TRIES)
    with pytest.raises(TooBusy, match="read up to 4, now at 5"):
        await stand.handle(count("a"))
    assert outsider.times == 0
    assert stream_of(stand) == [100] * handle.TRIES
    assert (await stand.handle(count("a"))).version == handle.TRIES + 1


async def test_only_the_guilty_fails(stand: Stand) -> None:
    """A fault in one command's decision costs the others nothing but a second try, one by one."""
    before = stand.commits
    answers = await together(stand, count("a", 1), count("a", 13), count("a", 5_000), count("a", 3))
    kinds = [type(answer) for answer in answers]
    assert kinds == [Done, Unlucky, TooMany, Done]
    assert stream_of(stand) == [1, 3]
    assert stand.commits - before == 2


async def test_a_store_that_is_away_fails_all_with_nothing_half_done(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the store gives up before the commit, all are told so, nothing is there, and the next command works."""

    def away(_: object) -> None:
        raise StoreAway("gone")

    monkeypatch.setattr(faults, "reached", lambda point: away(point) if point == "before-commit" else None)
    keep = [vault.entry(stand.ids, "secret", ["editor"])]
    answers = await together(stand, (count("a"), {"keep": keep, "once": Once("s", "d")}), count("b"))
    assert [type(answer) for answer in answers] == [StoreAway, StoreAway]
    assert stand.log() == []
    assert not stand.rows(schema.vault)
    assert not stand.rows(schema.idempotency)
    monkeypatch.undo()
    assert (await stand.handle(count("a"))).version == 1


async def test_a_store_that_is_away_says_so_for_acts_without_facts_too(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no event by which to see that an act without facts was kept; its giver asks again."""

    def away(point: str) -> None:
        if point == "before-commit":
            raise StoreAway("gone")

    monkeypatch.setattr(faults, "reached", away)
    with pytest.raises(StoreAway):
        await stand.handle(count("a", 0))


async def test_a_commit_of_unknown_outcome_is_settled_by_the_event_ids(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the connection breaks at the commit but the facts are there, the answer is that it was done."""
    transaction = stand.store.transaction

    @contextmanager
    def breaking() -> Iterator[Any]:
        monkeypatch.undo()
        with transaction() as connection:
            yield connection
        raise OutcomeUnknown("the connection broke while it was committing")

    monkeypatch.setattr(stand.store, "transaction", breaking)
    done = await stand.handle(count("a"))
    assert done.version == 1
    assert stream_of(stand) == [1]


async def test_nobody_is_answered_before_the_commit(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the transaction is open the asker waits."""
    at_commit, go = threading.Event(), threading.Event()

    def wait(point: str) -> None:
        if point == "before-commit":
            at_commit.set()
            go.wait(10)

    monkeypatch.setattr(faults, "reached", wait)
    asked = asyncio.ensure_future(stand.handle(count("a")))
    await until(at_commit.is_set)
    assert not asked.done()
    assert stand.log() == []
    go.set()
    assert (await asked).version == 1


async def test_an_asker_that_has_gone_spoils_nothing(stand: Stand) -> None:
    """What was asked for by somebody who left is written, and the others are answered."""
    with writer_held(stand):
        gone = asyncio.ensure_future(stand.handle(count("a", 1)))
        stays = asyncio.ensure_future(stand.handle(count("a", 2)))
        await until(lambda: len(stand.handle._waiting) == 1)
        gone.cancel()
    assert (await stays).version == 2
    assert gone.cancelled()
    assert stream_of(stand) == [1, 2]


async def test_vault_entries_are_kept_with_their_facts_only(stand: Stand) -> None:
    """What was sealed for a refused command is not kept."""
    kept, refused = (vault.entry(stand.ids, text, ["editor"]) for text in ("kept", "refused"))
    await together(stand, (count("a"), {"keep": [kept]}), (count("a", 5_000), {"keep": [refused]}))
    assert [row.content for row in stand.rows(schema.vault)] == ["kept"]


async def test_what_a_command_was_made_of_is_looked_at_when_it_is_written(stand: Stand) -> None:
    """Whoever was given rows that have changed meanwhile is refused, alone, and nothing of it is written."""

    def changed(_: Connection) -> None:
        raise Stale("The rows have changed. Nothing was written; read them again.")

    looked: list[list[Any]] = []
    keep = [vault.entry(stand.ids, "secret", ["editor"])]
    first, refused, last = await together(
        stand,
        (count("a"), {"provided": lambda connection: looked.append(connection.execute(select(1)).scalars().all())}),
        (count("a", 2), {"provided": changed, "keep": keep, "once": Once("s", "d")}),
        count("a", 3),
    )
    assert (type(first), type(refused), type(last)) == (Done, Stale, Done)
    assert stream_of(stand) == [1, 3]
    assert looked == [[1]]
    assert not stand.rows(schema.vault)
    assert not stand.rows(schema.idempotency)


async def test_who_looks_at_rows_sees_what_another_left(stand: Stand) -> None:
    """Two that look again are not written together: the second finds what came of the first, and may be refused."""

    def nothing_yet(connection: Connection) -> None:
        if connection.execute(select(schema.event.c.id)).first() is not None:
            raise Stale("There is something by now. Nothing was written; look again.")

    first, second, other = await together(
        stand, (count("a"), {"provided": nothing_yet}), (count("b"), {"provided": nothing_yet}), count("c")
    )
    assert (type(first), type(second), type(other)) == (Done, Stale, Done)
    assert stand.log() == [("tally-a", 1, 1), ("tally-c", 1, 1)]


class TestIdempotency:
    KEY = Once("scope", "digest")

    async def test_a_repeated_request_gets_the_first_answer(self, stand: Stand) -> None:
        """It is done once, and told twice, with what the first answer named."""
        first = await stand.handle(count("a"), once=self.KEY, resource="a", location="/a")
        again = await stand.handle(count("a"), once=self.KEY, resource="else", location="/else")
        assert (first.resource, first.version, first.location, first.replayed) == ("a", 1, "/a", False)
        assert (again.resource, again.version, again.location, again.replayed) == ("a", 1, "/a", True)
        assert stream_of(stand) == [1]

    async def test_a_changed_request_under_the_same_key_is_refused(self, stand: Stand) -> None:
        """Another body under a used key changes nothing."""
        await stand.handle(count("a"), once=self.KEY)
        with pytest.raises(once.KeyReused, match="another body"):
            await stand.handle(count("a", 2), once=Once("scope", "other"))
        assert stream_of(stand) == [1]

    async def test_a_refused_request_may_come_again(self, stand: Stand) -> None:
        """Only successes are remembered."""
        with pytest.raises(TooMany):
            await stand.handle(count("a", 5_000), once=self.KEY)
        assert (await stand.handle(count("a"), once=self.KEY)).replayed is False

    async def test_twins_in_one_group_are_done_once(self, stand: Stand) -> None:
        """The second of two equal requests that come at the same time gets the first one's answer."""
        one, twin = await together(stand, (count("a"), {"once": self.KEY}), (count("a"), {"once": self.KEY}))
        assert isinstance(one, Done)
        assert isinstance(twin, Done)
        assert (one.version, twin.version, twin.replayed) == (1, 1, True)
        assert stream_of(stand) == [1]

    async def test_a_twin_is_not_done_after_it_was_told_that_it_was_not(
        self, stand: Stand, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """When a group finds the store away, none of it is written later either."""
        fail_at_commit(monkeypatch, StoreAway("gone"))
        answers = await together(stand, (count("a", 1), {"once": self.KEY}), (count("a", 2), {"once": self.KEY}))
        assert [type(answer) for answer in answers] == [StoreAway, StoreAway]
        await stand.handle(count("b"))
        assert stand.log() == [("tally-b", 1, 1)]

    async def test_a_twin_is_decided_once_when_its_group_is_rerun(
        self, stand: Stand, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Rerun one by one, each request of a failed group is decided once more, the twin too."""
        fail_at_commit(monkeypatch, Unlucky("thirteen"))
        decided = count_decisions(monkeypatch)
        one, twin = count("a", 1), count("a", 5_000)
        await together(stand, (count("b"), {}), (one, {"once": self.KEY}), (twin, {"once": self.KEY}))
        await stand.handle(count("c"))
        assert decided.count(twin) == 0  # the first one's answer, which is kept, is found instead
        assert decided.count(one) == 2

    async def test_a_refused_twin_is_refused_once(self, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
        """A twin that was refused while its group was rerun is not asked again behind its asker's back."""
        fail_at_commit(monkeypatch, Unlucky("thirteen"))
        decided = count_decisions(monkeypatch)
        one, twin = count("a", 5_000), count("a", 6_000)
        await together(stand, count("b"), (one, {"once": self.KEY}), (twin, {"once": self.KEY}))
        await stand.handle(count("c"))
        assert decided.count(twin) == 1

    async def test_twins_in_a_group_with_a_conflict_come_once_more(
        self, stand: Stand, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A conflict gives each request of its group one more try, not two."""
        fail_at_commit(monkeypatch, Conflict("overtaken"))
        decided = count_decisions(monkeypatch)
        one, twin = count("a", 1), count("a", 2)
        answers = await together(stand, (one, {"once": self.KEY}), (twin, {"once": self.KEY}))
        assert [type(answer) for answer in answers] == [Done, Done]
        assert (decided.count(one), decided.count(twin)) == (2, 0)
        assert stream_of(stand) == [1]


def fail_at_commit(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    """The next commit of facts fails so, the ones after it do not."""
    left = [fault]

    def spoil(point: str) -> None:
        if point == "before-commit" and left:
            raise left.pop()

    monkeypatch.setattr(faults, "reached", spoil)


def count_decisions(monkeypatch: pytest.MonkeyPatch) -> list[Command]:
    """What is decided from now on, in order."""
    decided: list[Command] = []
    decide = Turn.decide

    def counting(turn: Turn, command: Command, expected: int | None = None) -> int:
        decided.append(command)
        return decide(turn, command, expected)

    monkeypatch.setattr(Turn, "decide", counting)
    return decided


async def test_a_closed_store_is_told_to_everybody(stand: Stand) -> None:
    """When the process is stopping, whoever still asks hears it, again and again, and nobody waits for ever."""
    stand.store.close()
    for _ in range(2):
        with pytest.raises(StoreAway, match="closed"):
            await asyncio.wait_for(stand.handle(count("a")), 5)


async def test_what_is_tried_is_decided_and_not_written(stand: Stand) -> None:
    """It tells the version that would be, refuses what would be refused, and leaves nothing."""
    await stand.handle(count("a", 2))
    assert [await stand.handle.tried(count("a", by)) for by in (3, 0)] == [2, 1]
    with pytest.raises(TooMany):
        await stand.handle.tried(count("a", 5_000))
    with pytest.raises(Stale):
        await stand.handle.tried(count("a", 3), expected=7)
    assert stream_of(stand) == [2]
