"""Which row of a register is which: by the key it has there, or else by its name and organisation."""

from hashlib import sha256
from unicodedata import normalize
from uuid import UUID

from services.intake import words


def entry_id(register: str, key: str | None, name: str, organisation: str) -> words.EntryId:
    """The id of an entry: the same whenever and wherever it is brought in, whatever its capitals and spaces.

    A UUIDv8 (RFC 9562, 5.8) of what tells it from the others of its register.
    """
    told = ("key", key) if key is not None else ("name", name, organisation)
    digest = sha256("\n".join([register, *map(_plain, told)]).encode()).digest()[:16]
    bits = int.from_bytes(digest) & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62
    return words.EntryId(str(UUID(int=bits)))


def _plain(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().split())
