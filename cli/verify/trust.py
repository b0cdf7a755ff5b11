"""Whose word a verifier takes, as somebody gave it: keys of the log and of witnesses, and older checkpoints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cli.language import say
from cli.verify.words import untrue
from shared.notes import checkpoint, keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Kind, Verifier
from shared.notes.note import Malformed

LOG: Final[Kind] = 1
"""A log's key signs notes (C2SP signed-note)."""
WITNESS: Final[Kind] = 4
"""A witness's key signs cosignatures (C2SP tlog-cosignature)."""
OPTION: Final[dict[Kind, str]] = {LOG: "--key", WITNESS: "--witness"}
OWN: Final = "--trust-own-key"


class Unusable(Exception):
    """What was given says nothing, so that nothing was looked at; the sentence says what to give instead."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word is taken: the log's keys, those of witnesses, and checkpoints of before that somebody kept.

    `own` takes the key that comes along in the place of `log`; raises Unusable for neither, and for both.
    """

    log: Sequence[Verifier] = ()
    witnesses: Sequence[Verifier] = ()
    kept: Sequence[Checkpoint] = ()
    own: bool = False

    def __post_init__(self) -> None:
        if bool(self.log) == self.own:
            raise Unusable(
                say(
                    f"Geef de sleutel van het logboek ({OPTION[LOG]}), die u langs een andere weg kent, of {OWN}: een "
                    "van de twee. Er is nergens naar gekeken: wat zijn eigen sleutel meebrengt, kan van iedereen zijn.",
                    f"Give the log's key ({OPTION[LOG]}), which you know by another way, or {OWN}: one of the two. "
                    "Nothing was looked at: what brings its own key along can be anybody's.",
                )
            )


def given(log: Sequence[str], witnesses: Sequence[str], kept: Iterable[Path], *, own: bool) -> Trust:
    """What options say; raises Unusable and OSError."""
    trusted = keys_in(log, LOG)
    return Trust(trusted, keys_in(witnesses, WITNESS), [_kept(file, trusted) for file in kept], own)


def keys_in(written: Sequence[str], kind: Kind) -> list[Verifier]:
    """The keys in the texts that one option was given, each of them one or more lines; raises Unusable."""
    lines = [line for each in written for line in each.split()]
    if written and not all(each.split() for each in written):
        raise Unusable(
            say(
                f"{OPTION[kind]} is gegeven zonder sleutel erin. Is mislukt wat die moest geven?",
                f"{OPTION[kind]} was given without a key in it. Did what should give it fail?",
            )
        )
    return [*dict.fromkeys(_key(line, kind) for line in lines)]


def _key(line: str, kind: Kind) -> Verifier:
    try:
        found = keys.verifier(line)
    except Malformed as error:
        raise Unusable(
            say(
                f"{line[:80]!r} is geen sleutel {_whose(kind)}: {error}.",
                f"{line[:80]!r} is no key {_whose(kind)}: {error}.",
            )
        ) from error
    if found.kind != kind:
        raise Unusable(
            say(
                f"{line[:80]!r} is de sleutel {_whose(found.kind)} ({OPTION[found.kind]}), en {OPTION[kind]} vraagt er "
                f"een {_whose(kind)}. Er is nergens naar gekeken.",
                f"{line[:80]!r} is the key {_whose(found.kind)} ({OPTION[found.kind]}), and {OPTION[kind]} takes one "
                f"{_whose(kind)}. Nothing was looked at.",
            )
        )
    return found


def _whose(kind: Kind) -> str:
    return say("van een logboek", "of a log") if kind == LOG else say("van een getuige", "of a witness")


def _kept(file: Path, trusted: Iterable[Verifier]) -> Checkpoint:
    """The checkpoint in a file; where keys of its origin are known, one of them must have signed it."""
    try:
        signed = note.read(file.read_bytes())
        told = checkpoint.read(signed.text)
    except Malformed as error:
        raise Unusable(
            say(
                f"{file} bevat geen bewaarde checkpoint: {error}. Bewaar /events/log/checkpoint in zijn geheel.",
                f"{file} holds no checkpoint that was kept: {error}. Keep /events/log/checkpoint whole.",
            )
        ) from error
    if known := [key for key in trusted if key.name == told.origin]:
        try:
            keys.signed_by(signed, known)
        except (keys.Unsigned, keys.Forged) as error:
            raise Unusable(
                say(
                    f"Wat in {file} bewaard is, zegt niets van {told.origin}: {untrue(error, known)}. Geef de sleutel "
                    "waarmee het getekend is.",
                    f"What was kept in {file} says nothing of {told.origin}: {untrue(error, known)}. Give the key that "
                    "it was signed with.",
                )
            ) from error
    return told
