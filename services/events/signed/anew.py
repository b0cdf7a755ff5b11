"""Beginning anew: a ledger that holds less than it signed for signs as another log, and says what it is the rest of."""

from base64 import b64encode
from functools import partial

from sqlalchemy import Connection

from services.events.ledger import entries
from services.events.ledger.ingest import Ledger
from services.events.signed import holding, operating, origins, put_back, sightings, signing_keys
from services.events.signed.holding import Rewritten
from services.events.signed.origins import Origin
from services.events.signed.signing import Signing
from shared.decider import Act
from shared.envelope import timestamp
from shared.errors import NotNow, Wrong, WrongInput
from shared.notes import checkpoint, keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.note import Malformed, Note
from shared.once import Done, Once
from shared.operations import LedgerBegunAnew
from shared.service import Service


class LedgerHolds(NotNow):
    """The ledger has all that it signed, as far as anybody says: there is nothing to begin anew for."""

    rule = "ledger-holds"


class WitnessesNotHeard(NotNow):
    """The ledger was put back, and not every witness has said what it saw."""

    rule = "witnesses-not-heard"


class CheckpointUnknown(NotNow):
    """It is known that more was signed than is here, and not with which root."""

    rule = "checkpoint-unknown"


class TreeBroken(NotNow):
    """The tree of the entries that are here has no root."""

    rule = "tree-broken"


async def begin(
    service: Service,
    signing: Signing,
    ledger: Ledger,
    act: Act,
    reason: str,
    given: str | None,
    once_key: Once | None = None,
) -> Done:
    """Sign under the next origin from here on; its first entry names the last checkpoint of the one before.

    `given` is a checkpoint that somebody kept, signed by this ledger. Raises a refusal, and what `operating.do` raises.
    """
    return await operating.do(
        service, ledger, act, once_key, partial(_begin, signing, act, reason, None if given is None else _read(given))
    )


def _begin(
    signing: Signing, act: Act, reason: str, given: Note | None, connection: Connection
) -> tuple[LedgerBegunAnew, str]:
    was, size = signing.origin(connection), entries.size(connection)
    if put_back.since(connection) is not None:
        raise WitnessesNotHeard(
            "The ledger was put back, and not every witness has said what it saw before. Nothing was changed; wait "
            "until all have answered, or take who will not answer out of KOPLOPER_WITNESSES and start again."
        )
    _must_have_a_root(connection, size)
    before = _last_of(connection, was, _of_ours(connection, was, given))
    becomes = was.next_to(signing.first, size + 1)
    origins.add(connection, becomes, before.written.decode(), timestamp(act.now))
    told = checkpoint.read(before.text)
    fact = LedgerBegunAnew(
        origin=becomes.name,
        entries=size,
        old_origin=was.name,
        old_size=told.size,
        old_root=b64encode(told.root).decode(),
        reason=reason,
    )
    return fact, f"{operating.LOCATION}/origins"


def _last_of(connection: Connection, was: Origin, given: Note | None) -> Note:
    """The largest checkpoint of the present origin that anybody knows, where it does not hold any more."""
    seen = sightings.every(connection)
    own = holding.newest(connection, was)
    notes = [each for each in (given, own, *(each.signed for each in seen)) if each is not None]
    if not _is_contradicted(connection, was, given):
        raise LedgerHolds(
            f"The ledger holds all that {was.name} signed for, as far as is known here. Nothing was changed. Where "
            "somebody has a checkpoint that it does not hold, give that."
        )
    largest = max(notes, key=_size, default=None)
    most = max((each.size for each in seen), default=0)
    if largest is None or _size(largest) < most:
        saw = f"A witness saw {most} entries, and does not show the checkpoint" if most else "None is kept here whole"
        raise CheckpointUnknown(
            f"{saw}. Nothing was changed; ask who runs a witness for the last checkpoint, or anybody who kept one that "
            "large, and give it."
        )
    return largest


def _is_contradicted(connection: Connection, was: Origin, given: Note | None) -> bool:
    try:
        holding.holds(connection, was)
    except Rewritten:
        return True
    if given is None:
        return False
    told = checkpoint.read(given.text)
    return not holding.is_here(connection, told.size, told)


def _size(signed: Note) -> int:
    return checkpoint.read(signed.text).size


def _read(given: str) -> Note:
    """The note that was given; raises WrongInput."""
    try:
        found = note.read(given.encode())
        checkpoint.read(found.text)
    except Malformed as wrong:
        raise _not_usable(str(wrong)) from wrong
    return found


def _of_ours(connection: Connection, was: Origin, given: Note | None) -> Note | None:
    """The note that was given, where a key of this ledger signed it; raises WrongInput."""
    if given is None:
        return None
    told: Checkpoint = checkpoint.read(given.text)
    if told.origin != was.name:
        raise _not_usable(f"it is of {told.origin}, and this ledger signs as {was.name}")
    try:
        keys.signed_by(given, [each.verifier for each in signing_keys.used(connection, was)])
    except (keys.Unsigned, keys.Forged) as wrong:
        raise _not_usable(str(wrong)) from wrong
    return given


def _not_usable(why: str) -> WrongInput:
    return WrongInput(
        f"This is no checkpoint that this ledger signed: {why}. Nothing was changed; give the text of one, whole.",
        [
            Wrong(
                "/checkpoint",
                "checkpoint",
                f"Give a checkpoint of this ledger, as /events/log/checkpoint has it: {why}.",
            )
        ],
    )


def _must_have_a_root(connection: Connection, size: int) -> None:
    try:
        holding.root_of(connection, size)
    except Rewritten as lacking:
        raise TreeBroken(
            f"The tree of the {size} entries lacks a part, so nothing can be signed of them. Nothing was changed; "
            "restore a backup first."
        ) from lacking
