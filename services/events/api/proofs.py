"""`/events/v1/events/{position}/proof`: that an entry is in the ledger, as a file that proves it to anybody."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from services.events.api.asked import Position
from services.events.api.incomplete import incomplete, reading
from services.events.ledger import tree
from services.events.signed import checkpoints
from shared.errors import Unknown
from shared.notes import checkpoint
from shared.notes.proof import Proof
from shared.service import Service
from shared.web.body import router as new_router

MEDIA_TYPE: Final = "text/plain"


def router(service: Service) -> APIRouter:
    """The address of proofs: for everybody, for a proof is made of hashes."""
    routes = new_router()

    @routes.get(
        "/events/{position}/proof",
        summary="The proof that an entry is under the newest checkpoint, as a C2SP tlog-proof",
        tags=["events"],
        response_class=Response,
        responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
    )
    def proof(position: Annotated[Position, Path()]) -> Response:
        with service.store.read() as connection:
            with reading("The newest checkpoint"):
                signed = checkpoints.newest(connection)
                size = 0 if signed is None else checkpoint.read(signed.text).size
            if signed is None or not 0 < position <= size:
                raise Unknown(
                    f"Of position {position} there is no proof: the newest checkpoint is for {size} entries. "
                    "What came in since is signed within seconds."
                )
            try:
                found = Proof(position - 1, tuple(tree.inclusion(connection, position, size)), signed)
            except ValueError as lacking:
                raise incomplete(f"The tree of {size} entries lacks what proves position {position}.") from lacking
        named = {"Content-Disposition": f'attachment; filename="{position}.tlog-proof"'}
        return Response(found.written, headers=named, media_type=f"{MEDIA_TYPE}; charset=utf-8")

    return routes
