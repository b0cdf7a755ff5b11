"""A note: a text and the lines that sign it (C2SP signed-note)."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 256 * 1024
"""Bytes of a note that are read at most: room for more than the 16 signatures that everybody must accept."""
MOST: Final = 64
"""Signatures that are read at most."""
_DASH: Final = "\u2014 "
_ID: Final = 4
"""Bytes of a key's id."""


class Malformed(Exception):
    """Bytes that are not what they are said to be; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One line: whose it says it is (`key_id` is four bytes), and what was signed with that key."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """As it stands in a note, with the end of its line."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a newline, and what signs it."""

    text: str
    signatures: tuple[Signature, ...] = ()

    @property
    def written(self) -> bytes:
        """The bytes that everybody reads."""
        return (self.text + "\n" + "".join(each.line for each in self.signatures)).encode()

    def and_(self, signatures: Iterable[Signature]) -> "Note":
        """The same text with further signatures; one that is there stays as it is."""
        there = set(self.signatures)
        return Note(self.text, (*self.signatures, *(each for each in signatures if each not in there)))


def read(written: bytes) -> Note:
    """The note that these bytes are; raises Malformed."""
    if len(written) > LONGEST:
        raise Malformed(f"a note of {len(written)} bytes is longer than {LONGEST}")
    told = text_of(written)
    text, between, lines = told.rpartition("\n\n")
    if not between:
        raise Malformed("a note has a text, an empty line, and a signature")
    return Note(text + "\n", signatures(lines))


def signatures(lines: str) -> tuple[Signature, ...]:
    """The signatures in the lines of a note, or in a witness's answer; raises Malformed."""
    if not lines.endswith("\n"):
        raise Malformed("the line of a signature ends with a newline")
    every = lines[:-1].split("\n")
    if len(every) > MOST:
        raise Malformed(f"a note with {len(every)} signatures has more than {MOST}")
    return tuple(map(_signature, every))


def text_of(written: bytes) -> str:
    """The text that these bytes are; raises Malformed for what is no text, and for what a note must not hold."""
    try:
        told = written.decode()
    except UnicodeDecodeError as error:
        raise Malformed("this is not UTF-8") from error
    if any(letter < " " and letter != "\n" for letter in told):
        raise Malformed("a note holds no control character but newlines")
    return told


def named(name: str) -> str:
    """A key's name; raises Malformed for what cannot be one."""
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise Malformed("a key's name is not empty, and has neither spaces nor a plus")
    return name


def decoded(text: str) -> bytes:
    """What base64 says, in the one way to say it; raises Malformed."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError as error:  # also of binascii, and for what is not ASCII
        raise Malformed(f"{text[:80]} is not base64") from error
    if base64.b64encode(found).decode() != text:
        raise Malformed(f"{text[:80]} is base64 of something else as well")
    return found


def number(text: str) -> int:
    """What a decimal says, without zeros before it; raises Malformed, also for what no 63 bits hold."""
    if not (text.isascii() and text.isdecimal()) or (text[0] == "0" and text != "0") or len(text) > 19:
        raise Malformed(f"{text[:80]} is not a number")
    found = int(text)
    if found >= 1 << 63:
        raise Malformed(f"{text} is too large a number")
    return found


def _signature(line: str) -> Signature:
    name, space, told = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise Malformed(f"{line[:80]!r} is not the line of a signature")
    found = decoded(told)
    if len(found) <= _ID:
        raise Malformed("a signature is more than the id of its key")
    return Signature(named(name), found[:_ID], found[_ID:])
