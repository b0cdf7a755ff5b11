"""Assessment running alone, with advisers at work."""

from collections.abc import AsyncIterator

import pytest

from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.assessment.advisers import Advisers


@pytest.fixture
async def advisers(running: Run) -> AsyncIterator[Advisers]:
    """Advisers at a running assessment."""
    async with running(builders.assessment) as now:
        yield Advisers(now)
