"""What an operator is asked before an act, once what it will touch was shown: why, and whether to go on.

`--reason` and `--yes` answer beforehand. A script gives both: where nobody answers, nothing is done.
"""

from typing import Final, NoReturn

import typer
from rich.console import Console

from cli.language import say

YES: Final = frozenset({"j", "ja", "y", "yes"})
NO: Final = frozenset({"n", "nee", "no", ""})
"""In either language: who reads one may be used to answering in the other."""


def why(given: str | None) -> str:
    """The reason of an act: the one given, else what is typed; raises BadParameter where there is none to record."""
    if given is not None:
        return _kept(given)
    try:
        return str(typer.prompt(say("Waarom", "Why"), err=True, value_proc=_kept))
    except typer.Abort:
        raise typer.BadParameter(
            say("geef de reden; er is niets veranderd", "give the reason; nothing was changed"),
            param_hint="--reason",
        ) from None


def _kept(reason: str) -> str:
    from shared.web.reason import checked

    try:
        return checked(reason)
    except ValueError:
        raise typer.BadParameter(
            say(
                "een reden is 1 tot 200 tekens, zonder e-mailadres of telefoonnummer, want hij blijft altijd "
                "bewaard; er is niets veranderd",
                "a reason is 1 to 200 characters, without an e-mail address or telephone number, for it is kept for "
                "ever; nothing was changed",
            ),
            param_hint="--reason",
        ) from None


def must_agree(question: str, *, yes: bool) -> None:
    """Return when the operator agrees, or did so by `yes`; ends the command with 1 otherwise, nothing done."""
    if yes:
        return
    try:
        asked = f"{question} {say('[j/N]', '[y/N]')}"
        agreed = typer.prompt(asked, default="", show_default=False, err=True, value_proc=_agreed)
    except typer.Abort:
        _end(say("Niemand zei ja (geef --yes in een script). ", "Nobody said yes (give --yes in a script). "))
    if not agreed:
        _end()


def _agreed(answer: str) -> bool:
    said = answer.strip().lower()
    if said not in YES | NO:
        raise typer.BadParameter(say("antwoord met j of n", "answer with y or n"))
    return said in YES


def _end(why: str = "") -> NoReturn:
    Console(stderr=True).print(why + say("Er is niets veranderd.", "Nothing was changed."), soft_wrap=True)
    raise typer.Exit(1)


def beside(console: Console, *, as_json: bool) -> Console:
    """Where what is told beforehand goes: with JSON not among what a machine reads."""
    return Console(stderr=True) if as_json else console
