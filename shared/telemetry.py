"""What the log says and how: JSON lines, or colours on a terminal; with ids to follow, never with what people wrote.

Local variables stay out of tracebacks: they hold bodies. Whoever logs names ids, rules and counts.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final, Literal, TextIO, TypedDict, Unpack

import structlog
from pydantic_settings import BaseSettings, SettingsConfigDict
from structlog.contextvars import bind_contextvars, bound_contextvars, merge_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.decider import Command
from shared.envelope import Envelope
from shared.tracing import trace_id

Level = Literal["debug", "info", "warning", "error"]

KEPT_OUT: Final = frozenset(
    {"body", "content", "contact", "data", "deliveries", "email", "name", "phone", "salt", "text"}
)
"""Names under which bodies and what people wrote would come; what comes under them is not logged."""
QUIET: Final = ("alembic", "asyncio", "httpx", "uvicorn")
"""Libraries whose everyday remarks are not ours to pass on; their warnings are."""


class LogSettings(BaseSettings):
    """`KOPLOPER_LOG_LEVEL`: from which level on something is logged."""

    model_config = SettingsConfigDict(env_prefix="KOPLOPER_LOG_", frozen=True)

    level: Level = "info"


def configure(settings: LogSettings, to: TextIO = sys.stderr) -> None:
    """Have everything logged, by libraries too, written to `to`; for whoever starts a process, once."""
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    ours: list[Processor] = [
        merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        keep_out,
    ]
    shown = _terminal() if to.isatty() else _lines()
    structlog.configure(
        processors=[*ours, *shown],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=partial(Lines, to),
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown], foreign_pre_chain=ours
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


class Lines(structlog.PrintLogger):
    """Writes lines. On a full disk they are lost: whoever says something must go on all the same."""

    def __init__(self, to: TextIO, *_: object) -> None:
        super().__init__(to)

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = msg


def _terminal() -> list[Processor]:
    return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]


def _lines() -> list[Processor]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


def keep_out(_: WrappedLogger, __: str, said: EventDict) -> EventDict:
    """Leave out what must not be logged, whatever asks for it: bodies, and raw bytes under any name."""
    for name, value in said.items():
        if name in KEPT_OUT or isinstance(value, bytes | bytearray | memoryview):
            said[name] = "(kept out of the log)"
    return said


class Ids(TypedDict, total=False):
    """What a line may be about."""

    service: str | None
    trace_id: str | None
    correlation_id: str | None
    initiative_id: str | None
    event_id: str | None


def follow(**ids: Unpack[Ids]) -> None:
    """From here on, in this task, say with everything what it is about; what is None is not known, and not said."""
    bind_contextvars(**_known(ids))


@contextmanager
def about(**ids: Unpack[Ids]) -> Iterator[None]:
    """The same, within this block."""
    with bound_contextvars(**_known(ids)):
        yield


def ids_of(envelope: Envelope, service: str | None = None) -> Ids:
    """What is known of a fact, by the service that heard it."""
    return {
        "service": service,
        "trace_id": trace_id(envelope.traceparent),
        "correlation_id": envelope.correlationid,
        "initiative_id": envelope.initiativeid,
        "event_id": envelope.id,
    }


def ids_of_act(command: Command, service: str | None = None) -> Ids:
    """What is known of a command, and so of what it may make, by the service it was given to."""
    category, _, subject = command.streams[0].partition("-")
    return {
        "service": service,
        "trace_id": trace_id(command.act.traceparent),
        "correlation_id": command.act.correlation_id,
        "initiative_id": subject if category == "initiative" else None,
    }


def _known(ids: Ids) -> dict[str, object]:
    return {name: value for name, value in ids.items() if value is not None}
