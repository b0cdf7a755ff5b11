"""Witnesses: others who are asked to vouch for what was signed, so that the ledger cannot show two histories."""

from dataclasses import dataclass
from typing import Final

from shared.notes import keys
from shared.notes.keys import Verifier
from shared.notes.note import Malformed

LONGEST: Final = 64 * 1024
"""Bytes of an answer that are looked at."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Where a witness is, and how its signatures are told."""

    url: str
    key: Verifier


class NotSeen(Exception):
    """A witness did not cosign; the sentence says why."""


class Behind(NotSeen):
    """A witness saw another size than the proof led from."""

    def __init__(self, size: int) -> None:
        super().__init__(f"it saw {size} entries")
        self.size = size


def read(written: str) -> tuple[Witness, ...]:
    """The witnesses that a setting names; raises ValueError with a sentence."""
    return tuple(map(_read, filter(None, (each.strip() for each in written.split(",")))))


def _read(written: str) -> Witness:
    url, _, key = written.partition(" ")
    try:
        found = Witness(url.rstrip("/"), keys.verifier(key.strip()))
    except Malformed as wrong:
        raise ValueError(f"{written[:100]} is not an address and the key of a witness: {wrong}") from wrong
    if found.key.kind != 4 or not url.startswith(("http://", "https://")):
        raise ValueError(f"{written[:100]} is not an address and the key of a witness, such as its /vkey gives")
    return found
