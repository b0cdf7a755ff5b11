"""Asking an operator whether to go on, once what an act will touch was shown."""

import sys

import typer
from rich.console import Console

from cli.language import say


def must_agree(question: str, *, yes: bool) -> None:
    """Return when the operator agrees; ends the command with 1 otherwise, nothing done.

    Nobody is asked where `yes` was said before, nor where nobody sits: a script has its reasons.
    """
    if yes or not somebody_sits_there() or typer.confirm(question, err=True):
        return
    Console(stderr=True).print(say("Er is niets veranderd.", "Nothing was changed."))
    raise typer.Exit(1)


def somebody_sits_there() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


def why() -> str:
    """The reason of an act, asked for when the command did not give it."""
    return str(typer.prompt(say("Waarom", "Why"), err=True))


def beside(console: Console, *, as_json: bool) -> Console:
    """Where what is told beforehand goes: with JSON not among what a machine reads."""
    return Console(stderr=True) if as_json else console
