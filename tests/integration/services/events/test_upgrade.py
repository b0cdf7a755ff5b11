"""A ledger of an earlier version, brought up to date: its read models are what its entries say."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from services.events.journey.erased import erased
from shared.doctor.read_models import read_model_differs
from shared.testing.running import running
from tests.integration.services.events.ledgers import ledger
from tests.integration.services.events.test_found import SEEN, found, steps, told

TABLES = ("found_by", "erased")


def as_of(store: Path, version: str) -> None:
    """Put a store back to how this migration left it."""
    with closing(sqlite3.connect(store)) as connection, connection:
        for each in TABLES:
            connection.execute(f"DROP TABLE {each}")
        connection.execute("UPDATE alembic_version SET version_num = ? WHERE version_num LIKE 'events%'", (version,))


async def test_a_journey_still_begins_where_it_was_found(tmp_path: Path) -> None:
    """Also where that was told before it was kept apart; what was linked by mistake stays so."""
    async with running(tmp_path, ledger) as now:
        await told(now, "person-data-erased", "erasure-1", data={"texts": ["r-1"]})
        await told(now, "consent-withdrawn", "erasure-1", data={"texts": [{"ref": "r-2", "digest": "d"}, 3]})
        await told(now, "contact-removed", "erasure-1", data={"contact": "r-3"})
        await found(now, because="linked-by-adviser")
        before = await steps(now)
    as_of(tmp_path / "events.db", "events_0003")
    async with running(tmp_path, ledger) as now:
        assert await steps(now) == before
        assert before[:3] == list(SEEN[:3])
        assert [fault async for fault in read_model_differs(now.service("events"))] == []
        with now.service("events").store.read() as connection:
            gone = connection.execute(select(erased).order_by(erased.c.ref)).all()
        assert [tuple(row) for row in gone] == [("r-1", 1), ("r-2", 2), ("r-3", 3)]
        await told(now, "signal-reopened", sequence="5")
        assert await steps(now) == ["initiative-submitted", "signal-taken-up"]
