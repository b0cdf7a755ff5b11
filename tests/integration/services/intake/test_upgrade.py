"""A store of the first version, brought up to date: its read models are what its facts say, and it goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path

from shared.doctor.read_models import read_model_differs
from shared.testing.running import running
from shared.testing.seeded import SeededIds
from tests.integration import builders
from tests.integration.services.intake.naming import BEA, Initiative, submitted
from tests.integration.submissions import KETENSTAGE


def as_first(store: Path) -> None:
    """Take back what later migrations made."""
    with closing(sqlite3.connect(store)) as old, old:
        old.execute("DROP TABLE draft")
        old.execute("ALTER TABLE outcome DROP COLUMN because")
        old.execute("DROP TABLE contact")
        old.execute("ALTER TABLE initiative DROP COLUMN contacts")
        old.execute("UPDATE alembic_version SET version_num = 'intake_0001' WHERE version_num LIKE 'intake_%'")


async def test_a_store_of_the_first_version(tmp_path: Path) -> None:
    """Contact persons of before, also those who were replaced, are there as if they were named today."""
    async with running(tmp_path, builders.intake) as now:
        first = await submitted(now)
        second = await submitted(now)
        await second.revise(contact=KETENSTAGE["contact"] | {"name": "Anna Elders"}, title="Anders")
    as_first(tmp_path / "intake.db")
    async with running(tmp_path, builders.intake, ids=SeededIds(1)) as now:
        assert [fault async for fault in read_model_differs(now.service("intake"))] == []
        assert await Initiative(now, first.id).states() == ["own"]
        later = Initiative(now, second.id)
        assert (await later.revise(contacts=[BEA])).status_code == 201
        assert await later.states() == ["own", "asked"]
