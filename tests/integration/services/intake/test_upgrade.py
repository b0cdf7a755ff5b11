"""A store of the first version, brought up to date: its read models are what its facts say, and it goes on."""

import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest
from sqlalchemy import Connection, Select

from shared.doctor.read_models import read_model_differs
from shared.testing.running import running
from shared.testing.seeded import SeededIds
from tests.integration import builders
from tests.integration.services.intake.naming import BEA, ME, Initiative, submitted
from tests.integration.services.intake.test_asking import asked
from tests.integration.submissions import KETENSTAGE

LATER: Final = {
    "initiative": (
        "signal_id",
        "contacts",
        "submission_digest",
        "withdrawal",
        "withdrawn_at",
    ),
    "question": ("answer", "answered_version"),
    "outcome": ("because",),
}

FOUND: Final = ("signal", "tip", "approach", "hearer", "step", "draft_person")


def as_first(store: Path) -> None:
    """Take back what later migrations made."""
    with closing(sqlite3.connect(store)) as old, old:
        for table in FOUND:
            old.execute(f"DROP TABLE {table}")
        old.execute("DROP TABLE draft")
        old.execute("DROP TABLE contact")
        old.execute("DROP TABLE told_version")
        old.execute("DROP TABLE register_entry")
        old.execute("DROP TABLE policy")
        without_reference_data(old)
        for table, columns in LATER.items():
            for column in columns:
                old.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        old.execute("UPDATE alembic_version SET version_num = 'intake_0001' WHERE version_num LIKE 'intake_%'")


def without_reference_data(store: sqlite3.Connection) -> None:
    """As it was while themes and branches were fixed: no fact names a version of them, none was activated."""
    store.execute("DROP TABLE reference")
    store.execute("ALTER TABLE initiative DROP COLUMN reference_version")
    for table in ("event", "inbox"):
        store.execute(f"DELETE FROM {table} WHERE stream LIKE 'reference-%'")  # noqa: S608 - names of our own
    named = ',"referenceVersion":"2019-03"'
    store.execute("UPDATE event SET body = CAST(replace(CAST(body AS TEXT), ?, '') AS BLOB)", (named,))


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


@pytest.mark.parametrize(
    ("migration", "arguments", "expected"),
    [
        ("intake_0004", (), [2, 2, 1]),
        ("intake_0005", (), [2, 2, 1]),
        ("intake_0006", ("nl.koploper.initiative-submitted.v1",), [2, 2]),
    ],
)
async def test_a_long_log_is_read_by_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migration: str, arguments: tuple[str, ...], expected: list[int]
) -> None:
    """All of it, each fact once, and never more than so many together."""
    pages: list[list[Any]] = []
    module = import_module(f"services.intake.migrations.versions.{migration}")
    monkeypatch.setattr(module, "AT_ONCE", 2)
    async with running(tmp_path, builders.intake) as now:
        for _ in range(3):
            await submitted(now)
        last = await submitted(now)
        await last.revise(title="Anders")
        with now.service("intake").store.read() as connection:
            monkeypatch.setattr(module, "op", SimpleNamespace(get_bind=lambda: Counting(connection, pages)))
            told = list(module._told(*arguments))
    assert [len(page) for page in pages if page] == expected
    assert len(told if arguments else [each for page in told for each in page]) == sum(expected)


class Counting:
    """A connection that notes what each statement gave."""

    def __init__(self, connection: Connection, pages: list[list[Any]]) -> None:
        self.connection, self.pages = connection, pages

    def execute(self, statement: Select[*tuple[Any, ...]]) -> "Counting":
        self.found = self.connection.execute(statement)
        return self

    def all(self) -> list[Any]:
        self.pages.append(list(self.found.all()))
        return self.pages[-1]
