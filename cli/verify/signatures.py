"""The checkpoint of a place, and whose word there is for it: nothing is held against one that is forged."""

from collections.abc import Sequence
from dataclasses import dataclass

from cli.language import say
from cli.verify.findings import Findings, Wrong
from cli.verify.places import Missing, NotRead, Place, Unsafe
from cli.verify.trust import LOG, Trust, Unusable, keys_in
from cli.verify.words import entries, these, untrue
from shared.notes import checkpoint, keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Verifier
from shared.notes.note import Malformed, Note


@dataclass(frozen=True, slots=True)
class Signed:
    """A note that was signed, and the checkpoint that it says."""

    note: Note
    told: Checkpoint


def by_whom(place: Place, trust: Trust, found: Findings) -> Signed | None:
    """The checkpoint of a place, after a look at its signatures; None for one that the log did not sign.

    Raises NotRead where there is none.
    """
    try:
        signed = _newest(place, trust.witnesses)
        told = checkpoint.read(signed.text)
    except Missing as error:
        raise NotRead(
            say(
                "Er is geen checkpoint: dit is geen logboek, of het heeft nog niets getekend. Kijk waar het staat.",
                "There is no checkpoint: this is no log, or it has signed nothing yet. Look at where it is.",
            )
        ) from error
    except (Unsafe, Malformed) as error:
        says = say(f"er is geen leesbare checkpoint: {error}", f"there is no checkpoint to be read: {error}")
        found.add(Wrong("checkpoint", says))
        return None
    believed = _by_the_log(signed, told, own_keys(place) if trust.own else trust.log, found)
    if trust.own:
        found.unknown.append(
            say(
                "Er is geen sleutel van het logboek gegeven, en die erbij zat is geloofd: wie dit maakte, kan alles "
                "verzonnen hebben, ook de sleutel.",
                "No key of the log was given, and the one that came along was believed: whoever made this can have "
                "made all of it up, the key included.",
            )
        )
    for name in dict.fromkeys(each.name for each in trust.witnesses):
        _by_a_witness(signed, told, [each for each in trust.witnesses if each.name == name], found)
    if not trust.witnesses:
        found.unknown.append(
            say(
                "Er is geen sleutel van een getuige gegeven; over getuigen is dus niets gezegd.",
                "No key of a witness was given, so nothing is said of witnesses.",
            )
        )
    return Signed(signed, told) if believed else None


def own_keys(place: Place, path: str = "vkey") -> list[Verifier]:
    """The keys of a log that come along; raises NotRead."""
    try:
        return keys_in([place.read(path).decode()], LOG)
    except (Missing, Unsafe, Unusable, UnicodeDecodeError) as error:
        raise NotRead(
            say(
                f"Uit {path} is geen sleutel van het logboek te lezen: {error}",
                f"No key of the log can be read from {path}: {error}",
            )
        ) from error


def _newest(place: Place, witnesses: Sequence[Verifier]) -> Note:
    """The newest checkpoint, for some moments one that all these witnesses signed: they see it after it was signed."""
    signed = note.read(place.read("checkpoint"))
    names = {each.name for each in witnesses}
    while not names <= {each.name for each in signed.signatures} and place.later():
        signed = note.read(place.read("checkpoint"))
    return signed


def _by_the_log(signed: Note, told: Checkpoint, trusted: Sequence[Verifier], found: Findings) -> bool:
    try:
        names = [key.name for key, _ in keys.signed_by(signed, trusted)]
    except (keys.Unsigned, keys.Forged) as error:
        found.add(Wrong("checkpoint", untrue(error, trusted)))
        return False
    if told.origin not in names:
        who = ", ".join(names)
        says = say(
            f"de checkpoint is van {told.origin}, en {who} tekende", f"it is of {told.origin}, and {who} signed it"
        )
        found.add(Wrong("checkpoint", says))
        return False
    who, size = ", ".join(dict.fromkeys(names)), entries(told.size)
    found.checked.append(say(f"{who} tekende voor {size}.", f"{who} signed for {size}."))
    return True


def _by_a_witness(signed: Note, told: Checkpoint, its: Sequence[Verifier], found: Findings) -> None:
    """Say when a witness saw it, by any of its keys; what it has not seen it may see yet."""
    name = its[0].name
    try:
        seen = max(keys.seen_at(each) for _, each in keys.signed_by(signed, its))
    except keys.Unsigned:
        found.untold.append(
            say(
                f"{name} tekende niet voor {these(told.size)}, of nog niet: een getuige ziet een checkpoint enkele "
                "seconden nadat die getekend is. Kijk over een minuut opnieuw; blijft het zo, vraag dan wie de getuige "
                "beheert wat die zag.",
                f"{name} did not sign for {these(told.size)}, or did not yet: a witness sees a checkpoint some seconds "
                "after it was signed. Look again in a minute; if it stays so, ask who runs the witness what it saw.",
            )
        )
    except keys.Forged as error:
        found.add(Wrong("witness", untrue(error, its)))
    else:
        found.checked.append(
            say(
                f"{name} zag {these(told.size)}, op {seen} (seconden sinds 1970).",
                f"{name} saw {these(told.size)}, at {seen} (seconds since 1970).",
            )
        )
