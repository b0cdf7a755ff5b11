"""Spans by OpenTelemetry, sent as OTLP over HTTP: the only module that imports it, and only `shared/tracing.py` imports
this one, once traces are asked for: it costs a third of a second.

Where they go, how they are sampled and how many wait is told by OpenTelemetry's own `OTEL_` settings.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_NAMESPACE, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Link, SpanKind, Status, StatusCode, Tracer, get_current_span
from opentelemetry.trace import Span as Made
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.errors import Refusal
from shared.tracing import Kind, Span

CLOSING: Final = 2.0
"""Seconds a stop waits for the last spans: a collector that is away must not keep a service from stopping."""
KINDS: Final[dict[Kind, SpanKind]] = {
    "server": SpanKind.SERVER,
    "internal": SpanKind.INTERNAL,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
}

_w3c: Final = TraceContextTextMapPropagator()


class Exporting:
    """Makes spans, each under the name of its service, and sends them in the background, some at a time."""

    def __init__(self, exporter: SpanExporter | None = None) -> None:
        self._sending = BatchSpanProcessor(exporter or OTLPSpanExporter())
        self._tracers: dict[str, Tracer] = {}

    def start(self, service: str, name: str, parent: str | None, kind: Kind, also: Sequence[str] = ()) -> "OtelSpan":
        """Begin a span of `service` under the `traceparent` `parent`, or a new trace; linked with those of `also`."""
        made = self._tracer(service).start_span(
            name,
            _context(parent),
            KINDS[kind],
            links=[Link(get_current_span(_context(each)).get_span_context()) for each in also],
        )
        return OtelSpan(made)

    def flush(self) -> None:
        """Send what waits now."""
        self._sending.force_flush()

    def close(self) -> None:
        """Send the last spans, and what does not go out in time not at all."""
        closing = threading.Thread(target=self._sending.shutdown, name="spans close", daemon=True)
        closing.start()
        closing.join(CLOSING)

    def _tracer(self, service: str) -> Tracer:
        if service not in self._tracers:
            resource = Resource.create({SERVICE_NAME: service, SERVICE_NAMESPACE: "koploper"})
            provider = TracerProvider(resource=resource, shutdown_on_exit=False)
            provider.add_span_processor(self._sending)
            self._tracers[service] = provider.get_tracer("koploper")
        return self._tracers[service]


class OtelSpan(Span):
    """A span that is kept."""

    def __init__(self, made: Made) -> None:
        self._made = made
        context = made.get_span_context()
        self.header = f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"

    def is_called(self, name: str) -> None:
        self._made.update_name(name)

    def has(self, more: Mapping[str, str | int]) -> None:
        self._made.set_attributes(more)

    def end(self, failure: BaseException | None = None) -> None:
        match failure:
            case None:
                pass
            case Refusal():
                self.has({"koploper.refusal": failure.rule})
            case _:
                self._made.set_status(Status(StatusCode.ERROR, type(failure).__name__))
        self._made.end()


def _context(traceparent: str | None) -> Context:
    return _w3c.extract({"traceparent": traceparent} if traceparent else {}, Context())
