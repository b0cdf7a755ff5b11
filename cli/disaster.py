"""The commands for when something is lost: send events again, keep a copy of a store, put one back."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from cli.language import say
from cli.options import DATA, Data, Json, Reason, Target, Tokens, Url, known


def install(app: typer.Typer) -> None:
    """Add them to the command line."""
    app.command(
        help=say(
            "Verstuur de feiten van een service opnieuw, als de bus ze kwijt is; ontvangers slaan over wat ze kennen.",
            "Send a service's events again, when the bus lost them; receivers drop what they know.",
        ),
        epilog="koploper republish intake --reason 'Kafka is nieuw'",
    )(republish)


def republish(
    service: str,
    reason: Reason,
    first: Annotated[
        int, typer.Option("--from", min=0, help=say("Vanaf deze positie; 0 is alles.", "From this position; 0 is all."))
    ] = 0,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import operate

    target = Target(url, data, tokens)
    asyncio.run(operate.republish(Console(), known(service), first, reason, target, as_json=as_json))
