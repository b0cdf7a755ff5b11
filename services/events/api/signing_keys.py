"""`/events/v1/signing-keys`: what the ledger signs with, and an operator adds a key, or has one go."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.events.ledger.ingest import Ledger
from services.events.signed import rotating, signing_keys
from services.events.signed.signing import Signing
from shared.service import Service
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Acting, act, created
from shared.web.listing import Moment, Shown, Whole
from shared.web.reader import must_be
from shared.web.reason import Reason

Hash = Annotated[str, Path(pattern=r"^[0-9a-f]{8}$", description="A key's hash, as its signatures name it.")]


class Why(Body):
    """Why; that becomes part of the ledger."""

    reason: Reason


class SigningKeyItem(Shown):
    """A key, as a verifier is given it, and from when to when it signs (null: still)."""

    hash: str
    key: str
    since: Moment
    retired_at: Moment | None


class SigningKeys(Whole[SigningKeyItem]):
    """All that ever signed, the newest first."""


def router(service: Service, signing: Signing, ledger: Ledger) -> APIRouter:
    """The keys' address: for everybody to read."""
    routes = new_router()

    @routes.get("/signing-keys", summary="The keys that the ledger signs with", tags=["signing-keys"])
    def every() -> SigningKeys:
        with service.store.read() as connection:
            found = signing_keys.used(connection, signing.origin(connection))
        return SigningKeys(
            items=[
                SigningKeyItem(hash=each.id, key=str(each.verifier), since=each.since, retired_at=each.retired_at)
                for each in found
            ]
        )

    @act(routes, "/signing-keys", "Sign with a further key")
    async def add(body: Why, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        return created(await rotating.add(service, signing, ledger, desk.act, body.reason, desk.once))

    @act(routes, "/signing-keys/{hash}/retirements", "Sign with a key no longer")
    async def retire(hash: Hash, body: Why, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        return created(await rotating.retire(service, signing, ledger, desk.act, hash, body.reason, desk.once))

    return routes
