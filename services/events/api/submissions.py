"""`/events/v1/initiatives/{id}/submissions/{version}`: what a version of a submission said, for who saw its number."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi import Query as FromQuery

from services.events import projections
from services.events.api.asked import When
from services.events.journey import erased, submission
from services.events.ledger import entries
from services.events.readers import Onlooker, Readership
from shared.envelope import timestamp
from shared.errors import Unknown
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Shown
from shared.web.reader import Reader

Number = Annotated[int, Path(ge=1, le=10**6, description="Which version, from 1.")]


class SubmissionTold(Shown):
    """A version as the facts of the ledger say it; of contact persons the references and digests, the vault has them.

    `submissionDigest` is what its fact says, null where that is older; `recomputed` what follows from all that the
    facts say; `equal` whether these are the same, null where there is nothing to compare. `erased` are the references
    whose texts the vaults do not have any more.
    """

    initiative_id: str
    submission_version: int
    position: int
    time: str
    actor: str
    said: dict[str, Any]
    erased: list[str]
    submission_digest: str | None
    recomputed: str
    equal: bool | None


def router(service: Service, readership: Readership) -> APIRouter:
    """The versions' address."""
    routes = new_router()

    @routes.get(
        "/initiatives/{id}/submissions/{version}",
        summary="A version of a submission, from the facts themselves",
        tags=["journeys"],
    )
    def told(id: Id, version: Number, actor: Reader, asked: Annotated[When, FromQuery()]) -> SubmissionTold:
        onlooker = Onlooker.of(actor)
        with service.store.read() as connection:
            until = entries.size_when(connection, asked.at)
            found = entries.about(connection, str(id), until)
            ties = projections.ties(connection, onlooker)
            made = submission.version(found, version, readership, onlooker.sight_of(str(id), ties))
            if made is None:
                raise Unknown(
                    f"No version {version} of this submission that you may see {_known(asked)}. Check the id and the "
                    "number; if it came in just now, try again in a few seconds."
                )
            return _told(str(id), version, made, erased.refs(connection, [made.said], until))

    return routes


def _known(asked: When) -> str:
    return "is known here" if asked.at is None else "was known here at that moment"


def _told(id: str, number: int, made: submission.Version, gone: list[str]) -> SubmissionTold:
    return SubmissionTold(
        initiative_id=id,
        submission_version=number,
        position=made.entry.position,
        time=timestamp(made.entry.envelope.time),
        actor=str(made.entry.envelope.actor),
        said=dict(made.said),
        erased=gone,
        submission_digest=made.recorded,
        recomputed=made.digest,
        equal=None if made.recorded is None else made.recorded == made.digest,
    )
