"""`GET /<service>/v1/vault/{ref}`: what may be read by whom it is for; every access is logged."""

from collections.abc import Callable, Collection
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from sqlalchemy import Connection

from shared import shut, vault
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.listing import Shown
from shared.web.problems import refusals
from shared.web.purpose import Why
from shared.web.reader import Reader


class VaultEntry(Shown):
    """An entry: SHA-256(salt ‖ content) is the digest that the ledger holds."""

    ref: str
    salt: str
    content: str


Also = Callable[[Connection, str], Collection[str]]
"""Whom an entry's text is for just now, by the state of things, beside those it was sealed for."""


def nobody(_connection: Connection, _ref: str) -> Collection[str]:
    return ()


def router(
    service: Service,
    also: Also = nobody,
    beside: shut.Beside = shut.nothing,
    first: vault.First = vault.anything,
) -> APIRouter:
    """The vault's address of `service`."""
    routes = new_router()

    @routes.get(
        "/vault/{ref}",
        summary="Read a text that is kept apart from the events",
        tags=["vault"],
        responses=refusals(403, 409, 410),
    )
    async def read(ref: Annotated[UUID, Path()], actor: Reader, why: Why = None) -> VaultEntry:
        service.must_be_open()

        def look(connection: Connection) -> vault.Opened:
            readers = also(connection, str(ref))
            return vault.look(connection, str(ref), actor, service.clock.now(), readers, why, beside, first)

        found = await service.store.write(look)
        return VaultEntry(ref=found.ref, salt=found.salt, content=found.content)

    return routes
