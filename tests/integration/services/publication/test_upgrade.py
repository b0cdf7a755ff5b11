"""A store of an earlier version, brought up to date: its read models are what its facts say."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from services.publication import events
from services.publication.decider import notes
from services.publication.decider.notices import NOTICES
from shared.doctor.read_models import read_model_differs
from shared.testing.running import running
from shared.testing.seeded import SeededIds
from tests.integration import builders
from tests.integration.services.publication.koplopers import (
    FIRST_DRAFT,
    PUBLISHED,
    STORY,
    Step,
    answer,
    assessment,
    assessment_reversal,
    clearance,
    clearance_reversal,
    happen,
    invitation,
    meeting,
    read,
    taking_back,
    taking_up,
    version,
    withdrawal,
)
from tests.integration.services.publication.test_drafts import CORRECTED, THIRD

ADDED: Final = (
    "next_since",
    "next_from",
    "assessment_undone_at",
    "clearance_undone_at",
    "reopened_at",
    "name_withdrawn_at",
    "phone_withdrawn_at",
    "email_withdrawn_at",
    "to_check_since",
)
SINCE_THE_FIRST: Final = (
    "DROP TABLE article",
    "DROP TABLE channel",
    "DROP TABLE showing",
    "DROP TABLE toolkit",
    *(f"ALTER TABLE story DROP COLUMN {each}" for each in ADDED),
    *(f"ALTER TABLE invitation DROP COLUMN {each}" for each in ("lapsed_because", "lapsed_at")),
    *(
        f"ALTER TABLE meeting DROP COLUMN {each}"
        for each in ("state", "previous_date", "moved_at", "called_off_at", "reason")
    ),
)


def as_of(store: Path, undo: Sequence[str], version: str) -> None:
    """Put the tables of a store back to how this migration left them."""
    with closing(sqlite3.connect(store)) as connection, connection:
        for statement in undo:
            connection.execute(statement)
        connection.execute(
            "UPDATE alembic_version SET version_num = ? WHERE version_num LIKE 'publication%'", (version,)
        )


async def test_a_store_of_the_first_version(tmp_path: Path) -> None:
    """What came out before is known by version and on its channels, as if it had been told today."""
    async with running(tmp_path, builders.publication) as now:
        await happen(now, *CORRECTED, meeting(), invitation(), answer("next"), withdrawal())
    as_of(tmp_path / "publication.db", SINCE_THE_FIRST, "publication_0001")
    async with running(tmp_path, builders.publication, ids=SeededIds(1)) as now:
        assert [fault async for fault in read_model_differs(now.service("publication"))] == []
        written = (await read(now, f"{STORY}/drafts"))["items"]
        out = {each["draftVersion"]: each["publishedVersion"] for each in written}
        assert (out[FIRST_DRAFT], out[THIRD]) == (1, 2)
        assert {each["state"] for each in (await read(now))["channels"]} == {"withdrawn"}


UNTOLD: dict[str, tuple[Sequence[Step], events.WithdrawnBy, events.WithdrawnBy]] = {
    "withdrawn": ((clearance_reversal(), withdrawal()), "clearance-reversed", "withdrawn-by-submitter"),
    "not met": ((assessment_reversal(), assessment(outcome="not-met")), "assessment-reversed", "not-met"),
    "decided anew": ((clearance_reversal(), clearance()), "clearance-reversed", "to-agree-anew"),
    "taken up": ((taking_back(), taking_up()), "withdrawn-by-editor", "to-agree-anew"),
    "taken up and withdrawn": (
        (taking_back(), taking_up(), withdrawal()),
        "withdrawn-by-editor",
        "withdrawn-by-submitter",
    ),
    "still undone": ((clearance_reversal(),), "clearance-reversed", "clearance-reversed"),
    "still taken back": ((taking_back(), clearance_reversal()), "withdrawn-by-editor", "withdrawn-by-editor"),
}


@pytest.mark.parametrize(("steps", "told", "true"), UNTOLD.values(), ids=UNTOLD)
async def test_a_notice_that_was_left_as_it_was(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    steps: Sequence[Step],
    told: events.WithdrawnBy,
    true: events.WithdrawnBy,
) -> None:
    """Where an older version told once why an article went, it tells how it is from the first start, and no more."""
    with monkeypatch.context() as older:
        older.setattr(notes, "_told_otherwise", lambda *_: [])
        async with running(tmp_path, builders.publication) as now:
            await happen(now, *PUBLISHED, *steps)
            assert (await read(now, role=None))["reason"] == told
            before = await version(now)
    for start in range(1, 3):
        async with running(tmp_path, builders.publication, ids=SeededIds(start)) as now:
            await now.settled()
            shown = await read(now, role=None)
            assert (shown["reason"], shown["notice"]) == (true, NOTICES[true])
            assert await version(now) == before + (told != true)
            assert [fault async for fault in read_model_differs(now.service("publication"))] == []
