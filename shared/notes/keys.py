"""Keys: who signs, and how those who trust them tell (Ed25519, of C2SP signed-note and tlog-cosignature).

A verifier's key is written `<name>+<id>+<base64>` (C2SP signed-note); a signer's is that with PRIVATE+KEY+ before it,
as Go's note package writes it, so that others' tools can read the file.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.notes.note import Malformed, Note, Signature, decoded, named

Kind = Literal[1, 4]
"""What a key signs: a note (1), or a checkpoint with the time at which it was seen (4)."""
KINDS: Final[dict[int, Kind]] = {1: 1, 4: 4}
_PRIVATE: Final = "PRIVATE+KEY+"
_KEY: Final = 32
"""Bytes of a public key, and of the seed that a private one is made of."""
_TIME: Final = 8
LATEST: Final = 253_402_300_799
"""Seconds since 1970 of the last second of the year 9999, the last that a time stamp can say."""


class Unsigned(Exception):
    """No key that is trusted signed a note."""


class Forged(Exception):
    """A signature that says it is of a trusted key is not."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key; who knows it can tell what was signed with the other."""

    name: str
    kind: Kind
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which its signatures are found."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"

    def claims(self, signature: Signature) -> bool:
        """Whether a signature says that it was made with this key."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def check(self, text: str, signature: Signature) -> None:
        """Raise Forged unless the key signed this text so."""
        signed, told = text.encode(), signature.signature
        if self.kind == 4:
            if len(told) <= _TIME:
                raise Forged(f"{self.name}: a cosignature holds a time and a signature")
            seconds = int.from_bytes(told[:_TIME])
            if not 0 < seconds <= LATEST:
                raise Forged(f"{self.name}: {seconds} seconds since 1970 are no time at which it saw this")
            signed, told = cosigned(seconds, text), told[_TIME:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(told, signed)
        except InvalidSignature as error:
            raise Forged(f"{self.name}: the signature is not of this text") from error


@dataclass(frozen=True, slots=True)
class Signer:
    """A whole key: `seed` is 32 secret bytes."""

    name: str
    kind: Kind
    seed: bytes

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.kind, self._private.public_key().public_bytes_raw())

    def sign(self, text: str, seconds: int) -> Signature:
        """Sign a text; `seconds` since 1970 are when a checkpoint was seen, and count for a cosigner only."""
        if self.kind == 1:
            told = self._private.sign(text.encode())
        else:
            told = seconds.to_bytes(_TIME) + self._private.sign(cosigned(seconds, text))
        return Signature(self.name, self.verifier.key_id, told)

    @property
    def written(self) -> str:
        """The secret, as it stands in a file."""
        key = b64encode(bytes([self.kind]) + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{key}"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def __repr__(self) -> str:
        return f"Signer({self.verifier})"  # never the secret


def cosigned(seconds: int, text: str) -> bytes:
    """What a cosigner signs (C2SP tlog-cosignature): the text of a checkpoint, and when it was seen."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def seen_at(signature: Signature) -> int:
    """When a cosigner says that it saw a checkpoint, in seconds since 1970."""
    return int.from_bytes(signature.signature[:_TIME])


def verifier(written: str) -> Verifier:
    """The key that a verifier's line says; raises Malformed, also where its id is not its own."""
    name, key_id, kind, public = _parts(written)
    found = Verifier(name, kind, public)
    if found.key_id != key_id:
        raise Malformed(f"the id of the key of {name} is not that of this key")
    return found


def signer(written: str) -> Signer:
    """The key that the line of a private key says; raises Malformed, and never tells the secret."""
    if not written.startswith(_PRIVATE):
        raise Malformed("this is not a private key")
    name, key_id, kind, seed = _parts(written.removeprefix(_PRIVATE))
    found = Signer(name, kind, seed)
    if found.verifier.key_id != key_id:
        raise Malformed(f"the id of the key of {name} is not that of this key")
    return found


def signed_by(note: Note, trusted: Iterable[Verifier]) -> list[tuple[Verifier, Signature]]:
    """Who of the trusted signed a note; signatures of others are left out.

    Raises Forged where a signature says it is of a trusted key and is not, and Unsigned where there is none of them.
    """
    keys = [*trusted]
    found = [(key, each) for each in note.signatures for key in keys if key.claims(each)]
    for key, each in found:
        key.check(note.text, each)
    if not found:
        raise Unsigned(f"none of {', '.join(key.name for key in keys) or 'nobody'} signed this")
    return found


def _parts(written: str) -> tuple[str, bytes, Kind, bytes]:
    parts = written.split("+", 2)
    if len(parts) != 3:
        raise Malformed("a key is a name, an id and the key itself, with a plus between them")
    name, key_id, key = parts[0], parts[1], decoded(parts[2])
    if len(key_id) != 8 or any(letter not in "0123456789abcdef" for letter in key_id):
        raise Malformed("the id of a key is eight hexadecimal digits")
    if len(key) != 1 + _KEY or key[0] not in KINDS:
        raise Malformed("this is not an Ed25519 key for notes or cosignatures")
    return named(name), bytes.fromhex(key_id), KINDS[key[0]], key[1:]
