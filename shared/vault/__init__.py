"""The vault: text that must stay forgettable or confidential, beside the events and never in them.

An event carries a reference and a digest, SHA-256(salt ‖ content) in lowercase hex over the UTF-8 bytes. With the salt
gone the digest says nothing any more, and every proof over the event still holds.
"""

from shared.vault.entries import SALT_BYTES, Entry, about, about_anybody, digest, entry, keep, named, persons_among
from shared.vault.erasing import erase_about, forgotten, unindex
from shared.vault.reading import (
    EVERYONE,
    Erased,
    First,
    NotAReader,
    Opened,
    Purpose,
    anything,
    is_reader,
    look,
    note,
    ordinary,
    unnoted,
)

__all__ = [
    "EVERYONE",
    "SALT_BYTES",
    "Entry",
    "Erased",
    "First",
    "NotAReader",
    "Opened",
    "Purpose",
    "about",
    "about_anybody",
    "anything",
    "digest",
    "entry",
    "erase_about",
    "forgotten",
    "is_reader",
    "keep",
    "look",
    "named",
    "note",
    "ordinary",
    "persons_among",
    "unindex",
    "unnoted",
]
