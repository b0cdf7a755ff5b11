"""What a verifier found, for people and for machines."""

from dataclasses import asdict
from typing import Any, Final

from rich.console import Console

from cli.language import say
from cli.verify.findings import Findings, Wrong
from cli.verify.words import many
from shared.notes.note import Malformed

SHOWN: Final = 10
"""Findings that people are shown; machines get more."""
LONGEST: Final = 1_000
"""Letters of a sentence that people are shown: what it quotes may be as long as somebody liked."""


def machines(found: Findings) -> dict[str, Any]:
    """All of it, in JSON's words."""
    return {
        "of": found.of,
        "true": found.true,
        "checked": found.checked,
        "unknown": found.unknown,
        "untold": found.untold,
        "wrong": [asdict(each) for each in found.wrong],
        "wrongCount": found.count,
    }


def people(console: Console, found: Findings) -> None:
    """What was looked at, and the first things that are wrong."""
    for line in found.checked:
        console.print(plain(f"✓ {line}"), markup=False, soft_wrap=True)
    for line in found.unknown:
        console.print(plain(f"? {line}"), markup=False, soft_wrap=True)
    for line in found.untold:
        console.print(plain(f"?! {line}"), markup=False, soft_wrap=True)
    for wrong in found.wrong[:SHOWN]:
        console.print(plain(f"✗ {_where(wrong)}{wrong.says}"), markup=False, soft_wrap=True)
    if found.count > SHOWN:
        more = found.count - SHOWN
        nl, en = many(more, "ding", "dingen"), many(more, "thing", "things")
        console.print(say(f"✗ en nog {nl}", f"✗ and {en} more"))
    console.print(_verdict(found), soft_wrap=True)


def why(error: Exception) -> str:
    """Why nothing could be told; what another program or library says is quoted."""
    if isinstance(error, Malformed | OSError):
        return say(f"Het is niet te lezen: {error}", f"It cannot be read: {error}")
    return str(error)


def plain(says: str) -> str:
    """A sentence as a terminal may have it: what it quotes was written by anybody, and moves no cursor."""
    short = says if len(says) <= LONGEST else f"{says[:LONGEST]}…"
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in short)


def _verdict(found: Findings) -> str:
    dutch, english = ("Het logboek", "The ledger") if found.of == "ledger" else ("Het dossier", "The dossier")
    if found.true:
        return say(f"{dutch} klopt.", f"{english} is true.")
    if found.true is None:
        return say(
            f"Of {dutch.lower()} klopt, was niet te zeggen; er is niets gevonden dat niet klopt.",
            f"Whether {english.lower()} is true could not be told; nothing was found that is not.",
        )
    return say(f"{dutch} klopt NIET.", f"{english} is NOT true.")


def _where(wrong: Wrong) -> str:
    return "" if wrong.position is None else say(f"positie {wrong.position}: ", f"position {wrong.position}: ")
