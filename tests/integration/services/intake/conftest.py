"""Intake running alone."""

from collections.abc import AsyncIterator

import pytest

from shared.testing.running import Running
from tests.integration import builders
from tests.integration.builders import Run


@pytest.fixture
async def now(running: Run) -> AsyncIterator[Running]:
    async with running(builders.intake) as now:
        yield now
