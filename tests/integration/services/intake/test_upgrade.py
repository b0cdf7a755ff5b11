"""A store of the first version, brought up to date: its read models are what its facts say, and it goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from shared.doctor.read_models import read_model_differs
from shared.testing.running import running
from shared.testing.seeded import SeededIds
from tests.integration import builders
from tests.integration.services.intake.naming import BEA, ME, Initiative, submitted
from tests.integration.services.intake.test_asking import asked
from tests.integration.submissions import KETENSTAGE

LATER: Final = {
    "initiative": ("signal_id", "contacts", "submission_digest", "withdrawal", "withdrawn_at"),
    "question": ("answer", "answered_version"),
    "outcome": ("because",),
}

FOUND: Final = ("signal", "tip", "approach", "hearer", "step")


def as_first(store: Path) -> None:
    """Take back what later migrations made."""
    with closing(sqlite3.connect(store)) as old, old:
        for table in FOUND:
            old.execute(f"DROP TABLE {table}")
        old.execute("DROP TABLE draft")
        old.execute("DROP TABLE contact")
        old.execute("DROP TABLE told_version")
        old.execute("DROP TABLE register_entry")
        for table, columns in LATER.items():
            for column in columns:
                old.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        old.execute("UPDATE alembic_version SET version_num = 'intake_0001' WHERE version_num LIKE 'intake_%'")


async def test_a_store_of_the_first_version(tmp_path: Path) -> None:
    """Contact persons, versions, answers and reasons of before are there as if they were given today."""
    async with running(tmp_path, builders.intake) as now:
        first = await submitted(now)
        request = await asked(now, first)
        await now.http.post(f"{first.at}/answers", json={"requestId": request, "text": "Ja."}, headers=ME)
        await asked(now, first)
        second = await submitted(now)
        await second.revise(contact=KETENSTAGE["contact"] | {"name": "Anna Elders"}, title="Anders")
        gone = await submitted(now)
        await now.http.post(f"{gone.at}/withdrawals", json={"reason": "Gestopt."}, headers=ME)
        before = [await each.seen() for each in (first, second, gone)]
    as_first(tmp_path / "intake.db")
    async with running(tmp_path, builders.intake, ids=SeededIds(1)) as now:
        assert [fault async for fault in read_model_differs(now.service("intake"))] == []
        assert [await Initiative(now, each["id"]).seen() for each in before] == before
        later = Initiative(now, second.id)
        assert (await later.revise(contacts=[BEA])).status_code == 201
        assert await later.states() == ["own", "asked"]
