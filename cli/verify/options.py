"""The options that say whose word is taken, and what they cost."""

from pathlib import Path
from typing import Annotated

import typer

from cli.language import say

Keys = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        help=say(
            "Sleutel van het logboek (een regel van /events/log/vkey), die u langs een andere weg kent dan het logboek "
            "zelf. Meer in één tekst mag, en de optie mag vaker: een ervan moet getekend hebben.",
            "Key of the log (a line of /events/log/vkey), which you know by another way than the log itself. Several "
            "in one text are good, and it may be repeated: one of them must have signed.",
        ),
    ),
]
OwnKey = Annotated[
    bool,
    typer.Option(
        "--trust-own-key",
        help=say(
            "In plaats van --key: geloof de sleutel die erbij zit. Dan toont het alleen dat alles bij elkaar hoort: "
            "wie dit maakte, kan alles verzonnen hebben, ook de sleutel.",
            "Instead of --key: believe the key that comes along. Then it only shows that all of it belongs together: "
            "whoever made this can have made up everything, the key included.",
        ),
    ),
]
Witnesses = Annotated[
    list[str] | None,
    typer.Option(
        "--witness",
        help=say(
            "Sleutel van een getuige; mag vaker, en elke getuige moet dit gezien hebben. Ziet die het juist pas, dan "
            "wordt bij een adres even gewacht; blijft het uit, dan is het einde 2.",
            "Key of a witness; may be repeated, and each witness must have seen this. What it has not seen yet is "
            "waited for a little at an address; where it stays away the exit is 2.",
        ),
    ),
]
Token = Annotated[
    Path | None,
    typer.Option(help=say("Bestand met een token van een auditor.", "File with a token of an auditor.")),
]
