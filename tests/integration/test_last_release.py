"""A ledger that the last release wrote: today's services make of it the read models that the release had."""

from collections.abc import AsyncIterator, Mapping, Set
from pathlib import Path
from typing import Final

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
LATER: Final[Mapping[str, Set[str]]] = {"milestone": {"title", "published_title"}}
"""Columns that the release did not have, by table; any other that is filled otherwise than then is a difference."""


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[dict[str, Part]]:
    async with loaded(tmp_path) as made:
        yield made


async def test_it_replays_to_the_same_read_models(parts: dict[str, Part]) -> None:
    """Row by row, in every service; only columns that came later, which are named, and tables may be new."""
    kept = release.rows()
    assert set(kept) == set(NAMES)
    for name, read_models in kept.items():
        with parts[name].service.store.read() as connection:
            today = {table.name: release.rows_of(connection, table) for table in release.tables(name)}
        assert set(read_models) <= set(today)
        for table, rows in read_models.items():
            later = LATER.get(table, frozenset())
            assert [_without(row, later) for row in today[table]] == rows, f"{name}.{table}"
            assert later <= {column for row in today[table] for column in row}, f"{name}.{table}"


def _without(row: release.Row, later: Set[str]) -> release.Row:
    """A row of today as it would have been then."""
    return {column: value for column, value in row.items() if column not in later}


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
