"""What is counted while the system works, per service, for Prometheus. What is measured only when somebody looks is in
`shared/gauges.py`.

One registry per process, with the service as a label: five services in one process are told apart, and whoever starts a
second system in it (a test) sees the counters go on, as Prometheus sees those of a process that lives on.
"""

from functools import cache
from typing import Final, Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

Kind = Literal["commands", "batch"]
"""What is handled together: a group of commands, or a batch of others' facts."""

GROUPS: Final = (1, 2, 4, 8, 16, 32, 64, 128)
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

ANSWER_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
"""Fewer, because there is a series for each of them, of each address."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"
"""Any other method: what clients make up is no label."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, which nobody asks for

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_APPENDS: Final = Counter(
    "koploper_appends", "Events appended to the service's own store.", ["service"], registry=REGISTRY
)
_GROUP_SIZE: Final = Histogram(
    "koploper_group_size",
    "Commands that were written together.",
    ["service"],
    buckets=GROUPS,
    registry=REGISTRY,
)
_HANDLER_SECONDS: Final = Histogram(
    "koploper_handler_seconds",
    "Seconds a group of commands or a batch of others' facts took, from the first read to the commit.",
    ["service", "kind"],
    buckets=SECONDS,
    registry=REGISTRY,
)
_HANDLED: Final = Counter(
    "koploper_handled", "Others' facts that were handled; of the ledger: taken in.", ["service"], registry=REGISTRY
)
_DUPLICATES: Final = Counter(
    "koploper_duplicates", "Others' facts that came again and were dropped.", ["service"], registry=REGISTRY
)
_REFUSALS: Final = Counter(
    "koploper_refusals", "Commands to which a rule said no.", ["service", "rule"], registry=REGISTRY
)
_STREAM_CLIENTS: Final = Gauge(
    "koploper_stream_clients", "Readers connected to the live stream.", ["service"], registry=REGISTRY
)
_SIGNS: Final = Gauge(
    "koploper_ledger_signs",
    "1 while the ledger signs what comes in, 0 while it may not.",
    ["service"],
    registry=REGISTRY,
)
_REQUESTS: Final = Counter(
    "koploper_http_requests", "Requests answered, by the class of the status.", ["service", "status"], registry=REGISTRY
)
_REQUEST_SECONDS: Final = Histogram(
    "koploper_http_request_seconds",
    "Seconds from a request to the end of its answer; to its beginning where that is a stream.",
    ["service", "route", "method", "status"],
    buckets=ANSWER_SECONDS,
    registry=REGISTRY,
)


class Meter:
    """Counts for one service. A call costs about a microsecond, so what is frequent is counted per group."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._appends = _APPENDS.labels(service)
        self._group_size = _GROUP_SIZE.labels(service)
        self._seconds = {kind: _HANDLER_SECONDS.labels(service, kind) for kind in ("commands", "batch")}
        self._handled = _HANDLED.labels(service)
        self._duplicates = _DUPLICATES.labels(service)
        self._answers = [_REQUESTS.labels(service, f"{first}xx") for first in range(1, 6)]
        self._request_seconds: dict[tuple[str, str, int], Histogram] = {}

    def appended(self, events: int) -> None:
        """So many events were committed to the service's own store."""
        self._appends.inc(events)

    def wrote(self, commands: int, seconds: float) -> None:
        """A group of so many commands was decided and written, in so many seconds."""
        self._group_size.observe(commands)
        self._seconds["commands"].observe(seconds)

    def took(self, seconds: float) -> None:
        """A batch of others' facts was taken in, in so many seconds."""
        self._seconds["batch"].observe(seconds)

    def handled(self, facts: int, duplicates: int) -> None:
        """So many of others' facts were handled, and so many dropped because they were known."""
        self._handled.inc(facts)
        self._duplicates.inc(duplicates)

    def refused(self, rule: str) -> None:
        """The rule of this name said no to a command."""
        _REFUSALS.labels(self._service, rule).inc()

    def answered(self, status: int) -> None:
        """A request was answered with this HTTP status."""
        self._answers[status // 100 - 1].inc()

    def answering(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request to an address, as it was declared, was answered with this HTTP status in so many seconds."""
        key = (route, method, status // 100)
        if (timed := self._request_seconds.get(key)) is None:
            known = method if method in METHODS else OTHER
            timed = _REQUEST_SECONDS.labels(self._service, route, known, f"{status // 100}xx")
            if known != OTHER:
                self._request_seconds[key] = timed
        timed.observe(seconds)

    def listening(self, clients: int) -> None:
        """So many readers are connected to the live stream now."""
        _STREAM_CLIENTS.labels(self._service).set(clients)

    def signs(self, does: bool) -> None:
        """What comes in is signed now, or may not be."""
        _SIGNS.labels(self._service).set(does)


@cache
def of(service: str) -> Meter:
    """The meter of a service: one per process."""
    return Meter(service)
