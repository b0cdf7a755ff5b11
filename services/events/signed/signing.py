"""Signing, every few seconds when something came in: what is committed, and never against what was signed before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import Connection

from services.events.ledger import entries
from services.events.signed import checkpoints
from services.events.signed.checkpoints import Rewritten
from shared.envelope import moment, timestamp
from shared.notes import key_file
from shared.notes.keys import Signer
from shared.service import Job, Service

EVERY: Final = timedelta(seconds=5)
"""How long what came in may wait for a signature, while the ledger runs."""

log = structlog.get_logger()


class Signing:
    """The ledger `origin`, whose keys are in a file; without one nothing is signed."""

    def __init__(self, origin: str, key: Path | None) -> None:
        self.origin: Final = origin
        self._key: Final = key
        self.signers: Sequence[Signer] = ()
        self._told = ""

    def open(self, service: Service) -> None:
        """Read the keys, or make the first; raises UnusableKey, or OSError."""
        if self._key is not None:
            self.signers = key_file.opened(self._key, self.origin, 1, service.ids)

    def job(self, service: Service) -> Job:
        """Signs what came in, and tells when to look again."""

        async def sign() -> datetime | None:
            if not self.signers:
                return None
            try:
                return await service.store.write(partial(self._sign, service.clock.now()))
            except Rewritten as rewritten:
                found = str(rewritten)
            if found != self._told:  # not every second anew
                log.error("the ledger signs no more: it was changed behind its back", found=found)
                self._told = found
            return None

        return sign

    def _sign(self, now: datetime, connection: Connection) -> datetime | None:
        size, last = entries.locked_size(connection), checkpoints.last(connection)
        if last is not None:
            due = moment(last.signed_at) + EVERY
            if moment(last.signed_at) <= now < due:
                return due
            checkpoints.holds(connection)
        if size > (0 if last is None else last.size):
            checkpoints.sign(connection, self.origin, self.signers, size, timestamp(now))
        return None
