"""A store of before assessments could be deferred, brought up to date: its read models are what its facts say."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from shared.doctor.read_models import read_model_differs
from shared.store import migrate
from shared.testing.running import running
from shared.testing.seeded import SeededIds
from tests.integration import builders
from tests.integration.services.assessment.advisers import Advisers, done


def _as_then(store: sqlite3.Connection) -> Iterator[tuple[bytes, int]]:
    """Each fact as it was before it was told what a policy is called by."""
    for position, body in store.execute("SELECT position, body FROM event").fetchall():
        fact = json.loads(body)
        fact["data"].pop("policyDigest", None)
        yield json.dumps(fact).encode(), position


async def test_a_store_of_the_first_version(tmp_path: Path) -> None:
    """Dossiers that were opened before are as they would be made anew, and can be deferred."""
    async with running(tmp_path, builders.assessment) as now:
        await Advisers(now).submitted()
    with closing(sqlite3.connect(tmp_path / "assessment.db")) as store, store:
        store.execute("DROP INDEX dossier_adviser")
        store.execute("ALTER TABLE dossier DROP COLUMN adviser")
        store.execute("ALTER TABLE dossier DROP COLUMN reversal")
        store.execute("ALTER TABLE dossier DROP COLUMN deferral")
        store.execute("ALTER TABLE dossier DROP COLUMN deferred_until")
        store.execute("ALTER TABLE dossier DROP COLUMN organisations")
        store.execute("ALTER TABLE dossier DROP COLUMN region")
        store.execute("ALTER TABLE dossier DROP COLUMN submission_digest")
        store.execute("ALTER TABLE dossier DROP COLUMN policy_digest")
        store.execute("ALTER TABLE judgement DROP COLUMN proposed")
        store.execute("ALTER TABLE question DROP COLUMN answer")
        store.execute("ALTER TABLE dossier DROP COLUMN declaration_required")
        store.execute("ALTER TABLE policy DROP COLUMN declaration_required")
        store.execute("ALTER TABLE policy DROP COLUMN retention_days")
        store.execute("DROP TABLE declaration")
        store.executemany("UPDATE event SET body = ? WHERE position = ?", list(_as_then(store)))
        store.execute("DELETE FROM alembic_version")
        plumbing = max(step.stem for step in (migrate.PLUMBING / "versions").glob("plumbing_*.py"))
        store.executemany("INSERT INTO alembic_version VALUES (?)", [(plumbing,), ("assessment_0001",)])
    async with running(tmp_path, builders.assessment, ids=SeededIds(1)) as now:
        assert [fault async for fault in read_model_differs(now.service("assessment"))] == []
        done(await Advisers(now).post("deferrals", {"until": "2019-09-02", "motivation": "Te vroeg."}))
