"""`GET /<service>/v1/vault/{ref}`: what may be read by whom it is for; every access is logged."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from shared import vault
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.listing import Shown
from shared.web.problems import refusals
from shared.web.reader import Reader


class VaultEntry(Shown):
    """An entry: SHA-256(salt ‖ content) is the digest that the ledger holds."""

    ref: str
    salt: str
    content: str


def router(service: Service) -> APIRouter:
    """The vault's address of `service`."""
    routes = new_router()

    @routes.get(
        "/vault/{ref}",
        summary="Read a text that is kept apart from the events",
        tags=["vault"],
        responses=refusals(403, 410),
    )
    async def read(ref: Annotated[UUID, Path()], actor: Reader) -> VaultEntry:
        found = await service.store.write(
            lambda connection: vault.look(connection, str(ref), actor, service.clock.now())
        )
        return VaultEntry(ref=found.ref, salt=found.salt, content=found.content)

    return routes
