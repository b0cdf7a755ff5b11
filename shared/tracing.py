"""Traces: what followed from an act, over all services and the bus. Off unless `OTEL_EXPORTER_OTLP_ENDPOINT` says where
spans go; OpenTelemetry (`shared/otel.py`) is imported only then.

An act's span starts the trace, or goes on with its asker's; its events carry it as `traceparent`. Whoever hears one
makes a span under it, which the events of the reaction carry in turn. Spans name ids, types and rules, never content.
"""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, Self

import orjson

from shared.bus.protocol import Message
from shared.decider import Command
from shared.envelope import Envelope

if TYPE_CHECKING:
    from shared.bus.protocol import Message
    from shared.otel import Exporting

SETTINGS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""Either says where spans go, as OpenTelemetry's specification has it."""
HEADER: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""A `traceparent` (W3C Trace Context, version 00)."""
READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

Kind = Literal["server", "internal", "producer", "consumer"]


class Span:
    """Something under way, in a trace. This one is nothing: it stands for all of them while traces are off."""

    header: str | None = None
    """Its `traceparent`, for what follows from it."""

    def is_called(self, name: str) -> None:
        """Give it its name, when that is known only at its end."""

    def has(self, more: Mapping[str, str | int]) -> None:
        """Say something more about it: attributes by name."""

    def end(self, failure: BaseException | None = None) -> None:
        """It is over, or failed: of a refusal the rule is told, of a fault its class."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, failure: BaseException | None, __: TracebackType | None) -> None:
        self.end(failure)


NOTHING: Final = Span()

_exporting: "Exporting | None" = None


def configure() -> None:
    """Keep traces from now on, if a setting says where they go; for whoever starts a process, once."""
    if any(os.environ.get(name) for name in SETTINGS):
        from shared.otel import Exporting

        export(Exporting())


def export(to: "Exporting | None") -> None:
    """Send spans there from now on; None: keep none."""
    global _exporting
    _exporting = to


def close() -> None:
    """Send what is left, for a short while, and keep no more."""
    if _exporting is not None:
        _exporting.close()
        export(None)


def trace_id(traceparent: str | None) -> str | None:
    """The trace that a `traceparent` names; None when it names none."""
    found = HEADER.fullmatch(traceparent or "")
    return found and found[1]


def asking(service: str, method: str, traceparent: str | None) -> Span:
    """A request that acts; it goes on with its asker's trace, or starts one."""
    if _exporting is None or method in READS:
        return NOTHING
    return _exporting.start(service, method, traceparent, "server")


def writing(service: str, commands: Sequence[Command]) -> Span:
    """Commands decided and written together: a span of the first one's trace, linked with all others'."""
    if _exporting is None:
        return NOTHING
    parents = [command.act.traceparent for command in commands if command.act.traceparent is not None]
    if not parents:
        return NOTHING
    span = _exporting.start(service, "write a group", parents[0], "internal", also=parents[1:])
    span.has({"koploper.commands": len(commands)})
    return span


def deciding(service: str, command: Command) -> Span:
    """One command being decided."""
    if _exporting is None or command.act.traceparent is None:
        return NOTHING
    span = _exporting.start(service, f"decide {type(command).__name__}", command.act.traceparent, "internal")
    category, _, subject = command.streams[0].partition("-")
    if category == "initiative":
        span.has({"koploper.initiative.id": subject})
    return span


def hearing(service: str, envelope: Envelope, does: str) -> Span:
    """A fact of another service being taken in; `does` says what for, in a word."""
    if _exporting is None or envelope.traceparent is None:
        return NOTHING
    span = _exporting.start(service, f"{does} {envelope.type}", envelope.traceparent, "consumer")
    span.has(
        {"messaging.message.id": envelope.id, "koploper.from": envelope.service, "koploper.stream": envelope.stream}
    )
    if envelope.initiativeid is not None:
        span.has({"koploper.initiative.id": envelope.initiativeid})
    return span


def sending(service: str, topic: str, messages: Sequence[Message]) -> "ExitStack | Span":
    """Events on their way to the bus, until all of them are durable there: a span for each that belongs to a trace."""
    if _exporting is None:
        return NOTHING
    spans = ExitStack()
    for message in messages:
        read = orjson.loads(message.body)
        if traceparent := read.get("traceparent"):
            span = spans.enter_context(_exporting.start(service, f"send {read['type']}", traceparent, "producer"))
            span.has({"messaging.destination.name": topic, "messaging.message.id": read["id"]})
    return spans
