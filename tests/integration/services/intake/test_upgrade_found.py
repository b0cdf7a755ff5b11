"""A store of before initiatives were found here, brought up to date, and what is rebuilt of what is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

from shared.doctor.read_models import read_model_differs
from shared.testing.running import by, running
from shared.testing.seeded import SeededIds
from tests.integration import builders
from tests.integration.services.intake.scouting import CALLED, SEEN, TIPPER, TOLD, WHY, get, made, submitted
from tests.integration.services.intake.test_upgrade import FOUND, without_reference_data


async def test_what_happened_before_is_told(tmp_path: Path) -> None:
    """What was decided before notices were there is in them, and what is found is linked to what was submitted."""
    async with running(tmp_path, builders.intake) as now:
        initiative = await submitted(now)
        question = {"question": {"ref": "r", "digest": "0" * 64}}
        await now.announce("assessment", "information-requested.v1", question, stream=f"initiative-{initiative}")
        await now.announce("review", "ministry-cleared.v1", {"submissionVersion": 1}, stream=f"initiative-{initiative}")
        await now.settled()
        await made(now, f"/initiatives/{await submitted(now)}/withdrawals", WHY, by("submitter"))
    with closing(sqlite3.connect(tmp_path / "intake.db")) as old, old:
        for table in FOUND:
            old.execute(f"DROP TABLE {table}")
        old.execute("DROP TABLE policy")
        without_reference_data(old)
        named = ', "referenceVersion": "2019-03"'
        old.execute("UPDATE told_version SET said = replace(said, ?, '')", (named,))
        old.execute("ALTER TABLE initiative DROP COLUMN signal_id")
        old.execute("DROP INDEX draft_submitter")
        old.execute("ALTER TABLE draft DROP COLUMN cleared_at")
        old.execute("UPDATE alembic_version SET version_num = 'intake_0007' WHERE version_num LIKE 'intake_%'")
    async with running(tmp_path, builders.intake, ids=SeededIds(1)) as now:
        assert [fault async for fault in read_model_differs(now.service("intake"))] == []
        told = (await get(now, "/notices?sort=at", by("submitter"))).json()["items"]
        assert sorted(item["what"] for item in told) == ["cleared", "question-asked"]
        signal = await made(now, "/signals", SEEN)
        await made(now, f"/signals/{signal}/take-ups", {"initiativeId": initiative})


async def test_what_was_found_is_rebuilt_as_it_is(tmp_path: Path) -> None:
    """All that happens to signals leaves read models that a rebuild would make alike."""
    async with running(tmp_path, builders.intake) as now:
        signal = await made(now, "/signals", SEEN | {"note": None, "region": None})
        await made(now, "/tips", TOLD, TIPPER)
        await made(now, "/tips", TOLD, {})
        await made(now, f"/signals/{signal}/approaches", CALLED)
        await made(now, f"/signals/{signal}/dismissals", WHY)
        await made(now, f"/signals/{signal}/reopenings", WHY)
        await submitted(now, signalId=signal)
        other = await made(now, "/tips", {"organisation": "KeTJA", "about": "Daar."}, TIPPER)
        await made(now, f"/signals/{other}/take-ups", {"initiativeId": await submitted(now)})
        assert (await get(now, "/signals?state=taken-up")).json()["items"]
        assert [fault async for fault in read_model_differs(now.service("intake"))] == []
