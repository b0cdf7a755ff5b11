"""The reference data that were ever activated; those activated last hold."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import JSON, Column, Connection, Integer, Select, Table, Text, select

from services.intake import events
from services.intake.projections.initiatives import tables
from services.intake.reference import Reference
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put
from shared.store import schema
from shared.store.ready import Ready
from shared.store.store import AnyRow, named
from shared.turn import Recorded

reference: Final = Table(
    "reference",
    tables,
    Column("reference_version", Text, primary_key=True),
    Column("valid_from", Text),
    Column("themes", JSON),
    Column("branches", JSON),
    Column("event_id", Text),
    Column("activated_at", Text),
    Column("version", Integer),
)


def _reference(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ReferenceActivated() as activated:
            words = activated.model_dump(mode="json", exclude={"reference_version"})
            first = {"event_id": fact.id, "activated_at": timestamp(fact.time), "version": fact.version}
            yield Put(reference, {"reference_version": activated.reference_version}, words | first)
        case _:
            return


REFERENCES: Final[tuple[Projection[Recorded], ...]] = (Projection("references", (reference,), _reference),)


def references() -> Select[*tuple[Any, ...]]:
    """All that were ever activated."""
    return select(reference)


_PLACED: Final = select(reference, schema.event.c.position).join(
    schema.event, schema.event.c.id == reference.c.event_id
)
"""The few there are, not the last of them: to find that one, a server may go through all facts instead."""

_ACTIVATED: Final = Ready(select(reference.c.event_id))


def active_reference(connection: Connection) -> Reference | None:
    """Those that were activated last, by their place in the store; None before the service has ever started."""
    row = max(connection.execute(_PLACED), key=lambda each: int(each.position), default=None)
    return None if row is None else of_row(row)


def activated_by(connection: Connection) -> frozenset[str]:
    """The ids of the facts by which each version was activated last: while these stay, so does what holds."""
    return frozenset(event_id for (event_id,) in _ACTIVATED.tuples(connection))


def of_row(row: AnyRow) -> Reference:
    return Reference.model_validate({name: named(row)[name] for name in Reference.model_fields})


def one_reference(connection: Connection, version: str) -> AnyRow | None:
    return connection.execute(references().where(reference.c.reference_version == version)).one_or_none()
