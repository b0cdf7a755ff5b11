"""Whether a log that began anew says so, and what somebody kept of it before: its older checkpoints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from cli.verify.findings import Findings, Wrong
from cli.verify.places import Missing, Place, Unsafe
from shared.merkle.hashing import Hash
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
            self._wrong.append(Wrong("origin", f"that the log began anew cannot be read: {wrong}", position))
            return
        self.begun.append(Begun(position, data.origin, data.entries, old))

    def end(self, place: Place, told: Checkpoint, trusted: Sequence[Verifier], found: Findings) -> None:
        """Say when the log began anew and as what, and what does not hold of that."""
        for wrong in (*self._wrong, *self._chain(told)):
            found.add(wrong)
        for number, begun in enumerate(self.begun, 1):
            found.checked.append(
                f"At position {begun.position} the log begins anew as {begun.origin}: of what {begun.old.origin} "
                f"signed, {begun.old.size} entries, {begun.entries} were left."
            )
            _last_before(place, number, begun, trusted, found)

    def _chain(self, told: Checkpoint) -> Iterator[Wrong]:
        """Each goes on from the one before, and what is signed now from the last."""
        ends = [*(begun.old.origin for begun in self.begun[1:]), told.origin] if self.begun else []
        for begun, end in zip(self.begun, ends, strict=True):
            if begun.origin != end:
                yield Wrong(
                    "origin", f"it says that the log goes on as {begun.origin}, and it is {end}", begun.position
                )
            if begun.entries != begun.position - 1:
                yield Wrong("origin", f"it says that {begun.entries} entries come before it", begun.position)


def _last_before(place: Place, number: int, begun: Begun, trusted: Sequence[Verifier], found: Findings) -> None:
    """What the ended origin signed last, where it is along: it is what the entry names, and its key signed it."""
    try:
        signed = note.read(place.read(f"{number}/checkpoint"))
        last = checkpoint.read(signed.text)
    except Missing:
        found.unknown.append(f"The last checkpoint of {begun.old.origin} is not along.")
        return
    except (Unsafe, Malformed) as error:
        found.add(Wrong("origin", f"the last checkpoint of {begun.old.origin} cannot be read: {error}", begun.position))
        return
    if last != begun.old:
        found.add(
            Wrong("origin", f"the last checkpoint of {begun.old.origin} is another than it names", begun.position)
        )
    known = [key for key in trusted if key.name == begun.old.origin]
    if not known:
        found.unknown.append(
            f"No key of {begun.old.origin} was given, so it is not said who signed its last checkpoint."
        )
        return
    try:
        keys.signed_by(signed, known)
    except (keys.Unsigned, keys.Forged) as error:
        found.add(Wrong("origin", f"the last checkpoint of {begun.old.origin}: {error}", begun.position))


def hold(
    kept: Sequence[Checkpoint], roots: Mapping[int, Hash], told: Checkpoint, begun: Sequence[Begun], found: Findings
) -> None:
    """Say of older checkpoints that somebody kept whether the log has their entries; `roots` by how many those are."""
    for each in kept:
        after = next((begin for begin in begun if begin.old.origin == each.origin), None)
        if each.origin != told.origin and after is None:
            found.add(Wrong("kept", f"what was kept is of {each.origin}, and this log is {told.origin}"))
        elif after is not None and each.size > after.old.size:
            says = (
                f"it says that {each.origin} signed for {after.old.size} entries, and what was kept is for {each.size}"
            )
            found.add(Wrong("kept", says, after.position))
        elif after is not None and each.size > after.entries:
            found.unknown.append(
                f"What was kept is for {each.size} entries of {each.origin}, of which {after.entries} were left."
            )
        elif each.size not in roots:
            found.add(Wrong("kept", f"the log had {each.size} entries once, and has {told.size} now"))
        elif roots[each.size] != each.root:
            found.add(Wrong("kept", f"the first {each.size} entries are not those that were signed for once"))
        else:
            found.checked.append(f"The first {each.size} entries are those that {each.origin} signed for once.")
