"""Having what was signed cosigned: every witness is asked about each new checkpoint."""

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import httpx
import structlog
from sqlalchemy import Connection

from services.events.ledger import entries, tree
from services.events.signed import checkpoints, recalling
from services.events.signed.sightings import Sighting
from services.events.signed.witnesses import LONGEST, Behind, NotSeen, Witness
from shared.notes import checkpoint, keys, note
from shared.notes.note import Malformed, Note
from shared.service import Job, Service
from shared.store.store import AnyRow

PATIENCE: Final = 10.0
"""Seconds that a witness may take."""
SIZE: Final = "text/x.tlog.size"

log = structlog.get_logger()


class Witnessing:
    """Asks all witnesses about each new checkpoint; one that is away is asked again, and holds up no other."""

    def __init__(self, witnesses: Sequence[Witness]) -> None:
        self.witnesses: Final = witnesses

    def job(self, service: Service) -> Job:
        """Asks those who have not cosigned the newest checkpoint."""

        async def ask() -> datetime | None:
            await asyncio.gather(*(self._ask(service, each) for each in self.witnesses))
            return None

        return ask

    async def _ask(self, service: Service, witness: Witness) -> None:
        with service.store.read() as connection:
            last, seen = checkpoints.last(connection), checkpoints.cosigned(connection, witness.key)
        if last is None or (seen is not None and seen.size >= last.size):
            return
        try:
            try:
                await self._add(service, witness, last, 0 if seen is None else seen.size)
            except Behind as behind:
                await self._add(service, witness, last, behind.size)
        except (NotSeen, httpx.HTTPError) as why:
            log.warning("a witness did not cosign", witness=witness.key.name, size=last.size, error=str(why))

    async def _add(self, service: Service, witness: Witness, last: AnyRow, old: int) -> None:
        """Have one checkpoint cosigned, and keep the cosignature; raises NotSeen or what httpx raises."""
        signed, size = note.read(last.note.encode()), last.size
        if old > size:
            await _saw_more(service, witness, last, old)
            raise NotSeen(f"it saw {old} entries before, and here are {size}: was this ledger restored?")
        with service.store.read() as connection:
            body = _body(connection, signed, old, size)
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.post(f"{witness.url}/add-checkpoint", content=body)
        told = answer.content[:LONGEST]
        if answer.status_code == 409 and answer.headers.get("content-type") == SIZE:
            raise Behind(_size(told))
        if answer.status_code == 422:
            await _saw_other(service, witness, last, old)
        if answer.status_code != 200:
            raise NotSeen(f"it answers {answer.status_code}: {told[:200].decode(errors='replace').strip()}")
        try:
            found = keys.signed_by(signed.and_(note.signatures(note.text_of(told))), [witness.key])
        except (Malformed, keys.Unsigned, keys.Forged) as wrong:
            raise NotSeen(f"what it answers is no cosignature of this checkpoint: {wrong}") from wrong
        await service.store.write(
            lambda writing: checkpoints.keep(writing, last.origin, witness.key, size, found[0][1])
        )


async def _saw_more(service: Service, witness: Witness, last: AnyRow, size: int) -> None:
    """Where a witness saw more than there is, the ledger may not sign on.

    What another replica has had cosigned meanwhile is there.
    """
    with service.store.read() as connection:
        is_here = size <= entries.size(connection)
    if not is_here:
        await recalling.remember(service, last.origin, await _shown(witness, last, size))


async def _saw_other(service: Service, witness: Witness, last: AnyRow, size: int) -> None:
    """Where a witness saw other entries than there are, neither."""
    await recalling.remember(service, last.origin, await _shown(witness, last, size), refused=True)


async def _shown(witness: Witness, last: AnyRow, size: int) -> Sighting:
    """What a witness saw when it says that this were so many entries, with the note where it shows it."""
    origin = checkpoint.read(note.read(last.note.encode()).text).origin
    try:
        found = await recalling.shown(witness, origin)
    except (NotSeen, httpx.HTTPError):
        found = None
    return Sighting(str(witness.key), size if found is None else checkpoint.read(found.text).size, found)


def _body(connection: Connection, signed: Note, old: int, size: int) -> bytes:
    """What a witness is asked (C2SP tlog-witness)."""
    proof = tree.consistency(connection, old, size)
    lines = [f"old {old}", *(b64encode(each).decode() for each in proof), ""]
    return "".join(f"{line}\n" for line in lines).encode() + signed.written


def _size(told: bytes) -> int:
    try:
        return note.number(note.text_of(told).removesuffix("\n"))
    except Malformed as wrong:
        raise NotSeen(f"it answers with no size: {wrong}") from wrong
