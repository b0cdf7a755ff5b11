"""Where the ledger is put together; the only place."""

from functools import partial
from pathlib import Path
from typing import Final

from services.events import checks, pages, projections, readers, upgrading
from services.events.api import (
    checkpoints,
    dossiers,
    figures,
    gaps,
    journey,
    journeys,
    log,
    origins,
    proofs,
    signing_keys,
    sources,
    stream,
    submissions,
    tlog,
)
from services.events.decider import CORE
from services.events.ledger.entries import Entries
from services.events.ledger.ingest import Ledger
from services.events.live.broadcast import Broadcast
from services.events.live.missed import Archive
from services.events.settings import Settings
from services.events.signed import witnessing
from services.events.signed.signing import Signing
from shared.bus.protocol import topic_of
from shared.read_model import ReadModel
from shared.service import Service
from shared.turn import Model
from shared.web.app import Part, Surroundings, assemble

MIGRATIONS: Final = Path(__file__).parent / "migrations" / "versions"
MODEL: Final = Model("events", CORE, ())
TOPICS: Final = tuple(map(topic_of, ("intake", "assessment", "review", "publication", "events")))
"""In the order in which causes mostly come before effects: what arrives together is recorded so."""


def build(settings: Settings, around: Surroundings) -> Part:
    """The ledger, ready to be started."""
    readership = readers.load(settings.contracts)
    models = projections.projections(readership)
    entries = Entries()
    broadcast = Broadcast(readership)
    signing = Signing(settings)

    def ledger(service: Service) -> Ledger:
        return Ledger(service.store, service.clock, models, broadcast.announce)

    return assemble(
        MODEL,
        settings.store_url,
        MIGRATIONS,
        around,
        effects=ledger,
        topics=TOPICS,
        routers=[
            lambda service: log.router(service, readership),
            lambda service: stream.router(broadcast, Archive(service.store, readership)),
            lambda service: journeys.router(service, readership),
            lambda service: journey.router(service, readership),
            lambda service: submissions.router(service, readership),
            lambda service: dossiers.router(service, readership, signing),
            figures.router,
            gaps.router,
            proofs.router,
            sources.router,
            lambda service: origins.router(service, signing, ledger(service)),
            lambda service: signing_keys.router(service, signing, ledger(service)),
            lambda service: checkpoints.router(service, signing),
        ],
        description="Keeps what all services say, exactly and in one order; tells journeys, and streams what is new.",
        pages=[pages.router, lambda service: tlog.router(service, signing)],
        at_start=partial(_start, broadcast, signing),
        at_leave=broadcast.leave,
        more_read_models={each.name: ReadModel(each, entries) for each in models},
        more_checks=checks.of(signing),
        made_of=[settings.contracts],
        jobs={"checkpoints": signing.job, **witnessing.jobs(settings.witnesses)},
    )


async def _start(broadcast: Broadcast, signing: Signing, service: Service) -> None:
    await signing.open(service)
    await broadcast.start(service)
    await upgrading.make_figures(service)
