"""Whether a log that began anew says so, and what somebody kept of it before: its older checkpoints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from cli.language import say
from cli.verify.findings import Findings, Wrong
from cli.verify.places import Missing, Place, Unsafe
from cli.verify.words import entries, many, unreadable, untrue
from shared.notes import checkpoint, keys, note
from shared.notes.checkpoint import Checkpoint, hash_of
from shared.notes.keys import Verifier
from shared.notes.note import Malformed

TYPE: Final = "nl.koploper.ledger-begun-anew.v1"
MARK: Final = TYPE.encode()
"""What such an entry holds; others may hold it too."""
SOURCE: Final = "urn:nld:koploper:systeem:events"


class _Data(msgspec.Struct, rename="camel"):
    origin: str
    entries: int
    old_origin: str
    old_size: int
    old_root: str


class _Entry(msgspec.Struct):
    type: str
    source: str
    data: msgspec.Raw


_entry: Final = msgspec.json.Decoder(_Entry).decode
_data: Final = msgspec.json.Decoder(_Data).decode


@dataclass(frozen=True, slots=True)
class Begun:
    """The entry at `position` says that the log goes on as `origin`, behind `entries` that were left of `old`."""

    position: int
    origin: str
    entries: int
    old: Checkpoint


class Origins:
    """Is told which entries may say that the log began anew, in order."""

    def __init__(self) -> None:
        self.begun: Final[list[Begun]] = []
        self._wrong: Final[list[Wrong]] = []

    @property
    def count(self) -> int:
        """How many entries say so, also in words that cannot be read."""
        return len(self.begun) + len(self._wrong)

    def take(self, position: int, body: bytes) -> None:
        """Look at an entry that holds the mark."""
        try:
            read = _entry(body)
            if (read.type, read.source) != (TYPE, SOURCE):
                return
            data = _data(read.data)
            old = Checkpoint(data.old_origin, data.old_size, hash_of(data.old_root))
        except (msgspec.DecodeError, Malformed) as wrong:
            that = say("dat het logboek opnieuw begon,", "that the log began anew")
            self._wrong.append(Wrong("origin", unreadable(that, wrong), position))
            return
        self.begun.append(Begun(position, data.origin, data.entries, old))

    def end(self, place: Place, told: Checkpoint, trusted: Sequence[Verifier], found: Findings) -> None:
        """Say when the log began anew and as what, and what does not hold of that."""
        for wrong in (*self._wrong, *self._chain(told)):
            found.add(wrong)
        for number, begun in enumerate(self.begun, 1):
            found.checked.append(_says(begun))
            _last_before(place, number, begun, trusted, found)

    def _chain(self, told: Checkpoint) -> Iterator[Wrong]:
        """Each goes on from the one before, and what is signed now from the last."""
        ends = [*(begun.old.origin for begun in self.begun[1:]), told.origin] if self.begun else []
        for begun, end in zip(self.begun, ends, strict=True):
            if begun.origin != end:
                says = say(
                    f"het zegt dat het logboek verdergaat als {begun.origin}, en het is {end}",
                    f"it says that the log goes on as {begun.origin}, and it is {end}",
                )
                yield Wrong("origin", says, begun.position)
            if begun.entries != begun.position - 1:
                nl = many(begun.entries, "feit dat ervoor komt", "feiten die ervoor komen")
                en = many(begun.entries, "entry comes", "entries come")
                yield Wrong("origin", say(f"het noemt {nl}", f"it says that {en} before it"), begun.position)


def _says(begun: Begun) -> str:
    old, size, left = begun.old.origin, entries(begun.old.size), begun.entries
    return say(
        f"Op positie {begun.position} begint het logboek opnieuw als {begun.origin}: van wat {old} tekende, {size}, "
        f"{'was' if left == 1 else 'waren'} er {left} over.",
        f"At position {begun.position} the log begins anew as {begun.origin}: of what {old} signed, {size}, "
        f"{many(left, 'was', 'were')} left.",
    )


def _last_before(place: Place, number: int, begun: Begun, trusted: Sequence[Verifier], found: Findings) -> None:
    """What the ended origin signed last, where it is along: it is what the entry names, and its key signed it."""
    what = say(f"de laatste checkpoint van {begun.old.origin}", f"the last checkpoint of {begun.old.origin}")
    try:
        signed = note.read(place.read(f"{number}/checkpoint"))
        last = checkpoint.read(signed.text)
    except Missing:
        found.unknown.append(
            say(
                f"De laatste checkpoint van {begun.old.origin} is er niet bij.",
                f"The last checkpoint of {begun.old.origin} is not along.",
            )
        )
        return
    except (Unsafe, Malformed) as error:
        found.add(Wrong("origin", unreadable(what, error), begun.position))
        return
    if last != begun.old:
        says = say(f"{what} is een andere dan dit feit noemt", f"{what} is another than it names")
        found.add(Wrong("origin", says, begun.position))
    known = [key for key in trusted if key.name == begun.old.origin]
    if not known:
        found.unknown.append(
            say(
                f"Er is geen sleutel van {begun.old.origin} gegeven: wie diens laatste tekende, is niet gezegd.",
                f"No key of {begun.old.origin} was given, so it is not said who signed its last checkpoint.",
            )
        )
        return
    try:
        keys.signed_by(signed, known)
    except (keys.Unsigned, keys.Forged) as error:
        found.add(Wrong("origin", f"{what}: {untrue(error, known)}", begun.position))
