"""For all tests: no network (loopback outside unit tests), how hard Hypothesis tries, and a log without variables."""

import os
from pathlib import Path

import hypothesis
import pytest
import structlog

pytest_plugins = ["tests.parts.kafka"]

UNIT = Path(__file__).parent / "unit"
LOOPBACK = ["127.0.0.1", "::1"]

hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=False, print_blob=True)
hypothesis.settings.register_profile("long", deadline=None, print_blob=True, max_examples=2_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

structlog.configure([structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit tests get no sockets at all, all others loopback only."""
    for item in items:
        if UNIT in item.path.parents:
            item.add_marker(pytest.mark.disable_socket)
        else:
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
