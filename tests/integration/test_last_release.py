"""A ledger that the last release wrote: today's services make of it the read models that the release had."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from services.events.ledger.schema import entry
from shared.decider import Act
from shared.rebuild import Rebuild
from shared.service import Service
from shared.store import schema
from shared.testing.given import act
from shared.web.app import Part
from tests.contract import release
from tests.contract.release.loading import loaded
from tests.contract.services import NAMES

OPERATOR: Act = act("operator")


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[dict[str, Part]]:
    async with loaded(tmp_path) as made:
        yield made


async def test_it_replays_to_the_same_read_models(parts: dict[str, Part]) -> None:
    """Row by row, in every service; only columns and tables that came later may be new."""
    kept = release.rows()
    assert set(kept) == set(NAMES)
    for name, read_models in kept.items():
        with parts[name].service.store.read() as connection:
            today = {table.name: release.rows_of(connection, table) for table in release.tables(name)}
        assert set(read_models) <= set(today)
        for table, rows in read_models.items():
            assert [_of_then(row, rows) for row in today[table]] == rows, f"{name}.{table}"


def _of_then(row: release.Row, rows: Sequence[release.Row]) -> release.Row:
    """A row of today in the columns that any row of then has."""
    columns = {column for each in rows for column in each}
    return {column: value for column, value in row.items() if column in columns}


async def test_its_bytes_are_what_they_were(parts: dict[str, Part]) -> None:
    """In the ledger at their positions, and in the stores of those who wrote them."""
    bodies = [each.body for each in release.ledger()]
    with parts["events"].service.store.read() as connection:
        assert list(connection.execute(select(entry.c.body).order_by(entry.c.position)).scalars()) == bodies
    written = [body for part in parts.values() for body in _own(part.service)]
    assert sorted(written) == sorted(bodies)


def _own(service: Service) -> list[bytes]:
    with service.store.read() as connection:
        return list(connection.execute(select(schema.event.c.body)).scalars())


async def test_a_rebuild_of_it_finds_no_difference(parts: dict[str, Part]) -> None:
    """What was made while it came in is what is made of it afterwards."""
    for part in parts.values():
        service = part.service
        for read_model in service.read_models.values():
            rebuild = Rebuild(service.store, read_model)
            found = await rebuild.run(service.model, service.ids, OPERATOR, "a test", dry=True)
            assert (found.added, found.removed, found.changed) == (0, 0, 0), read_model.projection.name
