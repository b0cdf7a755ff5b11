"""Events of the ledger delivered again to a service: what it knows does nothing, a new reaction hears the past once."""

from collections.abc import Sequence
from typing import Any, Final

import pytest
from sqlalchemy import Connection

from shared.again import delivering, order
from shared.again.looking import Outcome, Page, look
from shared.again.order import NoLedger, NothingHeard, NotThere, Order
from shared.bus.embedded import EmbeddedBus
from shared.decider import Command
from shared.envelope import Envelope
from shared.errors import StoreAway, Unknown, WrongInput
from shared.heard import Answering, Foreign, Heard, Reaction, reacting, topics
from shared.once import KeyReused, Once
from shared.operations import EventsRedelivered
from shared.service import Service
from shared.store import schema
from shared.testing.given import act
from tests.toy.core import Count
from tests.toy.hearing import IGNORED, NEIGHBOUR, NUDGED, REACTIONS, Nudged, delivery, nudge
from tests.toy.ledger import Held
from tests.toy.stand import MODEL, Stand

pytestmark = pytest.mark.usefixtures("on_both")

OPERATOR: Final = act("operator")
LAST: Final = 2**31 - 1
NEW: Final = "count-again"


def count_twice(heard: Heard[Nudged], _: Connection) -> Sequence[Command]:
    """The new reaction: it counts what was nudged on a tally of its own."""
    name = f"new-{heard.envelope.subject}"
    return [Count(act=heard.act, name=name, by=heard.data.by, note=heard.envelope.id)]


MORE: Final[tuple[Reaction[Any], ...]] = (*REACTIONS, Reaction(NEW, NEIGHBOUR, NUDGED, Nudged, count_twice))


def told() -> list[bytes]:
    """The ledger: four nudges of two streams, one fact that means nothing here, and one of a stranger."""
    return [
        nudge("tally-a", 1, 1),
        nudge("tally-b", 1, 2),
        nudge("tally-a", 2, 3),
        nudge("tally-a", 3, 0, type=IGNORED),
        nudge("tally-x", 1, 9, source="stranger"),
        nudge("tally-b", 2, 4),
    ]


@pytest.fixture
def ledger() -> Held:
    return Held(*told())


@pytest.fixture
def heard(stand: Stand, ledger: Held) -> Service:
    """A service that has heard all, and has a new reaction since."""
    stand.inbox.take([delivery(body) for body in told() if b"stranger" not in body])
    return upgraded(stand, ledger)


def upgraded(stand: Stand, ledger: Held | None) -> Service:
    bus = EmbeddedBus("sqlite:///never-opened")
    made = Service(MODEL, stand.store, bus, stand.clock, stand.ids, reacting(MORE), topics(MORE))
    made.ledger = ledger
    return made


async def delivered(service: Service, wanted: Order) -> list[tuple[int, Outcome]]:
    """All pages of an act, as the command asks for them."""
    done = await order.begin(service, OPERATOR, wanted, "a test")
    begun = await order.found(service, int(done.resource))
    outcomes: list[tuple[int, Outcome]] = []
    after: int | None = 0
    while after is not None:
        page: Page = await delivering.deliver(service, begun.order, after)
        outcomes += [(item.place.position, item.outcome) for item in page.items]
        after = page.following
    return outcomes


def acts(stand: Stand) -> list[EventsRedelivered]:
    facts = (MODEL.load(row.body).event for row in stand.rows(schema.event))
    return [fact for fact in facts if isinstance(fact, EventsRedelivered)]


def log(stand: Stand) -> list[tuple[str, int, int]]:
    return [each for each in _counts(stand) if not each[0].startswith("operations")]


def _counts(stand: Stand) -> list[tuple[str, int, int]]:
    facts = (MODEL.load(row.body) for row in stand.rows(schema.event))
    return [(fact.stream, fact.version, getattr(fact.event, "by", 0)) for fact in facts]


async def test_what_is_known_does_nothing(stand: Stand, heard: Service) -> None:
    """However often it is delivered; each time is a fact with who and why."""
    before = log(stand)
    for _ in range(2):
        assert await delivered(heard, Order(1, LAST)) == [(at, "known") for at in (1, 2, 3, 4, 6)]
    assert log(stand) == before
    assert acts(stand) == [EventsRedelivered(from_position=1, to_position=6, reason="a test")] * 2


async def test_what_is_not_known_is_handled_once(stand: Stand, ledger: Held) -> None:
    """In the ledger's order, from a position on; what comes before it is a gap, and is filled when that comes."""
    service = upgraded(stand, ledger)
    assert await delivered(service, Order(2, LAST)) == [
        (2, "delivered"),
        (3, "waits"),
        (4, "waits"),
        (6, "delivered"),
    ]
    assert await delivered(service, Order(1, 1)) == [(1, "delivered")]
    assert await delivered(service, Order(1, LAST)) == [(at, "known") for at in (1, 2, 3, 4, 6)]
    assert [each for each in log(stand) if "new" not in each[0]] == [
        ("tally-b", 1, 2),
        ("tally-b", 2, 4),
        ("tally-a", 1, 1),
        ("tally-a", 2, 3),
    ]


async def test_a_new_reaction_hears_the_past_once(stand: Stand, heard: Service) -> None:
    """Only that one, past the inbox; a second time it has acted already, and the others never acted again."""
    before = log(stand)
    wanted = Order(1, LAST, NEW)
    assert await delivered(heard, wanted) == [(at, "acted") for at in (1, 2, 3, 6)]
    made = [("tally-new-a", 1, 1), ("tally-new-b", 1, 2), ("tally-new-a", 2, 3), ("tally-new-b", 2, 4)]
    assert log(stand) == [*before, *made]
    assert await delivered(heard, wanted) == [(at, "known") for at in (1, 2, 3, 6)]
    assert log(stand) == [*before, *made]
    assert acts(stand)[0] == EventsRedelivered(from_position=1, to_position=6, reaction=NEW, reason="a test")


async def test_broken_off_and_given_again_it_makes_each_once(
    stand: Stand, heard: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after some, those are known the next time."""
    done = delivering._delivered
    left = [2]

    def or_die(*given: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return done(*given)

    monkeypatch.setattr(delivering, "_delivered", or_die)
    with pytest.raises(KeyboardInterrupt):
        await delivered(heard, Order(1, LAST, NEW))
    monkeypatch.undo()
    outcomes = await delivered(heard, Order(1, LAST, NEW))
    assert outcomes == [(1, "known"), (2, "known"), (3, "acted"), (6, "acted")]
    assert len([each for each in log(stand) if "new" in each[0]]) == 4


async def test_what_is_not_handled_yet_is_left_to_come(stand: Stand, ledger: Held) -> None:
    """A reaction that is filled in waits for no gap: its turn comes by itself, with all others."""
    service = upgraded(stand, ledger)
    assert await delivered(service, Order(1, LAST, NEW)) == [(at, "to-come") for at in (1, 2, 3, 6)]
    assert log(stand) == []


async def test_another_that_was_first_is_known(stand: Stand, heard: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that fill in at once: the guard in the store lets one of them act."""
    take, others = Answering.take, [upgraded(stand, None)]

    def after_another(batch: Answering, envelope: Envelope) -> None:
        while others:
            assert delivering._decided(others.pop(), envelope, {NEW}) == "acted"
        take(batch, envelope)

    monkeypatch.setattr(Answering, "take", after_another)
    assert await delivered(heard, Order(1, 1, NEW)) == [(1, "known")]
    assert len([each for each in log(stand) if "new" in each[0]]) == 1


async def test_force_is_for_the_streams_that_are_named(stand: Stand, heard: Service) -> None:
    """Every reaction decides that did not act; other streams are not touched, and the fact names them."""
    forced = Order(1, LAST, streams=("tally-b",), forced=True)
    assert await delivered(heard, forced) == [(2, "acted"), (6, "acted")]
    assert [each for each in log(stand) if "new" in each[0]] == [("tally-new-b", 1, 2), ("tally-new-b", 2, 4)]
    assert await delivered(heard, forced) == [(2, "known"), (6, "known")]
    assert (acts(stand)[0].streams, acts(stand)[0].forced) == (("tally-b",), True)


async def test_some_streams_only(stand: Stand, heard: Service) -> None:
    """Without force they are delivered as ever."""
    assert await delivered(heard, Order(1, LAST, streams=("tally-a",))) == [(at, "known") for at in (1, 3, 4)]


async def test_what_fails_past_the_inbox_is_told_and_stops_nothing(stand: Stand, ledger: Held) -> None:
    """It was handled long ago: nothing is parked, the others go on, and it can be given again."""
    ledger.held = [nudge("tally-a", 1, 1), nudge("tally-a", 2, 2, id=None)]
    stand.inbox.take([delivery(body) for body in ledger.held])
    service = upgraded(stand, ledger)

    def fails(heard: Heard[Foreign], _: Connection) -> Sequence[Command]:
        if heard.envelope.sequence == 1:
            raise ValueError("a fault in the reaction")
        return []

    more = (*REACTIONS, Reaction(NEW, NEIGHBOUR, NUDGED, Nudged, fails))
    service.hears = reacting(more)(service)
    page = await delivering.deliver(service, Order(1, 2, NEW), 0)
    assert [(item.outcome, item.error) for item in page.items] == [
        ("failed", "ValueError: a fault in the reaction"),
        ("nothing", None),
    ]
    assert stand.rows(schema.waiting) == []


async def test_what_fails_through_the_inbox_is_parked(stand: Stand, ledger: Held) -> None:
    """As whatever comes by the bus."""
    ledger.held = [nudge("tally-a", 1, 13), nudge("tally-a", 2, 1)]
    service = upgraded(stand, ledger)
    assert await delivered(service, Order(1, LAST)) == [(1, "failed"), (2, "waits")]
    assert [row.reason for row in stand.rows(schema.waiting)] == ["failed", "gap"]


async def test_what_an_operator_gave_up_stays_so(stand: Stand, ledger: Held) -> None:
    """Its stream went on without it."""
    stand.inbox.take([delivery(nudge("tally-a", 2, 3))])
    (waits,) = stand.rows(schema.waiting)
    await _discard(stand, waits.id)
    service = upgraded(stand, ledger)
    assert await delivered(service, Order(1, 3)) == [(1, "given-up"), (2, "delivered"), (3, "known")]


async def _discard(stand: Stand, waiting: str) -> None:
    from shared import parked

    await parked.discard(stand.service, parked.Order(OPERATOR, waiting, "a test"))


async def test_it_is_looked_at_page_by_page(stand: Stand, heard: Service, ledger: Held) -> None:
    """Before anything is done: what would be, in the same order and with the same pages."""
    ledger.page = 2
    pages, after = [], 0
    while True:
        page = await look(heard, Order(1, 6, NEW), after)
        pages.append([(item.place.position, item.outcome) for item in page.items])
        if page.following is None:
            break
        after = page.following
    assert pages == [[(1, "new"), (2, "new")], [(3, "new")], [(6, "new")]]
    assert await delivered(heard, Order(1, LAST, NEW)) == [(at, "acted") for at in (1, 2, 3, 6)]


@pytest.mark.parametrize(
    ("wanted", "refusal", "says"),
    [
        (Order(1, LAST, "count-nothing"), WrongInput, "toy has no reaction count-nothing; it has count-again, count-n"),
        (Order(1, LAST, forced=True), WrongInput, "name the streams"),
        (Order(1, LAST, NEW, ("tally-a",), forced=True), WrongInput, "not both"),
        (Order(7, LAST), NotThere, "The ledger has positions 1 to 6, and not 7"),
    ],
)
async def test_what_cannot_be_is_said_first(
    stand: Stand, heard: Service, wanted: Order, refusal: type[Exception], says: str
) -> None:
    """Nothing is delivered, and no fact says so."""
    with pytest.raises(refusal, match=says):
        await order.begin(heard, OPERATOR, wanted, "a test")
    assert acts(stand) == []


async def test_a_number_that_is_no_redelivery(stand: Stand, heard: Service) -> None:
    """Nor is another act of an operator one."""
    from shared import republish

    with pytest.raises(Unknown, match="No redelivery 1 was begun in toy"):
        await order.found(heard, 1)
    await republish.republish(stand.service, OPERATOR, 1, "a test")
    with pytest.raises(Unknown):
        await order.found(heard, 1)


async def test_a_request_that_comes_twice_is_one_act(stand: Stand, heard: Service) -> None:
    """The same key is answered with the same number; with another body it is refused."""
    key = Once("operator k", "digest")
    first = await order.begin(heard, OPERATOR, Order(1, LAST), "a test", key)
    assert (await order.begin(heard, OPERATOR, Order(1, LAST), "a test", key)).resource == first.resource
    with pytest.raises(KeyReused):
        await order.begin(heard, OPERATOR, Order(2, LAST), "a test", Once("operator k", "other"))
    assert len(acts(stand)) == 1


async def test_without_a_ledger_nothing_is_delivered(stand: Stand, heard: Service, ledger: Held) -> None:
    """Where nobody named one, and where it does not answer; it can be asked again."""
    with pytest.raises(NoLedger, match="KOPLOPER_LEDGER_URL"):
        await order.begin(upgraded(stand, None), OPERATOR, Order(1, LAST), "a test")
    ledger.away = "The ledger does not answer."
    with pytest.raises(NoLedger, match="does not answer"):
        await delivering.deliver(heard, Order(1, 6), 0)
    ledger.away = None
    assert len((await delivering.deliver(heard, Order(1, 6), 0)).items) == 5


async def test_who_hears_nobody_gets_nothing(stand: Stand, ledger: Held) -> None:
    """The ledger keeps what comes, and reacts to nothing."""
    service = upgraded(stand, ledger)
    service.hears = object()  # type: ignore[assignment]
    with pytest.raises(NothingHeard, match="koploper republish"):
        await order.begin(service, OPERATOR, Order(1, LAST), "a test")


async def test_a_store_that_is_away_is_no_failure_of_the_fact(
    stand: Stand, heard: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is told of it; the page is asked for again."""

    def away(*_: Any) -> Any:
        raise StoreAway("gone")

    monkeypatch.setattr(delivering, "_decided", away)
    with pytest.raises(StoreAway):
        await delivering.deliver(heard, Order(1, 6, NEW), 0)
