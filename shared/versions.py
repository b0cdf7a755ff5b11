"""Versions of a text that others write, as far as they were heard of here; and what is said to who decides on another
than the newest. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import Field

from shared.errors import DigestNotKnown, OutcomeOfOlderVersion, SeenOlderVersion, VersionNotHereYet

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
"""Lowercase hex SHA-256 of what a version says, made by who wrote it; who decides on it records it as it was heard."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a version is called by, and the names of what it told anew; None where that was not told."""

    digest: str | None = None
    changed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions that were heard of, by number, in whatever order that was."""

    known: Mapping[int, Version] = field(default_factory=dict)

    def heard(self, number: int, digest: str | None, changed: Sequence[str] | None = None) -> "Versions":
        """With what was heard of a version; what was heard of it before stays."""
        before = self.known.get(number, Version())
        told = None if changed is None else tuple(changed)
        both = Version(before.digest or digest, told if before.changed is None else before.changed)
        return self if both == before else Versions({**self.known, number: both})

    def of(self, number: int) -> Version:
        """What is known of a version."""
        return self.known.get(number, Version())

    def named(self, digest: str) -> int | None:
        """The newest version of this digest; None where there is none."""
        return max((number for number, each in self.known.items() if each.digest == digest), default=None)

    def changed_since(self, seen: int, newest: int) -> tuple[str, ...] | None:
        """The names of what the versions behind `seen` told anew, up to `newest`; None where one does not tell."""
        names: dict[str, None] = {}
        for number in range(seen + 1, newest + 1):
            changed = self.of(number).changed
            if changed is None:
                return None
            names |= dict.fromkeys(changed)
        return tuple(names)


NONE_HEARD: Final = Versions()


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody says they decided on: a version, its digest, both, or (neither) the newest there is."""

    version: int | None = None
    digest: str | None = None


NEWEST: Final = Seen()


@dataclass(frozen=True, slots=True)
class Text:
    """What is decided on: how the parts of it are called in a sentence, and where two versions of it are compared.

    `compared` is given the older and the newer number; `version` is what a version of it is called.
    """

    called: Callable[[str], str]
    compared: Callable[[int, int], str]
    version: str = "version"


def must_be_newest(seen: Seen, newest: int, versions: Versions, text: Text) -> None:
    """Raise unless what was seen is the newest version: SeenOlderVersion, VersionNotHereYet or DigestNotKnown."""
    version = _version(seen, newest, versions)
    if version < newest:
        raise older(version, newest, versions.changed_since(version, newest), text)
    if version > newest:
        raise _not_here_yet(version, newest)
    if seen.digest is not None:
        _same_digest(seen.digest, newest, versions, text)


def must_be_decided_on(seen: Seen, decided: int, newest: int, versions: Versions, text: Text) -> None:
    """Raise unless what was seen is the version of the outcome that is taken back, which need not be the newest.

    SeenOlderVersion, OutcomeOfOlderVersion, VersionNotHereYet or DigestNotKnown.
    """
    version = _version(seen, decided, versions)
    if version > newest:
        raise _not_here_yet(version, newest)
    if version > decided:
        raise OutcomeOfOlderVersion(
            f"You read {text.version} {version}, and what stands was decided on {text.version} {decided}. Nothing was "
            f"recorded; read {text.version} {decided}, and name that to take back what was decided on it."
        )
    must_be_newest(seen, decided, versions, text)


def _not_here_yet(version: int, newest: int) -> VersionNotHereYet:
    return VersionNotHereYet(
        f"You decided on version {version}, and the newest that has arrived here is {newest}. Nothing was "
        "recorded; try again in a few seconds."
    )


def _version(seen: Seen, newest: int, versions: Versions) -> int:
    """Which version was seen; where only a digest is named, the one that has it."""
    if seen.version is not None:
        return seen.version
    if seen.digest is None:
        return newest
    named = versions.named(seen.digest)
    if named is None:
        raise _none_known(newest, versions)
    return named


def _none_known(newest: int, versions: Versions) -> DigestNotKnown:
    """The refusal for who names a digest alone that no version known here has: it may be that of a newer one."""
    if versions.of(newest).digest is None:
        return _without_digest(newest)
    return DigestNotKnown(
        f"No version known here has that digest: it is of another text, or of a version that is still on its way; the "
        f"newest here is {newest}. Nothing was recorded; try again in a few seconds, or name the version."
    )


def _without_digest(version: int) -> DigestNotKnown:
    return DigestNotKnown(
        f"Version {version} arrived here without a digest, so yours cannot be compared with it. Nothing was "
        "recorded; leave the digest out, and name the version."
    )


def _same_digest(digest: str, newest: int, versions: Versions, text: Text) -> None:
    known = versions.of(newest).digest
    if known is None:
        raise _without_digest(newest)
    if digest != known:
        raise another(known, newest, text)


def another(known: str, newest: int, text: Text) -> SeenOlderVersion:
    """The refusal for who decided on a text that is not the newest version's, of which `known` is the digest."""
    return SeenOlderVersion(
        f"What you decided on is not what {text.version} {newest} says: the digest of that is {known}. Nothing was "
        f"recorded; read {text.version} {newest} and decide on it.",
        {"newest": newest},
    )


def older(seen: int, newest: int, changed: Sequence[str] | None, text: Text) -> SeenOlderVersion:
    """The refusal for who decided on an older version, with the names of what changed since, where these are known."""
    compared = text.compared(seen, newest)
    told: dict[str, Any] = {"newest": newest, "differences": compared}
    if changed is None:
        what = f"and {text.version} {newest} has come in"
    else:
        told["changed"] = list(changed)
        what = (
            f"and since then {_listed([text.called(each) for each in changed])} changed, up to {text.version} {newest}"
        )
    return SeenOlderVersion(
        f"You decided on {text.version} {seen}, {what}. Nothing was recorded; read the difference at {compared} and "
        f"decide on {text.version} {newest}.",
        told,
    )


def _listed(names: Sequence[str]) -> str:
    *others, last = names or ("nothing",)
    return f"{', '.join(others)} and {last}" if others else last
