"""Traces: one act of a person is followed through all five services, over the bus, by one trace id."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

import httpx
import pytest
from sqlalchemy import select

from cli import system
from shared import otel, tracing
from shared.envelope import Envelope, open_
from shared.store import schema
from shared.testing.given import actor
from shared.testing.running import by
from shared.testing.until import until
from tests.integration.submissions import KETENSTAGE
from tests.parts.collector import Collector, Span, collecting

FIVE: Final = set(system.SERVICES)
ASKED: Final = "4bf92f3577b34da6a3ce929d0e0e4736"
SUBMITTED: Final = "nl.koploper.initiative-submitted.v1"
OPENED: Final = "nl.koploper.dossier-opened.v1"


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """Where this process sends its traces meanwhile."""
    with collecting() as collector:
        monkeypatch.setenv(tracing.SETTINGS[0], collector.address)
        tracing.configure()
        yield collector
        tracing.close()


@pytest.fixture
async def whole(tmp_path: Path, collector: Collector) -> AsyncIterator[system.System]:
    async with system.running(tmp_path) as whole:
        yield whole


async def post(whole: system.System, path: str, body: object, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(whole.http)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.post(path, json=body, headers=headers)


async def submit(whole: system.System, **headers: str) -> str:
    answer = await post(whole, "/intake/v1/initiatives", KETENSTAGE, **by("submitter"), **headers)
    return str(answer.json()["id"])


async def all_five(collector: Collector, trace: str) -> None:
    """Wait until all services told of it."""
    await until(lambda: flushed(collector).services(trace) == FIVE)


def flushed(collector: Collector) -> Collector:
    assert tracing._exporting is not None
    tracing._exporting.flush()
    return collector


def facts(whole: system.System, service: str) -> list[Envelope]:
    """A service's own events."""
    with whole.parts[service].service.store.read() as connection:
        chosen = select(schema.event.c.body).order_by(schema.event.c.position)
        return [open_(body) for body in connection.execute(chosen).scalars()]


def only(spans: list[Span]) -> Span:
    (span,) = spans
    return span


async def test_one_trace_goes_through_all_five(whole: system.System, collector: Collector) -> None:
    """An act starts a trace, its events carry it, and so does everything that follows from them anywhere."""
    initiative = await submit(whole)
    act = only(flushed(collector).named("intake", "POST /initiatives"))
    await all_five(collector, act.trace)
    submitted = next(each for each in facts(whole, "intake") if each.subject == initiative)
    assert str(submitted.traceparent).startswith(act.place)
    told = {span.attributes.get("koploper.initiative.id") for span in collector.spans if span.name.startswith("decide")}
    assert initiative in told


async def test_who_caused_whom(whole: system.System, collector: Collector) -> None:
    """Sending and reacting hang under the act, the reaction's own event under the reaction, and so on."""
    await submit(whole, traceparent=f"00-{ASKED}-00f067aa0ba902b7-01")
    await all_five(collector, ASKED)
    act = only(collector.named("intake", "POST /initiatives"))
    assert (act.parent, act.attributes["http.response.status_code"]) == ("00f067aa0ba902b7", 201)
    assert only(collector.named("intake", "decide Submit")).parent == act.id
    assert only(collector.named("intake", "write a group")).parent == act.id
    assert only(collector.named("intake", f"send {SUBMITTED}")).parent == act.id
    assert only(collector.named("events", f"take in {SUBMITTED}")).parent == act.id
    reaction = only(collector.named("assessment", f"react to {SUBMITTED}"))
    assert reaction.parent == act.id
    opened = next(fact for fact in facts(whole, "assessment") if fact.type == OPENED)
    assert str(opened.traceparent).startswith(reaction.place)
    await until(lambda: flushed(collector).named("events", f"take in {OPENED}"))
    assert only(collector.named("events", f"take in {OPENED}")).parent == reaction.id


async def test_a_refusal_is_no_error(whole: system.System, collector: Collector) -> None:
    """The span of a command that was refused names the rule, and is not marked as failed."""
    await post(whole, "/intake/v1/initiatives", KETENSTAGE, **by("adviser"))
    decided = only(flushed(collector).named("intake", "decide Submit"))
    assert (decided.attributes["koploper.refusal"], decided.failed) == ("role-may-not", False)


async def test_spans_hold_nothing_that_people_wrote(whole: system.System, collector: Collector) -> None:
    """They name ids, types and rules; no text of a submission, and nobody's id."""
    await submit(whole)
    await all_five(collector, flushed(collector).spans[0].trace)
    said = " ".join(str((span.name, span.attributes)) for span in collector.spans)
    assert KETENSTAGE["title"] not in said
    assert KETENSTAGE["contact"]["email"] not in said
    assert actor("submitter").id not in said


async def test_reading_leaves_no_trace(whole: system.System, collector: Collector) -> None:
    """Only what acts is traced: pages and probes ask all the time."""
    transport = httpx.ASGITransport(whole.http)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        await client.get("/intake/v1/initiatives", headers=by("adviser"))
        await client.get("/metrics")
    assert flushed(collector).spans == []


def test_commands_of_other_acts_are_linked(collector: Collector) -> None:
    """A group belongs to the trace of its first command, and names those of all others."""
    others = [f"00-{number:032x}-{number:016x}-01" for number in (1, 2, 3)]
    assert tracing._exporting is not None
    with tracing._exporting.start("toy", "write a group", others[0], "internal", also=others[1:]):
        pass
    span = only(flushed(collector).spans)
    assert (span.trace, span.links) == (f"{1:032x}", [f"{2:032x}", f"{3:032x}"])


def test_what_broke_is_marked(collector: Collector) -> None:
    """A span in which something broke is an error of that class; what the fault said is not told."""
    with pytest.raises(ZeroDivisionError), tracing.asking("toy", "POST", None):
        raise ZeroDivisionError("geheim")
    span = only(flushed(collector).spans)
    assert span.failed
    assert "geheim" not in str(span)


async def test_a_collector_that_is_away_keeps_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Acts are answered as ever, and the process does not wait long for spans that nobody takes."""
    with collecting() as gone:
        monkeypatch.setenv(tracing.SETTINGS[0], gone.address)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    tracing.configure()
    async with system.running(tmp_path) as whole:
        assert await submit(whole)
    began = perf_counter()
    await asyncio.to_thread(tracing.close)
    assert perf_counter() - began < otel.CLOSING + 1
    assert tracing.asking("toy", "POST", None) is tracing.NOTHING
