"""What older stores lack: whoever has a published address was not found by it."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

import orjson
from sqlalchemy import Connection, insert, select

from services.publication import events
from shared import persons, upgraded, vault
from shared.service import Service
from shared.store import schema
from shared.store.among import among

ADDRESSES: Final = "published-addresses"
_AGREED: Final = (
    select(schema.event.c.stream, schema.event.c.body)
    .where(schema.event.c.type == events.ArticleApproved.event_type)
    .order_by(schema.event.c.position)
)
_HELD: Final = select(schema.vault.c.ref, schema.vault.c.content).where(
    among(schema.vault.c.ref, "refs"), schema.vault.c.content.is_not(None)
)
_INDEXED: Final = select(schema.vault_person.c.ref, schema.vault_person.c.person).where(
    among(schema.vault_person.c.ref, "refs")
)


async def index_addresses(service: Service) -> None:
    """Have published details found by the address among them; what is indexed, or erased, stays as it is.

    Done once: whoever agrees from then on is indexed with that.
    """
    await upgraded.once(service.store, ADDRESSES, partial(_index, service.person_key))


def _index(key: bytes, connection: Connection) -> None:
    agreed = [(row.stream, _details(row.body)) for row in connection.execute(_AGREED)]
    refs = {"refs": [ref for _, details in agreed for ref in details.values()]}
    held = {row.ref: row.content for row in connection.execute(_HELD, refs)}
    indexed = {(row.ref, row.person) for row in connection.execute(_INDEXED, refs)}
    if missing := list(_missing(agreed, held, indexed, key)):
        connection.execute(insert(schema.vault_person), missing)


def _missing(
    agreed: Iterable[tuple[str, dict[str, str]]], held: dict[str, str], indexed: set[tuple[str, str]], key: bytes
) -> Iterator[dict[str, str]]:
    for stream, details in agreed:
        if details.get("email") in held:
            person = persons.of_email(key, held[details["email"]])
            for ref in details.values():
                if ref in held and (ref, person) not in indexed:
                    indexed.add((ref, person))  # two approvals may name one text
                    yield {"ref": ref, "person": person, "stream": stream}


def _details(body: bytes) -> dict[str, str]:
    """The references of what was let be published, by what it is."""
    published = orjson.loads(body)["data"].get("published") or {}
    return {name: ref for name, kept in published.items() for ref, _ in vault.named(kept)}
