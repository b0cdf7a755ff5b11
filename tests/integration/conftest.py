"""What tests on real stores and a real bus start from."""

from functools import partial
from pathlib import Path

import pytest

from shared.testing import running as kit
from tests.integration.builders import Run


@pytest.fixture
def running(tmp_path: Path) -> Run:
    """Services on the test's own folder: `async with running(builders.intake) as now`."""
    return partial(kit.running, tmp_path)
