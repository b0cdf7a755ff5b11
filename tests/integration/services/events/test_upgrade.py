"""A ledger of an earlier version, brought up to date: its read models are what its entries say."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from services.events.journey.erased import erased
from services.events.projections import milestone
from shared.doctor.read_models import read_model_differs
from shared.testing.running import Running, running
from shared.testing.until import until
from tests.integration.services.events.ledgers import AUDITOR, ID, OTHER, assessed, ledger, positions, submitted
from tests.integration.services.events.test_figures import figures, of
from tests.integration.services.events.test_found import SEEN, found, steps, told

SIGNED = ("tile", "checkpoint", "cosignature", "origin", "sighting", "signing_key", "put_back")
TABLES = ("found_by", "erased", *SIGNED)


def as_of(store: Path, version: str, *tables: str) -> None:
    """Put a store back to how this migration left it, without what later ones made."""
    with closing(sqlite3.connect(store)) as connection, connection:
        for each in tables:
            connection.execute(f"DROP TABLE {each}")
        connection.execute("ALTER TABLE journey DROP COLUMN article_taken_up_at")
        for each in ("title", "published_title") if "milestone" not in tables else ():
            connection.execute(f"ALTER TABLE milestone DROP COLUMN {each}")
        connection.execute("UPDATE alembic_version SET version_num = ? WHERE version_num LIKE 'events%'", (version,))


async def test_a_journey_still_begins_where_it_was_found(tmp_path: Path) -> None:
    """Also where that was told before it was kept apart; what was linked by mistake stays so."""
    async with running(tmp_path, ledger) as now:
        await told(now, "person-data-erased", "erasure-1", data={"texts": ["r-1"]})
        await told(now, "consent-withdrawn", "erasure-1", data={"texts": [{"ref": "r-2", "digest": "d"}, 3]})
        await told(now, "contact-removed", "erasure-1", data={"contact": "r-3"})
        await told(now, "register-entry-changed", "register-1", data={"formerContact": {"ref": "r-4", "digest": "d"}})
        await told(now, "article-approved", "erasure-1", data={"replaces": [{"ref": "r-5", "digest": "d"}]})
        await found(now, because="linked-by-adviser")
        before = await steps(now)
    as_of(tmp_path / "events.db", "events_0003", *TABLES)
    async with running(tmp_path, ledger) as now:
        assert await steps(now) == before
        assert before[:3] == list(SEEN[:3])
        assert [fault async for fault in read_model_differs(now.service("events"))] == []
        with now.service("events").store.read() as connection:
            gone = connection.execute(select(erased).order_by(erased.c.ref)).all()
        assert [tuple(row) for row in gone] == [("r-1", 1), ("r-2", 2), ("r-3", 3), ("r-4", 4), ("r-5", 5)]
        await told(now, "signal-reopened", sequence="5")
        assert await steps(now) == ["initiative-submitted", "signal-taken-up"]


def counted(now: Running) -> int:
    with now.service("events").store.read() as connection:
        return connection.execute(select(func.count()).select_from(milestone)).scalar_one()


async def test_figures_are_made_of_what_was_there_before_them(tmp_path: Path) -> None:
    """At the first start, by the service itself: equal to those that were counted all along, and once."""
    async with running(tmp_path, ledger) as now:
        await submitted(now)
        await submitted(now, OTHER, person=2)
        await assessed(now)
        await now.settled()
        rows, before = counted(now), (await figures(now))["total"]
    as_of(tmp_path / "events.db", "events_0002", *TABLES, "milestone")
    async with running(tmp_path, ledger) as now:
        await until(lambda: counted(now) == rows)
        await now.settled()
        assert (await figures(now))["total"] == before
        assert [fault async for fault in read_model_differs(now.service("events"))] == []
        assert await positions(now) == [1, 2, 3, 4]
        (made,) = (
            await now.http.get("/events/v1/events?type=nl.koploper.projection-rebuilt.v1", headers=AUDITOR)
        ).json()["items"]
        assert made["event"]["actor"] == "system;id=events"
    async with running(tmp_path, ledger) as now:
        await now.settled()
        assert await positions(now) == [1, 2, 3, 4]


async def test_figures_that_were_not_finished_are_made_again(tmp_path: Path) -> None:
    """What came since the upgrade is counted already; what was there before it is not."""
    async with running(tmp_path, ledger) as now:
        await submitted(now)
        await now.settled()
        now.clock.forward(timedelta(days=1))
        await now.service("events").store.write(lambda connection: connection.execute(delete(milestone)))
        await assessed(now)
        await now.settled()
        assert of(await figures(now), "submitted")["entered"] == 0
    async with running(tmp_path, ledger) as now:
        await until(lambda: counted(now) > 1)
        assert of(await figures(now), "submitted")["entered"] == 1


async def test_milestones_that_tell_no_title_are_made_again(tmp_path: Path) -> None:
    """Those of a version that counted figures, but made no past list of them."""
    async with running(tmp_path, ledger) as now:
        await submitted(now)
        await submitted(now, OTHER, person=2)
        await now.settled()
        before = (await now.http.get("/events/v1/journeys?at=2", headers=AUDITOR)).json()
    with closing(sqlite3.connect(tmp_path / "events.db")) as connection, connection:
        connection.execute("UPDATE milestone SET title = NULL")
    async with running(tmp_path, ledger) as now:
        await until(lambda: titled(now) == 2)
        await now.settled()
        assert (await now.http.get("/events/v1/journeys?at=2", headers=AUDITOR)).json() == before
        assert [fault async for fault in read_model_differs(now.service("events"))] == []


def titled(now: Running) -> int:
    """How many milestones of the office tell how an initiative is called."""
    chosen = select(func.count()).where(milestone.c.sight == "office", milestone.c.title.is_not(None))
    with now.service("events").store.read() as connection:
        return connection.execute(chosen).scalar_one()


@pytest.mark.parametrize("later", ["initiative-revised", "article-published"])
async def test_so_is_one_that_a_replica_of_before_wrote_meanwhile(tmp_path: Path, later: str) -> None:
    """Whichever fact it is of, though the submission's milestone has its title; and only once."""
    async with running(tmp_path, ledger) as now:
        await submitted(now)
        service = "intake" if later == "initiative-revised" else "publication"
        await now.announce(service, f"{later}.v1", {"title": "Nieuwe naam"}, stream=f"initiative-{ID}")
        await now.announce(service, f"{later}.v1", {"region": "Zeeland"}, stream=f"initiative-{ID}")
        await now.settled()
        before = milestones_of(now)
    with closing(sqlite3.connect(tmp_path / "events.db")) as connection, connection:
        connection.execute("UPDATE milestone SET title = NULL, published_title = NULL WHERE position = 2")
    async with running(tmp_path, ledger) as now:
        await until(lambda: milestones_of(now) == before)
        await now.settled()
        told = await positions(now)
    async with running(tmp_path, ledger) as now:
        await now.settled()
        assert await positions(now) == told


def milestones_of(now: Running) -> list[tuple[object, ...]]:
    """Every milestone, column for column."""
    with now.service("events").store.read() as connection:
        return [tuple(row) for row in connection.execute(select(milestone))]
