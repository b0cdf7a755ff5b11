"""Intake with something to look into, a row at a time."""

from collections.abc import AsyncIterator

import pytest

from shared.doctor import look
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.submissions import KETENSTAGE


@pytest.fixture(autouse=True)
def _in_small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk ends between any two rows."""
    monkeypatch.setattr(look, "CHUNK", 1)


@pytest.fixture
async def now(running: Run) -> AsyncIterator[Running]:
    """Intake with what it starts with, and two initiatives, of which one was withdrawn."""
    async with running(builders.intake) as system:
        for number in (1, 2):
            await system.http.post("/intake/v1/initiatives", json=KETENSTAGE, headers=by("submitter", number))
        listed = await system.http.get("/intake/v1/initiatives", headers=by("submitter", 2))
        withdrawals = f"/intake/v1/initiatives/{listed.json()['items'][0]['id']}/withdrawals"
        await system.http.post(withdrawals, json={"reason": "Gestopt."}, headers=by("submitter", 2))
        await system.settled()
        yield system
