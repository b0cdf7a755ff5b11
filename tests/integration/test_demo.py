"""Whole journeys through all five services, on SQLite and on PostgreSQL: the same to their readers on both."""

from datetime import UTC, datetime
from typing import Any, Final

import httpx
import pytest
from rich.console import Console

from cli.client import Client
from cli.demo import cast, load
from shared.testing.running import Running, by
from shared.testing.seeded import SetClock
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.events import ledgers

pytestmark = pytest.mark.usefixtures("on_both")
SERVICES: Final = ("intake", "assessment", "review", "publication", "events")
TODAY: Final = datetime(2021, 2, 1, 12, tzinfo=UTC)
"""Both policies that ship are valid."""
LISTS: Final = {
    "/intake/v1/initiatives?sort=-title": "adviser",
    "/assessment/v1/dossiers?state=decided&sort=title": "adviser",
    "/review/v1/clearances?state=cleared": "ministry-vws",
    "/publication/v1/stories?theme=leven-lang-ontwikkelen&sort=title": "editor",
    "/publication/v1/meetings?sort=-date": "editor",
    "/events/v1/journeys?theme=leven-lang-ontwikkelen&stage=nominated": "auditor",
    "/events/v1/journeys?at=999999&theme=leven-lang-ontwikkelen&sort=-title": "auditor",
    "/events/v1/journeys?at=999999&stage=nominated": "auditor",
    "/events/v1/events?limit=500&type=nl.koploper.article-published.v1": "auditor",
}


async def test_the_demo(running: Run) -> None:
    """Every journey ends where it should, every list can be read page by page, and the doctor finds nothing."""
    everyone = (builders.intake, builders.assessment, builders.review, builders.publication, ledgers.ledger)
    async with running(*everyone, clock=SetClock(TODAY)) as now:
        async with Client("http://localhost", httpx.ASGITransport(now._front)) as client:
            await load(client, Console(quiet=True))
        await now.settled()
        stages = [each["stage"] for each in (await read(now, "/events/v1/journeys?limit=100", "auditor"))["items"]]
        assert len(stages) == cast.INITIATIVES
        assert "nominated" in stages
        for path, role in LISTS.items():
            await by_pages(now, path, role)
        for service in SERVICES:
            assert (await read(now, f"/{service}/v1/checks", "operator"))["items"] == []


async def read(now: Running, path: str, role: Any) -> Any:
    answer = await now.http.get(path, headers=by(role))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def by_pages(now: Running, path: str, role: str) -> None:
    """One at a time gives what all at once gives, in the same order."""
    joined = "&" if "?" in path else "?"
    whole = (await read(now, path, role))["items"]
    assert whole
    if "/events?" in path:
        return
    pages: list[Any] = []
    cursor = ""
    while len(pages) <= len(whole):
        page = await read(now, f"{path}{joined}limit=1{cursor}", role)
        pages += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert pages == whole
