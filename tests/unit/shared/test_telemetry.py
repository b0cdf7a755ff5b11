"""What the log says, how, and what it never says."""

import errno
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from shared import telemetry
from shared.telemetry import Level, LogSettings, about, follow


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Logging is the process's: give it back."""
    root, ours = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers, root.level
    yield
    structlog.configure(**ours)
    structlog.contextvars.clear_contextvars()
    root.handlers = handlers
    root.setLevel(level)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def configured(level: Level = "info", to: io.StringIO | None = None) -> io.StringIO:
    out = to or io.StringIO()
    telemetry.configure(LogSettings(level=level), out)
    return out


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_is_json() -> None:
    """Where nobody watches, each thing said is one JSON object with when, how grave and what."""
    out = configured()
    structlog.get_logger().warning("relay waits", pause=0.2)
    (line,) = lines(out)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "relay waits", "level": "warning", "pause": 0.2}


def test_a_terminal_is_for_people() -> None:
    """On a terminal it is a line to read, with a traceback below where there is one."""
    out = configured(to=Terminal())
    _fail_with("geheim")
    assert "command failed" in out.getvalue()
    assert "ZeroDivisionError" in out.getvalue()
    assert not out.getvalue().startswith("{")


@pytest.mark.parametrize("to", [io.StringIO, Terminal])
def test_a_traceback_shows_no_variables(to: type[io.StringIO]) -> None:
    """What was in hand when something failed stays out of the log, on a terminal too."""
    out = configured(to=to())
    _fail_with("geheim")
    assert "test_telemetry.py" in out.getvalue()
    assert "geheim" not in out.getvalue()


class FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("said", ["debug", "info", "warning", "error", "exception", "critical"])
def test_a_log_on_a_full_disk_stops_nobody(said: str) -> None:
    """What cannot be written is lost; whoever says it goes on."""
    configured("debug", to=FullDisk())
    getattr(structlog.get_logger(), said)("relay waits")
    getattr(logging.getLogger(), said)("relay waits")


def _fail_with(written: str) -> None:
    contact = {"phone": written}
    try:
        len(contact) / 0
    except ZeroDivisionError:
        structlog.get_logger().exception("command failed")


@pytest.mark.parametrize("name", sorted(telemetry.KEPT_OUT))
def test_what_people_wrote_is_never_logged(name: str) -> None:
    """Under a name that stands for content nothing is logged, nor are bytes under any name."""
    out = configured()
    structlog.get_logger().error("event put aside", **{name: "geheim"}, raw=b"geheim")
    (line,) = lines(out)
    assert line[name] == line["raw"] == "(kept out of the log)"


@pytest.mark.parametrize(("level", "said"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_the_level_is_a_setting(level: Level, said: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is less grave than asked for is not logged."""
    monkeypatch.setenv("KOPLOPER_LOG_LEVEL", level)
    out = io.StringIO()
    telemetry.configure(LogSettings(), out)
    log = structlog.get_logger()
    for say in (log.debug, log.info, log.warning, log.error):
        say("something")
    assert len(lines(out)) == said


def test_libraries_say_it_the_same_way() -> None:
    """What the standard library's loggers say comes as our own lines do; everyday remarks of the loud ones do not."""
    out = configured()
    logging.getLogger("someone").info("started on %s", "8000")
    logging.getLogger("asyncio").error("Task exception was never retrieved")
    logging.getLogger("uvicorn.error").info("Shutting down")
    assert [(line["event"], line["level"]) for line in lines(out)] == [
        ("started on 8000", "info"),
        ("Task exception was never retrieved", "error"),
    ]


def test_ids_to_follow_are_said_with_everything() -> None:
    """Within a block, or from a point on, each line names what it is about; ids that are not known are left out."""
    out = configured()
    log = structlog.get_logger()
    with about(service="intake", correlation_id="c", initiative_id="i", event_id="e"):
        log.info("inside")
    log.info("outside")
    follow(service="review", correlation_id="d")
    log.info("from here")
    inside, outside, after = ({k: v for k, v in line.items() if k not in {"timestamp", "level"}} for line in lines(out))
    assert inside == {
        "event": "inside",
        "service": "intake",
        "correlation_id": "c",
        "initiative_id": "i",
        "event_id": "e",
    }
    assert outside == {"event": "outside"}
    assert after == {"event": "from here", "service": "review", "correlation_id": "d"}
