"""`koploper` with a clock that a test sets: the seconds in the file KOPLOPER_TEST_OFFSET are added to the machine's."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from cli.main import main
from shared import clock

FILE = Path(os.environ["KOPLOPER_TEST_OFFSET"])


def offset() -> float:
    """How far the clock is off just now."""
    return float(FILE.read_text())


def now(_: clock.SystemClock) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=offset())


def time_ns() -> int:
    return time.time_ns() + int(offset() * 1e9)


if __name__ == "__main__":
    setattr(clock.SystemClock, "now", now)  # noqa: B010 - a clock is given a fault
    setattr(clock, "time", SimpleNamespace(time_ns=time_ns))  # noqa: B010 - the same
    main()
