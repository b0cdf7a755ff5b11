"""`koploper reconcile`: its options."""

import asyncio
import json
from typing import Annotated

import typer
from rich.console import Console

from cli.language import say
from cli.options import DATA, Data, Json, Target, Tokens, Url, known


def install(app: typer.Typer) -> None:
    """Add it to the command line."""
    app.command(
        help=say(
            "Vergelijk de opslag van elke dienst met het logboek, in beide richtingen en byte voor byte. "
            "Einde 0: gelijk; 1: er is verschil; 2: het was (nog) niet te zeggen.",
            "Compare each service's store with the ledger, both ways and byte for byte. "
            "Exit 0: the same; 1: something differs; 2: it could not be told (yet).",
        ),
        epilog="koploper reconcile · koploper reconcile --service intake --json",
    )(reconcile)


def reconcile(
    service: Annotated[str | None, typer.Option(help=say("Eén service.", "One service."))] = None,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli.reconcile import show
    from cli.reconcile.run import reconcile as compare
    from cli.system import SERVICES

    services = SERVICES if service is None else (known(service),)
    target = Target(url, data, tokens)
    found = asyncio.run(compare(Console(stderr=True), target, services, quiet=as_json))
    if as_json:
        typer.echo(json.dumps(show.machines(found)))
    else:
        show.people(Console(), found)
    if found.exit_code:
        raise typer.Exit(found.exit_code)
