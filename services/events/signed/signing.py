"""Signing, every few seconds when something came in: what is committed, and never against what was signed before.

Nor against what a witness saw; and where there is a standby, no more than it has.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from services.events.ledger import entries
from services.events.settings import Settings
from services.events.signed import checkpoints, holding, origins, put_back, sightings, signing_keys
from services.events.signed.holding import NotSigned, Rewritten
from services.events.signed.origins import Origin
from services.events.signed.recalling import Recalling
from services.events.signed.signing_keys import KeyFile
from services.events.signed.standby import Confirmed, Standby
from shared import metrics
from shared.envelope import moment, timestamp
from shared.notes.checkpoint import Checkpoint
from shared.notes.key_file import UnusableKey
from shared.notes.keys import Signer
from shared.service import Job, Service
from shared.store.store import AnyRow

EVERY: Final = timedelta(seconds=5)
"""How long what came in may wait for a signature, while the ledger runs."""

log = structlog.get_logger()


class Signing:
    """What the settings say of signing; without a file of keys nothing is signed."""

    def __init__(self, settings: Settings) -> None:
        self.first: Final = settings.ledger_origin
        """The origin of a ledger that never began anew."""
        self.keys: Final = None if settings.ledger_key is None else KeyFile(settings.ledger_key, self.first)
        self.trouble: str | None = None
        """Why nothing is signed now, though something could be."""
        self.witnesses: Final = settings.witnesses
        self._meter: Final = metrics.of("events")
        self._recalling: Final = Recalling(self.first, settings.witnesses)
        self._standby: Final = None if settings.ledger_standby is None else Standby(settings.ledger_standby)

    async def open(self, service: Service) -> None:
        """Read the keys, or make the first; raises UnusableKey, or OSError."""
        await service.store.write(lambda writing: sightings.only(writing, (each.key for each in self.witnesses)))
        if self.keys is None:
            await service.store.write(partial(put_back.heard, now=service.clock.now()))
        else:
            self.keys.open(service.ids)
            self._meter.signs(True)
            signers, now = self.keys.signers(), timestamp(service.clock.now())
            await service.store.write(lambda writing: signing_keys.note_down(writing, signers, now))

    def origin(self, connection: Connection) -> Origin:
        """Under what is signed now."""
        return origins.current(connection, self.first)

    def job(self, service: Service) -> Job:
        """Signs what came in, and tells when to look again."""

        async def sign() -> datetime | None:
            try:
                following = None if self.keys is None else await self._signed(service, self.keys)
                await put_back.tell(service, self.first)
            except NotSigned as why:
                self._tell(str(why))
            except (UnusableKey, OSError) as why:
                self._tell(f"the keys cannot be used: {why}")
            else:
                self._tell(None)
                return following
            return None

        return sign

    def unusable(self) -> str | None:
        """What is wrong with the file of keys, where there is one."""
        try:
            if self.keys is not None:
                self.keys.signers()
        except FileNotFoundError:
            return None
        except (UnusableKey, OSError) as why:
            return f"the keys cannot be used: {why}"
        return None

    def _tell(self, trouble: str | None) -> None:
        if trouble is not None and trouble != self.trouble:  # not every second anew
            log.error("the ledger signs no more", found=trouble)
        if trouble is None and self.trouble is not None:
            log.warning("the ledger signs again")
        self.trouble = trouble
        if self.keys is not None:
            self._meter.signs(trouble is None)

    async def _signed(self, service: Service, keys: KeyFile) -> datetime | None:
        signers = keys.signers()
        await self._recalling.settle(service)
        with service.store.read() as connection:
            last, size = checkpoints.last(connection), entries.size(connection)
            nothing_new = last is not None and size <= last.size
        confirmed = None if self._standby is None or nothing_new else await self._standby.confirmed()
        return await service.store.write(partial(self._sign, service.clock.now(), signers, confirmed))

    def _sign(
        self, now: datetime, signers: Sequence[Signer], confirmed: Confirmed | None, connection: Connection
    ) -> datetime | None:
        size, last = entries.locked_size(connection), checkpoints.last(connection)
        if last is not None and (at := _moment(last)) <= now < at + EVERY:
            return at + EVERY
        origin = self.origin(connection)
        told = holding.holds(connection, origin)
        if self._standby is not None:
            size = 0 if confirmed is None else confirmed.within(connection)
        if size > (0 if told is None else told.size) and size >= origin.position:
            signing_keys.note_down(connection, signers, timestamp(now))
            new = Checkpoint(origin.name, size, holding.root_behind(connection, told, size))
            checkpoints.sign(connection, origin.number, new, signing_keys.named(signers, origin), timestamp(now))
        return None


def _moment(last: AnyRow) -> datetime:
    try:
        return moment(last.signed_at)
    except ValueError as wrong:
        raise Rewritten(f"when the checkpoint of {last.size} entries was signed cannot be read: {wrong}") from wrong
