"""A collector of traces: takes OTLP over HTTP as any exporter sends it, and decodes it by the protocol's classes."""

import gzip
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

PATH: Final = "/v1/traces"


@dataclass(frozen=True, slots=True)
class Span:
    """A span as it arrived; `failed` tells whether it was marked as an error."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    links: Sequence[str]
    attributes: dict[str, Any]
    failed: bool

    @property
    def place(self) -> str:
        """How the `traceparent` of what follows from it begins; its flags do not travel with spans."""
        return f"00-{self.trace}-{self.id}-"


class Collector:
    """What arrived so far."""

    def __init__(self, address: str) -> None:
        self.address: Final = address
        self.spans: Final[list[Span]] = []
        self.bodies: Final[list[bytes]] = []

    def services(self, trace: str) -> set[str]:
        """Which services told of a trace."""
        return {span.service for span in self.spans if span.trace == trace}

    def named(self, service: str, name: str) -> list[Span]:
        return [span for span in self.spans if (span.service, span.name) == (service, name)]

    def take(self, body: bytes) -> None:
        self.bodies.append(body)
        request = ExportTraceServiceRequest.FromString(body)
        for of_service in request.resource_spans:
            service = _attributes(of_service.resource.attributes)["service.name"]
            for of_scope in of_service.scope_spans:
                self.spans.extend(_span(service, each) for each in of_scope.spans)


def _span(service: str, span: Any) -> Span:
    return Span(
        service,
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        [link.trace_id.hex() for link in span.links],
        _attributes(span.attributes),
        span.status.code == span.status.STATUS_CODE_ERROR,
    )


def _attributes(pairs: Any) -> dict[str, Any]:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on a port of this machine."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.take(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200 if self.path == PATH else 404)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    collector = Collector(f"http://127.0.0.1:{server.server_port}")
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
