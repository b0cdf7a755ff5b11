"""The ledger's read models are made of its entries, and can be made again."""

from typing import Any

import pytest
from sqlalchemy import delete, select, update

from services.events.projections import journey, party
from shared.rebuild import Difference, Rebuild
from shared.testing.given import act, uuid
from shared.testing.running import Running
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import assessed, ledger, positions, published, submitted


async def rebuilt(now: Running, name: str) -> Difference:
    """What a rebuild finds; it takes over."""
    service = now.service("events")
    rebuild: Rebuild[Any] = Rebuild(service.store, service.read_models[name])
    return await rebuild.run(service.model, service.ids, act("operator"), "To try it", dry=False)


@pytest.mark.parametrize(("name", "table"), [("journeys", journey), ("parties", party)])
async def test_a_rebuild_gives_the_same_rows(running: Run, name: str, table: Any) -> None:
    """Read again from all entries, nothing differs; what was spoiled is mended; the act itself is in the ledger."""
    async with running(ledger) as now:
        for number in (1, 2):
            await submitted(now, uuid(number))
            await assessed(now, uuid(number))
        await published(now, uuid(1))
        await now.settled()
        store = now.service("events").store
        with store.read() as connection:
            before = connection.execute(select(table)).all()
        found = await rebuilt(now, name)
        assert (found.added, found.removed, found.changed, found.events) == (0, 0, 0, 5)
        await store.write(lambda connection: connection.execute(delete(table).where(table.c.initiative_id == uuid(1))))
        if name == "journeys":
            await store.write(lambda connection: connection.execute(update(table).values(title="Spoiled")))
        assert (await rebuilt(now, name)).added > 0
        with store.read() as connection:
            assert sorted(map(repr, connection.execute(select(table)).all())) == sorted(map(repr, before))
        await now.settled()
        assert await positions(now) == [1, 2, 3, 4, 5, 6, 7]
