"""What older stores lack: who was approached was found by nobody, so no term and no erasure reached them."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from sqlalchemy import Connection, exists, insert, select

from services.intake import addresses, projections, words
from services.intake.commands import signal_stream
from shared import persons, upgraded
from shared.service import Service
from shared.store import schema
from shared.store.among import among

APPROACHED: Final = "approached"
_HELD: Final = select(schema.vault.c.ref, schema.vault.c.content).where(
    among(schema.vault.c.ref, "refs"),
    schema.vault.c.content.is_not(None),
    ~exists().where(schema.vault_person.c.ref == schema.vault.c.ref),
)


async def index_approached(service: Service) -> None:
    """Have who was approached found: by the addresses among the words, or without any under an id of their own.

    What is indexed, or erased, stays as it is. Done once: whoever is approached from then on is indexed with that.
    """
    await upgraded.once(service.store, APPROACHED, partial(_index, service))


def _index(service: Service, connection: Connection) -> None:
    if missing := list(_missing(connection, service)):
        connection.execute(insert(schema.vault_person), missing)


def _missing(connection: Connection, service: Service) -> Iterator[dict[str, str]]:
    approach = projections.approach
    signals = {
        row.whom["ref"]: row.signal_id for row in connection.execute(select(approach.c.signal_id, approach.c.whom))
    }
    for row in connection.execute(_HELD, {"refs": list(signals)}):
        stream = signal_stream(words.SignalId(signals[row.ref]))
        found = {persons.of_email(service.person_key, each) for each in addresses.found(row.content)}
        for person in sorted(found) or [service.ids.new()]:
            yield {"ref": row.ref, "person": person, "stream": stream}
