"""Witnesses: others who are asked to vouch for what was signed, so that the ledger cannot show two histories."""

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpx
import structlog
from sqlalchemy import Connection

from services.events.ledger import tree
from services.events.signed import checkpoints
from shared.notes import checkpoint, keys, note
from shared.notes.keys import Verifier
from shared.notes.note import Malformed, Note
from shared.service import Job, Service

PATIENCE: Final = 10.0
"""Seconds that a witness may take."""
LONGEST: Final = 64 * 1024
"""Bytes of an answer that are looked at."""
SIZE: Final = "text/x.tlog.size"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Witness:
    """Where a witness is, and how its signatures are told."""

    url: str
    key: Verifier


class NotSeen(Exception):
    """A witness did not cosign; the sentence says why."""


class Behind(NotSeen):
    """A witness saw another size than the proof led from."""

    def __init__(self, size: int) -> None:
        super().__init__(f"it saw {size} entries")
        self.size = size


def read(written: str) -> tuple[Witness, ...]:
    """The witnesses that a setting names; raises ValueError with a sentence."""
    return tuple(map(_read, filter(None, (each.strip() for each in written.split(",")))))


def _read(written: str) -> Witness:
    url, _, key = written.partition(" ")
    try:
        found = Witness(url.rstrip("/"), keys.verifier(key.strip()))
    except Malformed as wrong:
        raise ValueError(f"{written[:100]} is not an address and the key of a witness: {wrong}") from wrong
    if found.key.kind != 4 or not url.startswith(("http://", "https://")):
        raise ValueError(f"{written[:100]} is not an address and the key of a witness, such as its /vkey gives")
    return found


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
        signed = note.read(last.note.encode())
        try:
            try:
                await self._add(service, witness, signed, 0 if seen is None else seen.size)
            except Behind as behind:
                await self._add(service, witness, signed, behind.size)
        except (NotSeen, httpx.HTTPError) as why:
            log.warning("a witness did not cosign", witness=witness.key.name, size=last.size, error=str(why))

    async def _add(self, service: Service, witness: Witness, signed: Note, old: int) -> None:
        """Have one checkpoint cosigned, and keep the cosignature; raises NotSeen or what httpx raises."""
        size = checkpoint.read(signed.text).size
        if old > size:
            raise NotSeen(f"it saw {old} entries before, and here are {size}: was this ledger restored?")
        with service.store.read() as connection:
            body = _body(connection, signed, old, size)
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.post(f"{witness.url}/add-checkpoint", content=body)
        told = answer.content[:LONGEST]
        if answer.status_code == 409 and answer.headers.get("content-type") == SIZE:
            raise Behind(_size(told))
        if answer.status_code != 200:
            raise NotSeen(f"it answers {answer.status_code}: {told[:200].decode(errors='replace').strip()}")
        try:
            found = keys.signed_by(signed.and_(note.signatures(note.text_of(told))), [witness.key])
        except (Malformed, keys.Unsigned, keys.Forged) as wrong:
            raise NotSeen(f"what it answers is no cosignature of this checkpoint: {wrong}") from wrong
        await service.store.write(lambda writing: checkpoints.keep(writing, witness.key, size, found[0][1]))


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
