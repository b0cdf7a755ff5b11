"""Gaps: streams of which a number has not arrived, so that what comes behind it is held back."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from services.events.ledger import signals
from shared import conflict
from shared.store import schema

_waiting: Final = schema.waiting
_last: Final = (
    select(func.coalesce(func.max(schema.inbox.c.sequence), 0))
    .where(schema.inbox.c.source == _waiting.c.source, schema.inbox.c.stream == _waiting.c.stream)
    .scalar_subquery()
)
_ALL: Final[Select[*tuple[Any, ...]]] = (
    select(
        _waiting.c.source,
        _waiting.c.stream,
        (_last + 1).label("expected"),
        func.min(_waiting.c.sequence).label("got"),
        (func.count() - 1).label("behind"),
    )
    .where(_waiting.c.reason.in_(("gap", "discarded")))
    .group_by(_waiting.c.source, _waiting.c.stream)
    .order_by(_waiting.c.stream, _waiting.c.source)
)


@dataclass(frozen=True, slots=True)
class Gap:
    """In `stream` of `source`, number `expected` is next; `got` is the first that waits, and `behind` wait after it."""

    source: str
    stream: str
    expected: int
    got: int
    behind: int


def every(connection: Connection) -> list[Gap]:
    """All gaps there are now."""
    return _gaps(connection, _ALL)


def of_initiative(connection: Connection, initiative_id: str) -> list[Gap]:
    """The gaps in the streams of an initiative, and of the signals that it was found by."""
    found = signals.streams(connection, [initiative_id])
    streams = (f"initiative-{initiative_id}", conflict.stream_of(initiative_id), *found)
    return _gaps(connection, _ALL.where(_waiting.c.stream.in_(streams)))


def _gaps(connection: Connection, chosen: Select[*tuple[Any, ...]]) -> list[Gap]:
    return [Gap(row.source, row.stream, row.expected, row.got, row.behind) for row in connection.execute(chosen)]
