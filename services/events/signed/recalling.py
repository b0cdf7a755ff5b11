"""Asking witnesses what they saw before anything is signed: a ledger that was put back does not know it by itself."""

import asyncio
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from typing import Final

import structlog
from sqlalchemy import Connection

from services.events.signed import holding, origins, put_back, sightings, talking
from services.events.signed.holding import NotSigned
from services.events.signed.origins import Origin
from services.events.signed.sightings import Sighting
from services.events.signed.talking import Turns
from services.events.signed.witnesses import NotSeen, Witness
from shared.envelope import timestamp
from shared.errors import StoreAway
from shared.notes import checkpoint, keys, note
from shared.notes.note import Malformed, Note
from shared.service import Service

PATIENCE: Final = 5.0
"""Seconds that a witness may take to say what it saw."""

log = structlog.get_logger()


class NotHeard(NotSigned):
    """The ledger was put back, and a witness has not said yet what it saw before."""


class Recalling:
    """Asks each witness once, of each origin, since this process began."""

    def __init__(self, first: str, witnesses: Sequence[Witness]) -> None:
        self._first: Final = first
        self._witnesses: Final = witnesses
        self._turns: Final[dict[tuple[int, str], Turns]] = {}
        self._heard: set[tuple[int, str]] = set()
        self._settled: int | None = None
        """The number of the origin of which nobody needs to be asked any more."""

    async def settle(self, service: Service) -> None:
        """Return when it may be signed as far as witnesses go; what they saw and is not here is kept by then.

        Who is away is not waited for, unless the ledger was put back: then raises NotHeard.
        """
        with service.store.read() as connection:
            origin = origins.current(connection, self._first)
        if self._settled == origin.number:
            return
        ends = await asyncio.gather(
            *(self._hear(service, origin, each) for each in self._witnesses), return_exceptions=True
        )
        away = [who for each, end in zip(self._witnesses, ends, strict=True) if (who := _away(each, end))]
        with service.store.read() as connection:
            since = put_back.since(connection)
        if since is not None and away:
            raise NotHeard(
                f"the ledger was put back at {since}, and {', '.join(away)} has not said yet what it saw before: it is "
                "asked until it answers, or is no witness any more"
            )
        if since is not None:
            await service.store.write(partial(put_back.heard, now=service.clock.now()))
        self._settled = origin.number

    async def _hear(self, service: Service, origin: Origin, witness: Witness) -> bool:
        """Ask one, where it has not answered yet and its turn has come; gives whether it has answered by then."""
        place = origin.number, str(witness.key)
        turns = self._turns.setdefault(place, Turns(witness))
        if place in self._heard:
            return True
        if not turns.has_come(service.clock.now()):
            return False
        try:
            seen = await shown(service, witness, origin.name)
        except NotSeen as why:
            turns.failed(service.clock.now(), "a witness does not say what it saw", why)
            return False
        if seen is not None:
            told = Sighting(str(witness.key), checkpoint.read(seen.text).size, seen)
            await remember(service, origin.number, told)
        turns.went_well()
        self._heard.add(place)
        return True


def _away(witness: Witness, end: bool | BaseException) -> str | None:
    """The name of a witness that has not answered; a fault of one is not the others', the store's is everybody's."""
    if isinstance(end, StoreAway) or (isinstance(end, BaseException) and not isinstance(end, Exception)):
        raise end
    if isinstance(end, Exception):
        log.error("a witness could not be asked", witness=witness.key.name, exc_info=end)
    return None if end is True else witness.key.name


async def remember(service: Service, origin: int, seen: Sighting, *, refused: bool = False) -> None:
    """Keep what a witness saw, where the ledger does not hold that; `refused`: it says so itself."""
    now = timestamp(service.clock.now())

    def keep(connection: Connection) -> None:
        if refused or not holding.is_here(connection, seen.size, seen.checkpoint):
            log.error("a witness saw what is not here", witness=seen.name, size=seen.size)
            sightings.keep(connection, origin, seen, now)

    await service.store.write(keep)


async def shown(service: Service, witness: Witness, origin: str) -> Note | None:
    """The newest checkpoint of a log that a witness shows (C2SP tlog-witness); None where it saw none.

    Raises NotSeen where its answer cannot be believed, or does not come.
    """
    url = f"{witness.url}/{sha256(origin.encode()).hexdigest()}/checkpoint"
    answer = await talking.ask_until_stop(service, "GET", url, PATIENCE)
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise NotSeen(f"it answers {answer.status}")
    try:
        found = note.read(answer.body)
        keys.signed_by(found, [witness.key])
        told = checkpoint.read(found.text)
    except (Malformed, keys.Unsigned, keys.Forged) as wrong:
        raise NotSeen(f"what it shows is no checkpoint that it cosigned: {wrong}") from wrong
    if told.origin != origin:
        raise NotSeen(f"what it shows is of {told.origin}")
    return found
