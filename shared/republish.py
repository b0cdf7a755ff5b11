"""Sending a store's events again, after what was sent is lost: an operator's act, done by the relay itself."""

from functools import partial

from shared import once
from shared.decider import Act
from shared.once import Done, Once
from shared.operations import EventsRepublished
from shared.recording import record
from shared.service import Service


async def republish(service: Service, act: Act, first: int, reason: str, once_key: Once | None = None) -> Done:
    """Have the events from position `first` on sent again; returns when that is decided, before they are sent.

    Whichever replica holds the relay's lease loses it, and whoever takes it begins there; so this also works on a
    replica that only stands by. The version is that of the operators' stream. Raises KeyReused or StoreAway.
    """
    return await service.store.on_writer(partial(_republish, service, act, first, reason, once_key))


def _republish(service: Service, act: Act, first: int, reason: str, once_key: Once | None) -> Done:
    with service.store.read() as connection:
        if before := once.answered(connection, once_key, act.now):
            return before
    with service.store.transaction() as connection:
        service.send_again(connection, max(0, first - 1))
        fact = EventsRepublished(from_position=first, reason=reason)
        version = record(connection, service.model, service.ids, act, fact)
        done = Done(act.id, version, f"/{service.name}/v1/relay")
        if once_key is not None:
            once.keep(connection, [(once_key, done)], act.now)
    service.store.appended()
    return done
