"""What a log asks of a witness: a checkpoint, and a proof that it begins with what the witness saw before."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from shared.merkle.hashing import Hash
from shared.notes import checkpoint, note
from shared.notes.checkpoint import Checkpoint, hash_of
from shared.notes.note import Malformed, Note, number

_OLD: Final = "old "
MOST: Final = 63
"""Hashes of a proof that the protocol allows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's body: `old` is the size from which the proof leads."""

    old: int
    proof: tuple[Hash, ...]
    signed: Note

    @property
    def checkpoint(self) -> Checkpoint:
        return checkpoint.read(self.signed.text)


def read(body: bytes) -> Asked:
    """What a body asks; raises Malformed."""
    head, between, rest = body.partition(b"\n\n")
    if not between:
        raise Malformed("a request has an empty line before its checkpoint")
    first, *lines = note.text_of(head).split("\n")
    if not first.startswith(_OLD):
        raise Malformed("a request begins with the size that its proof leads from")
    if len(lines) > MOST:
        raise Malformed(f"a proof of {len(lines)} hashes has more than {MOST}")
    asked = Asked(number(first.removeprefix(_OLD)), tuple(map(hash_of, lines)), note.read(rest))
    checkpoint.read(asked.signed.text)
    return asked


def written(asked: Asked) -> bytes:
    """The body that asks this."""
    lines = [f"{_OLD}{asked.old}", *(b64encode(each).decode() for each in asked.proof), ""]
    return "".join(f"{line}\n" for line in lines).encode() + asked.signed.written
