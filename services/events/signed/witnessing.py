"""Having what was signed cosigned: every witness is asked about each new checkpoint."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from services.events.ledger import entries, tree
from services.events.signed import checkpoints, recalling, talking
from services.events.signed.sightings import Sighting
from services.events.signed.talking import Turns
from services.events.signed.witnesses import Behind, NotSeen, Witness
from shared.notes import checkpoint, keys, note
from shared.notes.note import Malformed, Note
from shared.service import Job, Service
from shared.store.store import AnyRow

PATIENCE: Final = 10.0
"""Seconds that a witness may take."""
SIZE: Final = "text/x.tlog.size"


class Witnessing:
    """Asks one witness about each new checkpoint; each has its own, so that none waits for another."""

    def __init__(self, witness: Witness) -> None:
        self._witness: Final = witness
        self._turns: Final = Turns(witness)

    def job(self, service: Service) -> Job:
        """Asks it where it has not cosigned the newest checkpoint; after a failure later, and less and less often."""

        async def ask() -> datetime | None:
            if self._turns.has_come(service.clock.now()):
                try:
                    if await self._ask(service):
                        self._turns.went_well()
                except NotSeen as why:
                    self._turns.failed(service.clock.now(), "a witness did not cosign", why)
            return None

        return ask

    async def _ask(self, service: Service) -> bool:
        """Ask where there is something to ask; gives whether it cosigned. Raises NotSeen."""
        with service.store.read() as connection:
            last, seen = checkpoints.last(connection), checkpoints.cosigned(connection, self._witness.key)
        if last is None or (seen is not None and seen.size >= last.size):
            return False
        try:
            await self._add(service, last, 0 if seen is None else seen.size)
        except Behind as behind:
            await self._add(service, last, behind.size)
        return True

    async def _add(self, service: Service, last: AnyRow, old: int) -> None:
        """Have one checkpoint cosigned, and keep the cosignature; raises NotSeen."""
        witness, size = self._witness, last.size
        try:
            signed = note.read(last.note.encode())
            origin = checkpoint.read(signed.text).origin
        except Malformed as wrong:
            raise NotSeen(f"the checkpoint of {size} entries that is kept here cannot be read: {wrong}") from wrong
        if old > size:
            await _saw_more(service, witness, last.origin, origin, old)
            raise NotSeen(f"it saw {old} entries before, and here are {size}: was this ledger restored?")
        asked = _body(service, signed, old, size)
        answer = await talking.ask_until_stop(service, "POST", f"{witness.url}/add-checkpoint", PATIENCE, asked)
        if answer.status == 409 and answer.media_type == SIZE:
            raise Behind(_size(answer.body))
        if answer.status == 422:
            await _saw_other(service, witness, last.origin, origin, old)
        if answer.status != 200:
            raise NotSeen(f"it answers {answer.status}: {answer.body[:200].decode(errors='replace').strip()}")
        try:
            found = keys.signed_by(signed.and_(note.signatures(note.text_of(answer.body))), [witness.key])
        except (Malformed, keys.Unsigned, keys.Forged) as wrong:
            raise NotSeen(f"what it answers is no cosignature of this checkpoint: {wrong}") from wrong
        await service.store.write(
            lambda writing: checkpoints.keep(writing, last.origin, witness.key, size, found[0][1])
        )


def jobs(witnesses: Sequence[Witness]) -> dict[str, Callable[[Service], Job]]:
    """A job for each, by a name."""
    return {f"witness {each.key}": Witnessing(each).job for each in witnesses}


async def _saw_more(service: Service, witness: Witness, number: int, origin: str, size: int) -> None:
    """Where a witness saw more than there is, the ledger may not sign on.

    What another replica has had cosigned meanwhile is there.
    """
    with service.store.read() as connection:
        is_here = size <= entries.size(connection)
    if not is_here:
        await recalling.remember(service, number, await _shown(service, witness, origin, size))


async def _saw_other(service: Service, witness: Witness, number: int, origin: str, size: int) -> None:
    """Where a witness saw other entries than there are, neither."""
    await recalling.remember(service, number, await _shown(service, witness, origin, size), refused=True)


async def _shown(service: Service, witness: Witness, origin: str, size: int) -> Sighting:
    """What a witness saw when it says that this were so many entries, with the note where it shows it."""
    try:
        found = await recalling.shown(service, witness, origin)
    except NotSeen:
        found = None
    return Sighting(str(witness.key), size if found is None else checkpoint.read(found.text).size, found)


def _body(service: Service, signed: Note, old: int, size: int) -> bytes:
    """What a witness is asked (C2SP tlog-witness); raises NotSeen where the tree gives no proof."""
    try:
        with service.store.read() as connection:
            proof = tree.consistency(connection, old, size)
    except ValueError as lacking:
        raise NotSeen(f"here is no proof from {old} to {size} entries: {lacking}") from lacking
    lines = [f"old {old}", *(b64encode(each).decode() for each in proof), ""]
    return "".join(f"{line}\n" for line in lines).encode() + signed.written


def _size(told: bytes) -> int:
    try:
        return note.number(note.text_of(told).removesuffix("\n"))
    except Malformed as wrong:
        raise NotSeen(f"it answers with no size: {wrong}") from wrong
