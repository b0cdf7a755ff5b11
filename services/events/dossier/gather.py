"""What belongs in a dossier: the facts of a journey and of the policies it was decided under, and what proves them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.events.journey import erased, telling
from services.events.ledger import entries, signals, tree
from services.events.ledger.entries import Entry
from services.events.readers import Readership
from services.events.signed import checkpoints, holding
from shared import conflict, shut
from shared.actor import Actor
from shared.errors import NotNow, Unknown
from shared.notes import checkpoint
from shared.notes.checkpoint import Checkpoint
from shared.notes.note import Malformed, Note
from shared.notes.proof import Proof

POLICY = "policy-"
NOTHING_MADE = "Nothing was made; an operator looks with koploper doctor."


class NothingProved(NotNow):
    """The ledger is not what it signed for."""

    rule = "ledger-not-as-signed"


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry, and the proof that it is in the ledger."""

    entry: Entry
    proof: Proof


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a dossier is made of: the ledger up to and with `position`, of one initiative."""

    initiative_id: str
    position: int
    recorded_at: str
    signed: Note
    checkpoint: Checkpoint
    journey: telling.Journey
    proven: Sequence[Proven]
    """Every fact in it, also those of policies, in the order of the ledger."""
    policies: Sequence[str]
    """The versions of policies that anything in it was decided under."""
    erased: Sequence[str]
    """The references of texts that their vaults did not have any more by then."""

    @property
    def last_event_at(self) -> datetime:
        return max(each.entry.envelope.time for each in self.proven)

    @property
    def first_event_at(self) -> datetime:
        return min(each.entry.envelope.time for each in self.proven)


def gather(
    connection: Connection, initiative_id: str, at: int | datetime | None, readership: Readership, actor: Actor
) -> Gathered:
    """Bring it together; `at` is a position or a time, None the newest that is under a signature.

    Raises Unknown where there is nothing yet, or nothing signed, ConflictOfInterest for who has one, and NothingProved.
    """
    conflict.refuse(actor, shut.whom(connection, initiative_id))
    position = checkpoints.signed_size(connection) if at is None else entries.size_when(connection, at)
    if position == 0 and at is not None:
        raise Unknown("At that moment the ledger held nothing, so there is no dossier of it. Give a later one.")
    proves = None if position == 0 else _signed(connection, position)
    if proves is None:
        raise Unknown(
            f"What was known at position {position} is not signed yet, so nothing can be proved of it. What comes in "
            "is signed within seconds: ask again in a while."
        )
    signed, told = proves
    found = [
        *entries.about(connection, initiative_id, position),
        *signals.told(connection, initiative_id, position),
    ]
    _must_see_all(connection, found, actor)
    journey = telling.tell(found, readership, "office")
    if journey is None:
        raise Unknown("Nothing was known of this initiative at that moment. Check the id, and the moment.")
    policies = sorted({each.envelope.policyversion for each in found} - {None}, key=str)
    whole = _with_policies(connection, found, [f"{POLICY}{version}" for version in policies], position)
    return Gathered(
        initiative_id=initiative_id,
        position=position,
        recorded_at=entries.recorded_at(connection, position) or "",
        signed=signed,
        checkpoint=told,
        journey=journey,
        proven=[_proven(connection, each, signed, told) for each in whole],
        policies=[str(version) for version in policies],
        erased=erased.refs(connection, [each.envelope.data for each in whole], position),
    )


def _signed(connection: Connection, position: int) -> tuple[Note, Checkpoint] | None:
    """What proves what is known at a position, and what that says; None before there is one. Raises NothingProved."""
    try:
        signed = checkpoints.first_for(connection, position)
        told = None if signed is None else checkpoint.read(signed.text)
    except Malformed as wrong:
        raise NothingProved(
            f"What the ledger signed for position {position} cannot be read: {wrong}. {NOTHING_MADE}"
        ) from wrong
    if signed is None or told is None:
        return None
    if not holding.is_here(connection, told.size, told):
        raise NothingProved(
            f"The ledger does not hold any more what it signed for {told.size} entries, so a dossier would prove "
            f"nothing. {NOTHING_MADE}"
        )
    return signed, told


def _must_see_all(connection: Connection, found: list[Entry], actor: Actor) -> None:
    """Raise ConflictOfInterest unless all that was found is open to them: a dossier with holes would prove nothing.

    A signal that this initiative was found by then may have led to another since, which is shut to them.
    """
    beside = signals.streams(connection, shut.subjects(connection, actor))
    if any(each.envelope.stream in beside for each in found):
        conflict.refuse(actor, [actor.id])


def _with_policies(connection: Connection, found: list[Entry], streams: list[str], position: int) -> list[Entry]:
    """The same with all facts of those policies, in the order of the ledger."""
    sources = list(entries.sources(connection)) if streams else []
    more = [
        each
        for source in sources
        for stream in streams
        for each in entries.of_stream(connection, source, stream, position)
    ]
    return sorted({each.position: each for each in (*found, *more)}.values(), key=lambda each: each.position)


def _proven(connection: Connection, entry: Entry, signed: Note, told: Checkpoint) -> Proven:
    try:
        hashes = tree.inclusion(connection, entry.position, told.size)
    except ValueError as lacking:
        raise NothingProved(
            f"The ledger's tree lacks what proves position {entry.position}. {NOTHING_MADE}"
        ) from lacking
    return Proven(entry, Proof(entry.position - 1, tuple(hashes), signed))
