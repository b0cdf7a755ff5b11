"""A checkpoint: how large a log is and what root its tree has (C2SP tlog-checkpoint)."""

from base64 import b64encode
from dataclasses import dataclass

from shared.merkle.hashing import WIDTH, Hash
from shared.notes.note import Malformed, decoded, number

LINES = 3
"""Lines of a checkpoint before those that others may add."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Of the log `origin`: its size, and the root of its tree at that size."""

    origin: str
    size: int
    root: Hash
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def read(text: str) -> Checkpoint:
    """The checkpoint that the text of a note is; raises Malformed."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < LINES or not all(lines):
        raise Malformed("a checkpoint has three lines or more, none of them empty")
    return Checkpoint(lines[0], number(lines[1]), hash_of(lines[2]), tuple(lines[LINES:]))


def hash_of(line: str) -> Hash:
    """The hash on a line; raises Malformed."""
    found = decoded(line)
    if len(found) != WIDTH:
        raise Malformed(f"a hash is {WIDTH} bytes long, and this is {len(found)}")
    return Hash(found)
