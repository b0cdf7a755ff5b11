"""What is hashed: leaves and nodes each with a prefix of their own, so that neither can be taken for the other."""

import hashlib
from collections.abc import Iterable
from typing import Final, NewType

Hash = NewType("Hash", bytes)
"""A SHA-256: 32 bytes."""

WIDTH: Final = 32
"""Bytes in a hash."""
_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


def leaf(data: bytes) -> Hash:
    """The hash of a tree that holds only `data`."""
    return Hash(hashlib.sha256(_LEAF + data).digest())


def node(left: bytes, right: bytes) -> Hash:
    """The hash of a tree of two halves, by their hashes."""
    return Hash(hashlib.sha256(_NODE + left + right).digest())


EMPTY: Final = Hash(hashlib.sha256().digest())
"""The hash of a tree without leaves."""


def joined(parts: Iterable[bytes]) -> Hash:
    """The hash of a tree by those of its complete parts, the largest first; EMPTY without any."""
    root: bytes | None = None
    for part in reversed([*parts]):
        root = part if root is None else node(part, root)
    return EMPTY if root is None else Hash(root)


def halved(hashes: bytes) -> Hash:
    """The hash of a complete tree: `hashes` are those of its leaves one after another, a power of two of them."""
    while len(hashes) > WIDTH:
        hashes = b"".join(
            hashlib.sha256(_NODE + hashes[at : at + 2 * WIDTH]).digest() for at in range(0, len(hashes), 2 * WIDTH)
        )
    return Hash(hashes)
