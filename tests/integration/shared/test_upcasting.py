"""Facts of three versions of one type in one stream: each is brought up step by step wherever facts are read."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

import orjson
import pytest
from pydantic import Field

from shared.decider import Core, Decider
from shared.event import Event, EventType, EventTypes
from shared.handle import Handle
from shared.operations import with_operations
from shared.projection import Change, Projection, Put
from shared.read_model import OwnEvents, ReadModel
from shared.rebuild import Rebuild
from shared.restored import own
from shared.store import schema
from shared.testing.given import act
from shared.turn import Model, Recorded
from tests.toy import reading
from tests.toy.core import SERVICE, Count, count
from tests.toy.stand import Stand

pytestmark = pytest.mark.usefixtures("on_both")

V1, V2 = "nl.koploper.counted.v1", "nl.koploper.counted.v2"


class Counted(Event):
    """The third shape: how many, of what."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.counted.v3")
    many: int = Field(examples=[1])
    of: str = Field(examples=["units"])


def renamed(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"many": data["by"]}


def of_units(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**data, "of": "units"}


def decide(command: Count, state: int) -> list[Counted]:
    return [Counted(many=command.by, of="heads")]


def evolve(state: int, event: Counted) -> int:
    return state + event.many


def _counted(fact: Recorded) -> Iterable[Change]:
    if isinstance(fact.event, Counted):
        values = {"version": fact.version, "note": fact.event.of, "seen": [fact.event.many]}
        yield Put(reading.tally, {"name": f"{fact.subject}-{fact.version}"}, values)


TYPES: Final = EventTypes(Counted, upcasters={V1: (V2, renamed), V2: (str(Counted.event_type), of_units)})
MODEL: Final = Model(
    SERVICE,
    with_operations(Core(TYPES, {"tally": Decider(0, decide, evolve)})),
    (Projection("tallies", (reading.tally,), _counted),),
)


def written(stand: Stand, version: int, type_: str, data: Mapping[str, Any]) -> bytes:
    """The bytes of a fact as the release of its version wrote them."""
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": stand.ids.new(),
            "source": f"urn:nld:koploper:systeem:{SERVICE}",
            "type": type_,
            "subject": "a",
            "time": "2019-04-01T12:00:00.000000Z",
            "stream": "tally-a",
            "sequence": str(version),
            "actor": f"system;id={SERVICE}",
            "correlationid": stand.ids.new(),
            "causationid": stand.ids.new(),
            "data": data,
        }
    )


OLD: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    (V1, {"by": 1}),
    (V2, {"many": 2}),
    (str(Counted.event_type), {"many": 4, "of": "heads"}),
)


def old_facts(stand: Stand) -> list[bytes]:
    return [written(stand, version, type_, data) for version, (type_, data) in enumerate(OLD, 1)]


def seen(stand: Stand) -> list[tuple[str, str, list[int]]]:
    return [(row.name, row.note, row.seen) for row in stand.rows(reading.tally)]


BROUGHT_UP: Final = [("a-1", "units", [1]), ("a-2", "units", [2]), ("a-3", "heads", [4])]


async def test_a_stream_of_three_versions_is_read_and_goes_on(stand: Stand) -> None:
    """What is decided next knows all of them; the old bytes stay as they were written."""
    bodies = old_facts(stand)
    with stand.store.transaction() as connection:
        assert own.append(connection, MODEL, bodies) == 3
    await Handle(stand.store, MODEL, stand.ids)(count("a", 8))
    rows = stand.rows(schema.event)
    assert [row.body for row in rows[:3]] == bodies
    assert (rows[3].version, rows[3].type) == (4, Counted.event_type)
    assert seen(stand) == [*BROUGHT_UP, ("a-4", "heads", [8])]


async def test_a_rebuild_reads_all_three(stand: Stand) -> None:
    """The read model that is made anew is the one that was made as they came."""
    with stand.store.transaction() as connection:
        own.append(connection, MODEL, old_facts(stand))
    read_model = ReadModel(MODEL.projections[0], OwnEvents(MODEL))
    found = await Rebuild(stand.store, read_model).run(MODEL, stand.ids, act("operator"), "a test", dry=True)
    assert (found.added, found.removed, found.changed, found.events) == (0, 0, 0, 3)
    with stand.store.transaction() as connection:
        connection.execute(reading.tally.delete())
    await Rebuild(stand.store, read_model).run(MODEL, stand.ids, act("operator"), "a test", dry=False)
    assert seen(stand) == BROUGHT_UP


async def test_a_version_that_nobody_brings_up_is_no_fact(stand: Stand) -> None:
    """It is refused where it is read, rather than passed over."""
    unknown = written(stand, 1, "nl.koploper.counted.v4", {"many": 1})
    with stand.store.transaction() as connection, pytest.raises(KeyError, match="v4"):
        own.append(connection, MODEL, [unknown])
    assert seen(stand) == []
