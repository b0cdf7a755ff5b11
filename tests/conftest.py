"""For all tests: no network (loopback outside unit tests), how hard Hypothesis tries, and a log without variables."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog

from shared.testing.running import elsewhere
from tests import needs
from tests.parts.postgres import Postgres
from tests.parts.postgres import running as running_postgres

pytest_plugins = ["tests.parts.kafka"]

HERE = Path(__file__).parent
UNIT = HERE / "unit"
WHOLE = (HERE / "e2e", HERE / "faults", HERE / "integration" / "services")
"""Tests of whole services and systems: what of a part only runs there is not tested by that it runs."""
LOOPBACK = ["127.0.0.1", "::1"]

hypothesis.settings.register_profile("dev", deadline=None, max_examples=50)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=50, print_blob=True)
hypothesis.settings.register_profile("long", deadline=None, print_blob=True, max_examples=2_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

structlog.configure([structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)])


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit tests get no sockets at all, all others loopback only; those of whole services are marked."""
    for item in items:
        if any(place in item.path.parents for place in WHOLE):
            item.add_marker(pytest.mark.whole)
        if UNIT in item.path.parents:
            item.add_marker(pytest.mark.disable_socket)
        else:
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


def pytest_collection_finish() -> None:
    """What was collected stays: looking through all of it for garbage again and again stops everything, for seconds."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Postgres]:
    with running_postgres(needs.postgres()) as server:
        yield server


@pytest.fixture
def postgres(_postgres: Postgres) -> Iterator[Postgres]:
    """A PostgreSQL server; its databases are this test's only."""
    yield _postgres
    _postgres.forget()


@pytest.fixture(params=("sqlite", "postgresql"))
def on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Run twice: the stores of services on the test's own folder are files in it, then PostgreSQL databases.

    `pytestmark = pytest.mark.usefixtures("on_both")` does it for a file.
    """
    if request.param == "sqlite":
        yield
    else:
        with elsewhere(tmp_path, request.getfixturevalue("postgres").fresh):
            yield


@pytest.fixture(autouse=True)
def _as_asked(request: pytest.FixtureRequest) -> Iterator[None]:
    """`KOPLOPER_TEST_STORE=postgresql` has all tests that use the kit run there, also those that run on SQLite only."""
    names = request.fixturenames
    if os.environ.get("KOPLOPER_TEST_STORE") != "postgresql" or "on_both" in names or "tmp_path" not in names:
        yield
    else:
        with elsewhere(request.getfixturevalue("tmp_path"), request.getfixturevalue("postgres").fresh):
            yield
