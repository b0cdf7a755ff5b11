"""What an operator does about events that wait: try again, or decide that they are not handled here."""

from functools import partial

from sqlalchemy import Connection

from shared import waiting
from shared.decider import Act
from shared.errors import Unknown
from shared.operations import ParkedEventDiscarded, ParkedEventRetried
from shared.recording import record
from shared.service import Service
from shared.store.store import AnyRow


async def retry(service: Service, act: Act, waiting_id: str, reason: str) -> int:
    """Try a waiting event again, now; what waits behind it follows. Gives the version of the operators' stream.

    Raises Unknown when nothing waits under this id.
    """
    return await service.store.on_writer(partial(_retry, service, act, waiting_id, reason))


def _retry(service: Service, act: Act, waiting_id: str, reason: str) -> int:
    row = _found(service, waiting_id)
    versions: list[int] = []

    def beside(connection: Connection, handled: bool) -> None:
        fact = ParkedEventRetried(
            waiting_id=waiting_id,
            source=row.source,
            stream=row.stream,
            sequence=row.sequence,
            outcome="handled" if handled else "failed",
            reason=reason,
        )
        versions.append(record(connection, service.model, service.ids, act, fact))

    service.inbox.take([waiting.delivery_of(row)], beside)
    return versions[-1]


async def discard(service: Service, act: Act, waiting_id: str, reason: str) -> int:
    """Let a waiting event count as dealt with, unhandled; what waits behind it goes on.

    Gives the version of the operators' stream; raises Unknown when nothing waits under this id.
    """
    return await service.store.on_writer(partial(_discard, service, act, waiting_id, reason))


def _discard(service: Service, act: Act, waiting_id: str, reason: str) -> int:
    row = _found(service, waiting_id)
    fact = ParkedEventDiscarded(
        waiting_id=waiting_id, source=row.source, stream=row.stream, sequence=row.sequence, reason=reason
    )
    with service.store.transaction() as connection:
        service.inbox.pass_over(connection, row)
        version = record(connection, service.model, service.ids, act, fact)
    service.store.appended()
    service.inbox.drain()
    return version


def _found(service: Service, waiting_id: str) -> AnyRow:
    with service.store.read() as connection:
        row = waiting.find(connection, waiting_id)
    if row is None:
        raise Unknown(f"Nothing waits in {service.name} under {waiting_id}. Nothing was changed; list what waits.")
    return row
