"""Traces while they are off, and how they are switched on."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from shared import tracing
from tests.toy.core import count

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No trace leaves a test."""
    for name in tracing.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    yield
    tracing.close()


def test_nothing_is_kept_unless_asked_for() -> None:
    """Without a setting there is no span, whatever is done."""
    tracing.configure()
    assert tracing.asking("toy", "POST", TRACE) is tracing.NOTHING
    assert tracing.writing("toy", [count("a")]) is tracing.NOTHING
    with tracing.deciding("toy", count("a")) as span:
        assert span.header is None


def test_the_sdk_is_not_imported_unless_asked_for() -> None:
    """Whoever keeps no traces does not pay for them, not even at the start."""
    script = "import sys, cli.system; print([name for name in sys.modules if name.startswith('opentelemetry.sdk')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", tracing.SETTINGS)
def test_a_setting_switches_them_on(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Either of the settings that OpenTelemetry has for it; then an act begins a trace, or goes on with its asker's."""
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    tracing.configure()
    begun, joined = tracing.asking("toy", "POST", None), tracing.asking("toy", "POST", TRACE)
    assert tracing.trace_id(begun.header) is not None
    assert tracing.trace_id(joined.header) == tracing.trace_id(TRACE)
    assert joined.header != TRACE
    assert tracing.asking("toy", "GET", TRACE) is tracing.NOTHING


def test_what_names_no_trace() -> None:
    """Texts that are no `traceparent` name none."""
    assert [tracing.trace_id(text) for text in (None, "", TRACE.upper(), TRACE + "-x")] == [None] * 4
