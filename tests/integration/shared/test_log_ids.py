"""What the log says of a fault: in which trace, which act, which initiative, which fact."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pytest
import structlog

from shared import telemetry
from shared.telemetry import LogSettings
from shared.testing.given import act
from shared.testing.running import by, running
from tests.toy import app
from tests.toy.core import UNLUCKY, Count
from tests.toy.hearing import delivery, nudge
from tests.toy.stand import Stand

ID: Final = "0af7651916cd43dd8448eb211c80319c"
TRACE: Final = f"00-{ID}-b7ad6b7169203331-01"


@pytest.fixture
def said() -> Iterator[StringIO]:
    """The log, as a process writes it; it is the process's, so it is given back."""
    ours, out = structlog.get_config(), StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.getLogger(), "handlers", [])
        telemetry.configure(LogSettings(), out)
        yield out
    structlog.configure(**ours)
    structlog.contextvars.clear_contextvars()


def line(said: StringIO, event: str) -> dict[str, Any]:
    (found,) = (told for told in map(json.loads, said.getvalue().splitlines()) if told["event"] == event)
    return dict(found)


async def test_a_command_that_failed(stand: Stand, said: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the service, the act with its trace, and the initiative whose stream it was about."""
    monkeypatch.setattr(Count, "streams", property(lambda command: (f"initiative-{command.name}",)))
    given = replace(act("editor"), traceparent=TRACE)
    with pytest.raises(KeyError):  # the toy has no rules for initiatives
        await stand.handle(Count(act=given, name="a", by=1))
    told = line(said, "command failed")
    assert (told["service"], told["trace_id"], told["initiative_id"]) == ("toy", ID, "a")
    assert told["correlation_id"] == given.correlation_id


async def test_a_fact_that_was_put_aside(stand: Stand, said: StringIO) -> None:
    """It names the fact, and all that its envelope tells of where it comes from."""
    body = nudge("tally-a", 1, UNLUCKY, traceparent=TRACE, initiativeid="some", id="this")
    await stand.inbox.receive([delivery(body)])
    told = line(said, "event put aside")
    known = {name: told[name] for name in ("service", "trace_id", "initiative_id", "event_id")}
    assert known == {"service": "toy", "trace_id": ID, "initiative_id": "some", "event_id": "this"}
    assert told["correlation_id"] == json.loads(body)["correlationid"]


async def test_a_fork_among_what_waits(stand: Stand, said: StringIO) -> None:
    """It names the fact that came second."""
    await stand.inbox.receive([delivery(nudge("tally-a", 2))])
    await stand.inbox.receive([delivery(nudge("tally-a", 2, id="another", traceparent=TRACE), 2)])
    told = line(said, "fork among what waits")
    assert (told["event_id"], told["trace_id"]) == ("another", ID)


async def test_a_request_that_failed(tmp_path: Path, said: StringIO) -> None:
    """An act over HTTP names its trace and its correlation with everything, also where the request broke."""
    async with running(tmp_path, app.build) as now:
        body = {"by": UNLUCKY}
        await now.http.post("/toy/v1/tallies/a/counts", json=body, headers={**by("editor"), "traceparent": TRACE})
    command, request = line(said, "command failed"), line(said, "request failed")
    assert command["trace_id"] == request["trace_id"] == ID
    assert command["correlation_id"] == request["correlation_id"]
