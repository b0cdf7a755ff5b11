"""Another key: it signs beside the old one for a time, so that who trusts either can go on; then the old one goes."""

from functools import partial

from sqlalchemy import Connection

from services.events.ledger.ingest import Ledger
from services.events.signed import checkpoints, operating, signing_keys
from services.events.signed.signing import Signing
from services.events.signed.signing_keys import KeyFile
from shared.clock import Ids
from shared.decider import Act
from shared.envelope import timestamp
from shared.errors import NotNow, Unknown
from shared.notes import keys
from shared.notes.key_file import UnusableKey
from shared.notes.keys import Verifier
from shared.notes.note import Malformed
from shared.once import Done, Once
from shared.operations import LedgerKeyAdded, LedgerKeyRetired
from shared.service import Service


class NoKey(NotNow):
    """This ledger signs nothing."""

    rule = "ledger-without-key"


class LastKey(NotNow):
    """No other key signs."""

    rule = "last-key"


class NotYetSigned(NotNow):
    """Nothing was signed with the others yet, so nobody who trusts them could go on."""

    rule = "others-have-not-signed"


class KeyFileAway(NotNow):
    """The file of the keys cannot be read or written."""

    rule = "key-file-away"


async def add(
    service: Service, signing: Signing, ledger: Ledger, act: Act, reason: str, once_key: Once | None = None
) -> Done:
    """Make a key, which all replicas sign with from then on; raises NoKey, KeyFileAway, what `operating.do` raises."""
    return await operating.do(
        service, ledger, act, once_key, partial(_add, signing, _file(signing), service.ids, act, reason)
    )


async def retire(
    service: Service, signing: Signing, ledger: Ledger, act: Act, key: str, reason: str, once_key: Once | None = None
) -> Done:
    """Sign no longer with the key of this hash; raises Unknown, LastKey, NotYetSigned, and what `add` raises."""
    return await operating.do(
        service, ledger, act, once_key, partial(_retire, signing, _file(signing), act, key, reason)
    )


def _add(
    signing: Signing, file: KeyFile, ids: Ids, act: Act, reason: str, connection: Connection
) -> tuple[LedgerKeyAdded, str]:
    origin, at = signing.origin(connection), timestamp(act.now)
    try:
        beside = signing_keys.named(file.signers(), origin)
        signing_keys.note_down(connection, beside, at)
        [added] = signing_keys.named([file.with_another(ids)], origin)
    except (UnusableKey, OSError) as wrong:
        raise _away(wrong) from wrong
    signing_keys.note_down(connection, [added], at)
    fact = LedgerKeyAdded(key=str(added.verifier), beside=[_hash(each.verifier) for each in beside], reason=reason)
    return fact, _location(added.verifier)


def _retire(
    signing: Signing, file: KeyFile, act: Act, key: str, reason: str, connection: Connection
) -> tuple[LedgerKeyRetired, str]:
    origin = signing.origin(connection)
    try:
        signing_now = [each.verifier for each in signing_keys.named(file.signers(), origin)]
    except (UnusableKey, OSError) as wrong:
        raise _away(wrong) from wrong
    goes = next((each for each in signing_now if _hash(each) == key), None)
    left = [each for each in signing_now if each is not goes]
    if goes is None:
        raise Unknown(f"No key with the hash {key} signs for this ledger. Nothing was changed; list its keys.")
    if not left:
        raise LastKey("No other key signs, so this one cannot go. Nothing was changed; add another key first.")
    _must_have_signed(connection, left)
    try:
        file.without(goes.public)
    except (UnusableKey, OSError) as wrong:
        raise _away(wrong) from wrong
    signing_keys.retire(connection, goes.public, timestamp(act.now))
    return LedgerKeyRetired(key=str(goes), left=list(map(_hash, left)), reason=reason), _location(goes)


def _must_have_signed(connection: Connection, left: list[Verifier]) -> None:
    try:
        newest = checkpoints.newest(connection)
        if newest is not None and keys.signed_by(newest, left):
            return
    except (keys.Unsigned, keys.Forged, Malformed):
        pass
    raise NotYetSigned(
        "Nothing was signed yet with the keys that would be left, so nobody could get to trust them. Nothing was "
        "changed; wait until a checkpoint has both, and everybody has the new key."
    )


def _file(signing: Signing) -> KeyFile:
    if signing.keys is None:
        raise NoKey(
            "This ledger has no file of keys, so it signs nothing. Nothing was changed; set KOPLOPER_LEDGER_KEY."
        )
    return signing.keys


def _away(wrong: Exception) -> KeyFileAway:
    return KeyFileAway(f"The file of the ledger's keys cannot be used: {wrong} Nothing was changed; mend that first.")


def _hash(key: Verifier) -> str:
    return key.key_id.hex()


def _location(key: Verifier) -> str:
    return f"{operating.LOCATION}/signing-keys#{_hash(key)}"
