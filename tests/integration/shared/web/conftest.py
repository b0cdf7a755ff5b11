"""The toy, reached as clients reach it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.testing.running import Running
from shared.testing.running import running as run
from tests.toy.app import build


@pytest.fixture
async def now(tmp_path: Path) -> AsyncIterator[Running]:
    async with run(tmp_path, build) as now:
        yield now
