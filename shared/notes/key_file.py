"""The file of the keys that somebody signs with: made at the first start, and read by nobody else.

A line is a key, as `shared.notes.keys` writes it. All of them sign, so that who trusts one of them can go on: the first
is the newest, and those behind it are about to go.
"""

import os
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from shared.clock import Ids
from shared.notes import keys
from shared.notes.keys import Kind, Signer
from shared.notes.note import Malformed, text_of

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
SEED: Final = 32
"""Bytes of a secret."""


class UnusableKey(Exception):
    """There is a file, and nothing can be signed with it; it was left as it is."""


def opened(path: Path, name: str, kind: Kind, ids: Ids) -> tuple[Signer, ...]:
    """The keys in a file, which is made with a new one of this name and kind where there is none.

    Raises UnusableKey, also for keys of another name or kind, and OSError.
    """
    if not path.exists():
        make(path, [new(name, kind, ids)])
    return kept(path, name, kind)


def kept(path: Path, name: str, kind: Kind) -> tuple[Signer, ...]:
    """The keys in a file that is there; raises UnusableKey, also for keys of another name or kind, and OSError.

    A file that others than its owner can use is not believed to be a secret.
    """
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if mode & OTHERS:
            raise UnusableKey(
                f"The key in {path} can be used by others than its owner (mode {stat.S_IMODE(mode):04o}). Nothing was "
                f"signed; do chmod 600 {path}, and where somebody may have read it, sign with another key."
            )
        found = _read(file.read(), path)
    if strange := next((each for each in found if (each.name, each.kind) != (name, kind)), None):
        raise UnusableKey(
            f"The key in {path} signs for {strange.name}, and this should sign for {name}. Nothing was signed; give "
            "the name that it was made for, or the key that belongs to this name."
        )
    return found


def new(name: str, kind: Kind, ids: Ids) -> Signer:
    """A key that nobody has."""
    return Signer(name, kind, ids.secret(SEED))


def make(path: Path, signers: Sequence[Signer]) -> None:
    """Write a file of these keys, whole or not at all; one that somebody made meanwhile stays. On the disk then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path, signers)
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    _settle(path.parent)


def replace(path: Path, signers: Sequence[Signer]) -> None:
    """Put these keys in the place of those in a file, whole or not at all; on the disk when it returns."""
    beside = _beside(path, signers)
    try:
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _settle(path.parent)


def _beside(path: Path, signers: Sequence[Signer]) -> Path:
    """A file of these keys next to where it belongs, under a name of its own: two containers have the same ids."""
    opened, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # O_EXCL, and for its owner only
    beside = Path(name)
    try:
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write("".join(f"{each.written}\n" for each in signers))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _settle(folder: Path) -> None:
    """Have what a folder holds on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _read(written: bytes, path: Path) -> tuple[Signer, ...]:
    try:
        found = tuple(map(keys.signer, text_of(written).split()))
    except Malformed as wrong:
        raise UnusableKey(
            f"The key in {path} cannot be read: {wrong}. Nothing was signed; put the file back from a backup."
        ) from wrong
    if not found:
        raise UnusableKey(f"The key file {path} is empty. Nothing was signed; put it back from a backup.")
    return found
