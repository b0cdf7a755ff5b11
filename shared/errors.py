"""Refusals: the sentences with which a rule says no. They know rules, never HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar


class Refusal(Exception):
    """A rule says no. `rule` is its kebab-case name; the message tells what happened, what was kept and what to do.

    `told` is what of it a program can read beside the sentence, by names of the wire.
    """

    rule: ClassVar[str] = "refused"

    def __init__(self, sentence: str, told: Mapping[str, Any] = MappingProxyType({})) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.told = told


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in what was given: where, as a JSON Pointer, of which kind, and how it would be right."""

    pointer: str
    code: str
    detail: str


class WrongInput(Refusal):
    """What was given can never be, as things stand: all that is wrong with it."""

    rule: ClassVar[str] = "invalid-input"

    def __init__(self, sentence: str, wrong: Sequence[Wrong]) -> None:
        super().__init__(sentence)
        self.wrong = wrong


class Unknown(Refusal):
    """What the command is about does not exist here (yet)."""

    rule: ClassVar[str] = "not-found"


class Forbidden(Refusal):
    """This actor never may."""

    rule: ClassVar[str] = "forbidden"


class NotYours(Forbidden):
    """Only the one it belongs to may."""

    rule: ClassVar[str] = "not-yours"


class RoleMayNot(Forbidden):
    """No actor in this role ever may do this."""

    rule: ClassVar[str] = "role-may-not"


class NotNow(Refusal):
    """The rules say: not in the present state."""

    rule: ClassVar[str] = "not-now"


class SeenOlderVersion(NotNow):
    """The decision was made on an older version than the newest known here, or on another text than that version's."""

    rule: ClassVar[str] = "seen-older-version"


class OutcomeOfOlderVersion(NotNow):
    """What is taken back was decided on an older version than the one that was seen."""

    rule: ClassVar[str] = "outcome-of-older-version"


class VersionNotHereYet(NotNow):
    """The decision was made on a version that has not arrived here."""

    rule: ClassVar[str] = "version-not-here-yet"


class DigestNotKnown(NotNow):
    """The decision names the digest of what was seen, and none is known here to compare it with: of the version that it
    names, or, where it names none, of any.
    """

    rule: ClassVar[str] = "digest-not-known"


class TooBusy(NotNow):
    """Others kept changing the same streams; the command was tried several times and nothing was written."""

    rule: ClassVar[str] = "too-many-conflicts"


class Stale(Refusal):
    """`If-Match` named another version than the present one."""

    rule: ClassVar[str] = "stale-version"


class StoreAway(Exception):
    """The store cannot be reached, is locked or is full: nothing was written, the same call may be made again."""


class OutcomeUnknown(StoreAway):
    """The store went away while it committed: everything was written, or nothing; the store knows once it is back."""


class Taken(Exception):
    """Somebody else was first, here or in another process; nothing was written: read again and decide anew."""
