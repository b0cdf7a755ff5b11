"""`/events/v1/initiatives/{id}/dossier`: the whole journey and all that proves it, as one file for who may see all."""

from typing import Annotated, Final

from fastapi import APIRouter
from fastapi import Query as FromQuery
from fastapi.responses import StreamingResponse

from services.events.api.asked import PositionOrTime, Query
from services.events.dossier.files import files
from services.events.dossier.gather import gather
from services.events.dossier.packing import packed
from services.events.dossier.words import Language
from services.events.readers import Readership
from services.events.signed import signing_keys
from services.events.signed.signing import Signing
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be

MEDIA_TYPE: Final = "application/zip"


class Wanted(Query):
    """`at`: a position of the ledger, or a time; without it, the newest that is signed. `lang`: of the page in it."""

    at: PositionOrTime | None = None
    lang: Language = "nl"


def router(service: Service, readership: Readership, signing: Signing) -> APIRouter:
    """The dossiers' address."""
    routes = new_router()

    @routes.get(
        "/initiatives/{id}/dossier",
        summary="The whole journey with its proofs, as a zip file that anybody can verify",
        tags=["journeys"],
        response_class=StreamingResponse,
        responses={
            200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
            **refusals(401, 403),
        },
    )
    def dossier(id: Id, actor: Reader, asked: Annotated[Wanted, FromQuery()]) -> StreamingResponse:
        auditor = must_be(actor, "auditor")
        with service.store.read() as connection:
            gathered = gather(connection, str(id), asked.at, readership, auditor)
            keys = [each.verifier for each in signing_keys.used(connection, signing.origin(connection))]
        name = f"dossier-{id}-{gathered.position}.zip"
        return StreamingResponse(
            packed(files(gathered, keys, asked.lang)),
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
            media_type=MEDIA_TYPE,
        )

    return routes
