"""The options that commands share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.language import say

DATA: Final = Path("var")

Url = Annotated[
    str | None,
    typer.Option(
        envvar="KOPLOPER_URL",
        help=say(
            "Het adres van het systeem; zonder: het systeem op --data.",
            "The system's address; without it: the system on --data.",
        ),
    ),
]
Data = Annotated[
    Path, typer.Option(envvar="KOPLOPER_DATA", help=say("De map met alle gegevens.", "The folder with all data."))
]
Tokens = Annotated[
    Path | None,
    typer.Option(
        "--tokens",
        envvar=["KOPLOPER_TOKENS", "KOPLOPER_PEOPLE_FILE"],
        help=say(
            "Bestand met een token per persoon of rol; voor een systeem dat met `koploper serve` draait.",
            "A file with a token per person or role; for a system that is run with `koploper serve`.",
        ),
    ),
]
StoreUrl = Annotated[
    str | None,
    typer.Option(
        envvar="KOPLOPER_STORE_URL",
        help=say("Het adres van de opslag; zonder: die in --data.", "The store's address; without it: that in --data."),
    ),
]


def place_or_time(given: str | None) -> str | None:
    """The same, when it is a position of the ledger or a time; raises BadParameter when it is neither."""
    if given is None:
        return None
    from services.events.api.asked import place

    try:
        place(given)
    except ValueError as neither:
        raise typer.BadParameter(
            say(
                "geef een positie van het logboek, of een tijdstip als 2019-06-12T14:30:00Z",
                "give a position of the ledger, or a time as in 2019-06-12T14:30:00Z",
            )
        ) from neither
    return given


At = Annotated[
    str | None,
    typer.Option(
        callback=place_or_time,
        help=say("Zoals bekend op dit tijdstip of deze positie.", "As known at this time or position."),
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help=say("JSON voor machines in plaats van tabellen.", "JSON instead of tables."))
]
MaybeReason = Annotated[
    str | None,
    typer.Option("--reason", help=say("De reden; komt in het logboek.", "The reason; it becomes part of the ledger.")),
]
"""Asked for once it was shown what the reason is for."""
Yes = Annotated[bool, typer.Option("--yes", help=say("Vraag niets.", "Do not ask."))]


@dataclass(frozen=True, slots=True)
class Target:
    """Which system a command is for, and the file of the tokens that it is shown, if any."""

    url: str | None
    data: Path
    tokens: Path | None = None


def known(service: str) -> str:
    """The same, when it is one of ours; raises BadParameter when it is not."""
    from cli.system import SERVICES

    if service not in SERVICES:
        raise typer.BadParameter(say(f"kies uit {', '.join(SERVICES)}", f"choose from {', '.join(SERVICES)}"))
    return service
