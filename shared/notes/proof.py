"""A proof in a file: that a checkpoint's log holds an entry (C2SP tlog-proof)."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from shared.merkle import verifying
from shared.merkle.hashing import Hash
from shared.notes import checkpoint, note
from shared.notes.checkpoint import Checkpoint, hash_of
from shared.notes.note import Malformed, Note, decoded, number

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_EXTRA: Final = "extra "
_INDEX: Final = "index "
MOST: Final = 63
"""Hashes of a proof that are read at most: those of the largest log there can be."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The entry at `index` (from 0) is in the log of this checkpoint; nobody vouches for `extra`."""

    index: int
    hashes: tuple[Hash, ...]
    signed: Note
    extra: bytes | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says; who signed it is for the reader to ask."""
        return checkpoint.read(self.signed.text)

    @property
    def written(self) -> bytes:
        """The bytes of the file."""
        extra = [] if self.extra is None else [_EXTRA + b64encode(self.extra).decode()]
        hashes = (b64encode(each).decode() for each in self.hashes)
        lines = [_FIRST, *extra, f"{_INDEX}{self.index}", *hashes, ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.signed.written

    def check(self, leaf: Hash) -> None:
        """Raise `verifying.Unproven` unless the leaf is where the proof says it is."""
        told = self.checkpoint
        verifying.inclusion(leaf, self.index, told.size, self.hashes, told.root)


def read(written: bytes) -> Proof:
    """The proof in a file; raises Malformed."""
    head, between, rest = written.partition(b"\n\n")
    if not between:
        raise Malformed("a proof and its checkpoint have an empty line between them")
    lines = note.text_of(head).split("\n")
    if lines.pop(0) != _FIRST:
        raise Malformed(f"a proof begins with {_FIRST}")
    extra = decoded(lines.pop(0).removeprefix(_EXTRA)) if lines and lines[0].startswith(_EXTRA) else None
    if not lines or not lines[0].startswith(_INDEX):
        raise Malformed("a proof names the index of its entry")
    index = number(lines.pop(0).removeprefix(_INDEX))
    if len(lines) > MOST:
        raise Malformed(f"a proof of {len(lines)} hashes has more than {MOST}")
    found = Proof(index, tuple(map(hash_of, lines)), note.read(rest), extra)
    checkpoint.read(found.signed.text)
    return found
