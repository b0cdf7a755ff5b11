"""The live stream without sockets: nobody misses an event or gets one twice, and nobody slow holds up the rest."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.ledger.entries import Entry
from services.events.live.broadcast import Broadcast
from services.events.live.client import MOST, Client, Missed
from services.events.live.frames import COMMENT, Frames, frame
from services.events.readers import Onlooker, Ties
from shared.errors import StoreAway
from shared.testing.given import actor
from shared.testing.until import until
from tests.unit.services.events.facts import ID, OTHER, READERSHIP, SUBMITTED, SUBMITTER, Facts, entries

OFFICE: Final = Onlooker("office", None)
PAGE: Final = 3


class Wire:
    """A connection that takes what is sent as long as it is open, and notes it."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.ended = False
        self.open = asyncio.Event()
        self.open.set()

    async def send(self, message: Any) -> None:
        await self.open.wait()
        assert not self.ended
        self.sent.append(message["body"])
        self.ended = not message["more_body"]

    def has(self, position: int) -> bool:
        return position in self.positions

    @property
    def text(self) -> str:
        return b"".join(self.sent).decode()

    @property
    def positions(self) -> list[int]:
        return [int(line.removeprefix("id: ")) for line in self.text.split("\n") if line.startswith("id: ")]


class Ledger:
    """Entries as a store has them, read back as the store is: a page at a time, and not at once."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._facts = Facts()
        self.away = False
        self.shut: frozenset[str] = frozenset()

    def commit(self, many: int = 1) -> list[Entry]:
        first = len(self.entries) + 1
        added = [Entry(first + number, "", self._facts("article-published.v1")) for number in range(many)]
        self.entries += added
        return added

    async def read(self, onlooker: Onlooker, after: int) -> Missed:
        await asyncio.sleep(0)
        if self.away:
            raise StoreAway("away")
        found = self.entries[after : after + PAGE]
        reached = found[-1].position if len(found) == PAGE else len(self.entries)
        await asyncio.sleep(0)
        ties = Ties(own=frozenset({ID} if onlooker.person else ()), shut=self.shut)
        frames = [Frames(entry, READERSHIP).of(onlooker.sight_of(entry.initiative_id, ties)) for entry in found]
        return Missed([each for each in frames if each is not None], reached, ties)


def connect(
    broadcast: Broadcast, ledger: Ledger, after: int | None = None, onlooker: Onlooker = OFFICE
) -> tuple[Client, Wire]:
    wire = Wire()
    client = Client(broadcast, onlooker, ledger.read, wire.send, after)
    client.begin()
    return client, wire


async def steps(many: int) -> None:
    for _ in range(many):
        await asyncio.sleep(0)


ACTIONS: Final = st.lists(
    st.one_of(
        st.tuples(st.just("commit"), st.integers(1, 4)),
        st.tuples(st.just("publish"), st.integers(1, 3)),
        st.tuples(st.just("lose"), st.just(1)),
        st.tuples(st.just("connect"), st.integers(0, 12)),
        st.tuples(st.just("run"), st.integers(1, 6)),
    ),
    max_size=30,
)


@given(ACTIONS)
def test_catching_up_hands_over_to_live_without_loss_or_double(actions: Sequence[tuple[str, int]]) -> None:
    """However commits, their news and a client's reading interleave, also when news of a commit never comes."""

    async def play() -> None:
        broadcast, ledger = Broadcast(READERSHIP), Ledger()
        unpublished: list[list[Entry]] = []
        connected: list[tuple[Client, Wire, int]] = []
        for action, number in actions:
            match action:
                case "commit":
                    unpublished.append(ledger.commit(number))
                case "publish":
                    for added in unpublished[:number]:
                        broadcast.publish(added)
                    del unpublished[:number]
                case "lose":
                    del unpublished[:1]
                case "connect":
                    after = min(number, len(ledger.entries))
                    connected.append((*connect(broadcast, ledger, after), after))
                case _:
                    await steps(number)
        broadcast.publish([*(each for added in unpublished for each in added), *ledger.commit()])
        newest = len(ledger.entries)
        for client, wire, after in connected:
            await until(partial(wire.has, newest), within=2)
            assert wire.positions == list(range(after + 1, newest + 1))
            await client.end()
        assert not len(broadcast)

    asyncio.run(play())


async def test_without_a_beginning_it_begins_now() -> None:
    """Who names no position gets what is recorded from then on."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    broadcast.publish(ledger.commit(5))
    client, wire = connect(broadcast, ledger)
    broadcast.publish(ledger.commit(2))
    await until(lambda: wire.positions == [6, 7])
    await client.end()


async def test_a_slow_client_is_closed_after_a_complete_event() -> None:
    """When a thousand live events wait unsent, a client is closed; all it got is whole, and it can go on from there."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    client, wire = connect(broadcast, ledger)
    other, quick = connect(broadcast, ledger)
    wire.open.clear()
    for _ in range(MOST):
        broadcast.publish(ledger.commit())
        await steps(3)
    assert not wire.ended
    broadcast.publish(ledger.commit())
    broadcast.publish(ledger.commit())
    wire.open.set()
    await until(lambda: wire.ended)
    assert wire.text.endswith("\n\n")
    assert wire.positions == list(range(1, len(wire.positions) + 1))
    await until(lambda: len(quick.positions) == MOST + 2)
    await client.end()
    await other.end()


async def test_catching_up_never_counts() -> None:
    """Who is far behind is not closed for it, however much comes meanwhile."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    broadcast.publish(ledger.commit(2 * MOST))
    client, wire = connect(broadcast, ledger, 0)
    wire.open.clear()
    await steps(10)
    broadcast.publish(ledger.commit(2 * MOST))
    wire.open.set()
    await until(lambda: len(wire.positions) == 4 * MOST)
    assert not wire.ended
    await client.end()


async def test_a_comment_comes_when_nothing_else_does() -> None:
    """An idle connection gets a sign of life at every beat."""
    broadcast, ledger = Broadcast(READERSHIP, beat=0.001), Ledger()
    client, wire = connect(broadcast, ledger)
    await until(lambda: wire.sent.count(COMMENT) > 2)
    await client.end()


async def test_who_left_gets_nothing_more() -> None:
    """A connection that is gone is forgotten, also while something was being sent to it."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    client, wire = connect(broadcast, ledger)
    wire.open.clear()
    broadcast.publish(ledger.commit())
    await steps(2)
    await client.end()
    broadcast.publish(ledger.commit())
    assert not wire.sent
    assert not len(broadcast)


async def test_all_streams_end_when_the_process_stops() -> None:
    """Streams end at once and completely, and one that comes after that ends as well."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    wires = [connect(broadcast, ledger)[1] for _ in range(3)]
    broadcast.close()
    broadcast.close()
    wires.append(connect(broadcast, ledger)[1])
    await until(lambda: all(wire.ended for wire in wires))


async def test_a_store_that_is_away_ends_the_stream() -> None:
    """Who cannot be brought up to date is closed, and comes again with the last event it got."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    broadcast.publish(ledger.commit(2))
    ledger.away = True
    client, wire = connect(broadcast, ledger, 0)
    await until(lambda: wire.ended)
    await client.end()


async def test_submitters_see_their_own_from_its_first_event_on() -> None:
    """The event that makes an initiative theirs is the first they see of it; others' stay hidden."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    client, wire = connect(broadcast, ledger, onlooker=Onlooker.of(actor("submitter")))
    await steps(5)
    facts = Facts()
    broadcast.publish(
        entries(
            facts(
                "initiative-submitted.v1",
                {**SUBMITTED, "submitter": OTHER},
                initiative=OTHER,
                actor=f"submitter;id={OTHER}",
            ),
            facts("dossier-opened.v1", initiative=OTHER),
            facts("initiative-submitted.v1", SUBMITTED),
            facts("dossier-opened.v1"),
            facts("ministry-refused.v1"),
            facts("article-published.v1", initiative=OTHER),
        )
    )
    await until(lambda: wire.positions == [3, 4, 6])
    assert SUBMITTER in wire.text
    await client.end()


ADVISER: Final = actor("adviser")


async def test_a_conflict_shuts_an_initiative_at_once() -> None:
    """From the declaration on an adviser on the stream gets of it what is public; withdrawn, all of it again."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    client, wire = connect(broadcast, ledger, onlooker=Onlooker.of(ADVISER))
    other, whole = connect(broadcast, ledger, onlooker=Onlooker.of(actor("adviser", 2)))
    facts = Facts()
    person = {"person": ADVISER.id}
    told = entries(
        facts("ministry-refused.v1"),
        facts("conflict-declared.v1", person, stream=f"conflict-{ID}"),
        facts("ministry-refused.v1"),
        facts("article-published.v1"),
        facts("ministry-refused.v1", initiative=OTHER),
        facts("conflict-declaration-withdrawn.v1", person, stream=f"conflict-{ID}"),
        facts("ministry-refused.v1"),
    )
    for entry in told:
        ledger.entries.append(entry)
        ledger.shut = frozenset({ID}) if 2 <= entry.position < 6 else frozenset()
        broadcast.publish([entry])
        await steps(20)
    await until(lambda: wire.has(7) and whole.has(7))
    assert wire.positions == [1, 4, 5, 6, 7]
    assert whole.positions == [1, 2, 3, 4, 5, 6, 7]
    await client.end()
    await other.end()


async def test_who_has_a_conflict_reads_first_what_is_shut_to_them() -> None:
    """One who comes back after declaring it gets nothing of it that is not public; all others join without reading."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    facts = Facts()
    told = entries(
        facts("conflict-declared.v1", {"person": ADVISER.id}, stream=f"conflict-{ID}"), facts("ministry-refused.v1")
    )
    broadcast.publish(told[:1])
    ledger.entries, ledger.shut = told[:1], frozenset({ID})
    client, wire = connect(broadcast, ledger, onlooker=Onlooker.of(ADVISER))
    assert broadcast.may_have_ties(Onlooker.of(ADVISER))
    assert not broadcast.may_have_ties(Onlooker.of(actor("adviser", 2)))
    await steps(5)
    broadcast.publish(told[1:])
    facts_of_other = [Entry(3, "", facts("ministry-refused.v1", initiative=OTHER))]
    broadcast.publish(facts_of_other)
    await until(lambda: wire.positions == [3])
    await client.end()


async def test_after_a_hole_everybody_of_the_office_reads_first() -> None:
    """What the broadcast did not see may have told of a conflict."""
    broadcast, ledger = Broadcast(READERSHIP), Ledger()
    ledger.commit(2)
    broadcast.publish(ledger.commit())
    assert broadcast.may_have_ties(Onlooker.of(ADVISER))
    assert not broadcast.may_have_ties(Onlooker.of(None))


def test_an_event_is_encoded_once_per_sight() -> None:
    """All readers of one sight get the very same bytes."""
    (entry,) = entries(Facts()("article-published.v1"))
    frames = Frames(entry, READERSHIP)
    assert frames.of("public") is frames.of("public")
    assert frames.of("public") == frame(entry, entry.envelope.body)


@pytest.mark.parametrize("space", [b"\n", b"\r", b"\r\n"])
def test_an_envelope_over_several_lines_becomes_one(space: bytes) -> None:
    """A line end between the parts of an envelope does not break the event it is sent in."""
    (entry,) = entries(Facts()("article-published.v1"))
    sent = frame(entry, entry.envelope.body.replace(b',"type"', space + b',"type"'))
    assert sent == frame(entry, entry.envelope.body)
