"""`koploper verify`: its options, its progress, and what it says in the end."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from cli.language import say
from cli.options import Json
from cli.verify.options import Keys, OwnKey, Token, Witnesses

EXITS: Final = {True: 0, False: 1, None: 2}


def install(app: typer.Typer) -> None:
    """Add it to the command line."""
    app.command(
        help=say(
            "Controleer een logboek (adres, map of zip) of een dossier (map of zip) zonder iemand hier te vertrouwen. "
            "Einde 0: het klopt; 1: het klopt niet; 2: het was niet te zeggen (niets te lezen, geen sleutel, of een "
            "getuige die het nog niet zag).",
            "Check a ledger (address, folder or zip) or a dossier (folder or zip) without trusting anybody here. "
            "Exit 0: it is true; 1: it is not; 2: it could not be told (nothing to read, no key, or a witness that did "
            "not see it yet).",
        ),
        epilog="koploper verify logboek.zip --key 'koploper.example/events/log+…' --witness 'witness.example/w1+…'",
    )(verify)


def verify(
    source: Annotated[str, typer.Argument(help=say("Adres, map of zipbestand.", "Address, folder or zip file."))],
    key: Keys = None,
    trust_own_key: OwnKey = False,
    witness: Witnesses = None,
    kept: Annotated[
        list[Path] | None,
        typer.Option(
            help=say(
                "Bestand met een oudere /events/log/checkpoint, die nog moet kloppen; mag vaker.",
                "File with an older /events/log/checkpoint, which must still hold; may be repeated.",
            )
        ),
    ] = None,
    token: Token = None,
    as_json: Json = False,
) -> None:
    from cli.verify import dossier, log, opening, places, show, trust
    from shared.notes.note import Malformed

    console = Console(stderr=True)
    try:
        trusted = trust.given(key or (), witness or (), kept or (), own=trust_own_key)
        place = opening.at(source, opening.token(token))
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=as_json or not console.is_terminal,
        ) as progress:
            task = progress.add_task(say("nagerekend", "checked"), total=None)

            def tell(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total)

            found = dossier.verify(place, trusted, tell) if dossier.is_one(place) else log.verify(place, trusted, tell)
    except (places.NotRead, places.Unsafe, trust.Unusable, Malformed, OSError) as error:
        unsafe = isinstance(error, places.Unsafe)
        if as_json:
            typer.echo(json.dumps({"true": False if unsafe else None, "error": show.why(error)}))
        else:
            console.print(show.plain(show.why(error)), markup=False, soft_wrap=True)
        raise typer.Exit(1 if unsafe else 2) from error
    if as_json:
        typer.echo(json.dumps(show.machines(found)))
    else:
        show.people(Console(), found)
    raise typer.Exit(EXITS[found.true])
