"""A store of an earlier version, brought up to date: its read models are what its facts say."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from shared.doctor.read_models import read_model_differs
from shared.testing.running import running
from shared.testing.seeded import SeededIds
from tests.integration import builders
from tests.integration.services.publication.koplopers import FIRST_DRAFT, STORY, happen, read
from tests.integration.services.publication.test_drafts import CORRECTED, THIRD


def as_of(store: Path, undo: Sequence[str], *versions: str) -> None:
    """Put the tables of a store back to how these migrations left them."""
    with closing(sqlite3.connect(store)) as connection, connection:
        for statement in undo:
            connection.execute(statement)
        connection.execute("DELETE FROM alembic_version")
        connection.executemany("INSERT INTO alembic_version VALUES (?)", [(each,) for each in versions])


async def test_a_store_of_the_first_version(tmp_path: Path) -> None:
    """What came out before is known by version, as if it had been told today."""
    async with running(tmp_path, builders.publication) as now:
        await happen(now, *CORRECTED)
    as_of(tmp_path / "publication.db", ["DROP TABLE article"], "plumbing_0005", "publication_0001")
    async with running(tmp_path, builders.publication, ids=SeededIds(1)) as now:
        assert [fault async for fault in read_model_differs(now.service("publication"))] == []
        written = (await read(now, f"{STORY}/drafts"))["items"]
        out = {each["draftVersion"]: each["publishedVersion"] for each in written}
        assert (out[FIRST_DRAFT], out[THIRD]) == (1, 2)
