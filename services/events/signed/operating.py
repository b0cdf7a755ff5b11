"""What an operator does about signing: begin anew, add a key, retire one. Each is in the ledger when it is answered."""

from collections.abc import Callable
from functools import partial
from typing import Final

from sqlalchemy import Connection, insert, select

from services.events.ledger import entries
from services.events.ledger.ingest import Ledger
from shared import envelope as envelopes
from shared import once, operations
from shared.decider import Act
from shared.errors import NotNow
from shared.once import Done, Once
from shared.operations import OperatorsAct
from shared.recording import record
from shared.service import Service
from shared.sorting import heads_of
from shared.store import schema

_event: Final = schema.event
LOCATION: Final = "/events/v1"
Doing = Callable[[Connection], tuple[OperatorsAct, str]]
"""Does what an operator asks, in the transaction; gives the fact of it, and where it is to be seen."""


class ActsOnTheirWay(NotNow):
    """Earlier acts of operators on the ledger have not reached it yet."""

    rule = "acts-on-their-way"


async def do(service: Service, ledger: Ledger, act: Act, once_key: Once | None, doing: Doing) -> Done:
    """Do it, with its fact as the next entry of the ledger; the version is that of the operators' stream.

    Nobody adds entries or signs meanwhile. Raises what `doing` raises, ActsOnTheirWay, KeyReused or StoreAway.
    """
    return await service.store.on_writer(partial(_do, service, ledger, act, once_key, doing))


def _do(service: Service, ledger: Ledger, act: Act, once_key: Once | None, doing: Doing) -> Done:
    with service.store.read() as connection:
        if before := once.answered(connection, once_key, act.now):
            return before
    with service.store.transaction() as connection:
        entries.locked_size(connection)
        fact, location = doing(connection)
        version = record(connection, service.model, service.ids, act, fact)
        _take_in(connection, service, ledger, version)
        done = Done(act.id, version, location)
        if once_key is not None:
            once.keep(connection, [(once_key, done)], act.now)
    service.store.appended()
    return done


def _take_in(connection: Connection, service: Service, ledger: Ledger, version: int) -> None:
    """Record the newest act as an entry, as if it had come over the bus: when it does, it is known."""
    stream = f"{operations.CATEGORY}-{service.name}"
    chosen = select(_event.c.body).where(_event.c.stream == stream, _event.c.version == version)
    envelope = envelopes.open_(bytes(connection.execute(chosen).scalar_one()))
    place = (envelope.source, stream)
    if heads_of(connection, {place})[place] != version - 1:
        raise ActsOnTheirWay(
            "Earlier acts on the ledger have not reached it yet, so this one cannot be its next entry. "
            "Nothing was changed; do it again in a moment."
        )
    ledger.record(connection, [envelope])
    row = {"source": envelope.source, "stream": stream, "sequence": version, "event_id": envelope.id}
    connection.execute(insert(schema.inbox).values(row))
