"""`koploper ledger`: the whole ledger in one file, another key to sign with, and beginning anew after a loss."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from cli.language import say
from cli.options import DATA, Data, Json, MaybeReason, Target, Tokens, Url, Yes
from cli.verify.options import Token, Witnesses

app = typer.Typer(no_args_is_help=True, help=say("Het hele logboek.", "The whole ledger."))


@app.command(
    help=say(
        "Bewaar het hele logboek in één zipbestand, dat iedereen met `koploper verify` kan controleren. Eerst wordt "
        "gekeken wie het tekende. Einde 0: bewaard; 1: de handtekening is vals; 2: het was niet te lezen.",
        "Keep the whole ledger in one zip file, which anybody can check with `koploper verify`. Who signed it is "
        "looked at first. Exit 0: kept; 1: its signature is forged; 2: it could not be read.",
    ),
    epilog="koploper ledger export http://127.0.0.1:8000 -o logboek.zip --token auditor.token --key '…+…'",
)
def export(
    url: Annotated[str, typer.Argument(help=say("Adres van het logboek.", "Address of the ledger."))],
    output: Annotated[Path, typer.Option("--output", "-o", help=say("Bestand.", "File."))],
    key: Annotated[
        list[str] | None,
        typer.Option(
            "--key",
            help=say(
                "Sleutel van het logboek; mag vaker. Zonder: die het logboek zelf geeft.",
                "Key of the log; may be repeated. Without: the one that the log itself gives.",
            ),
        ),
    ] = None,
    witness: Witnesses = None,
    token: Token = None,
) -> None:
    from cli.ledger.export import Forged
    from cli.ledger.export import export as write
    from cli.verify import opening, places, show, trust, words
    from shared.notes.note import Malformed

    console = Console(stderr=True)
    try:
        trusted = trust.given(key or (), witness or (), (), own=not key)
        place = opening.at(url, opening.token(token))
        with Progress(
            TextColumn(say("bewaard", "kept")),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        ) as progress:
            task = progress.add_task("", total=None)
            size = write(place, trusted, output, lambda done, total: progress.update(task, completed=done, total=total))
    except (Forged, places.Missing, places.NotRead, places.Unsafe, trust.Unusable, Malformed, OSError) as error:
        why = show.plain(str(error))
        console.print(say(f"Er is niets bewaard: {why}", f"Nothing was kept: {why}"), markup=False, soft_wrap=True)
        raise typer.Exit(1 if isinstance(error, (Forged, places.Unsafe)) else 2) from error
    typer.echo(f"{words.entries(size)} in {output}")
    if not key:
        console.print(
            say(
                "Zonder --key is de sleutel geloofd die het logboek zelf geeft: vergelijk die met wat u langs een "
                "andere weg weet.",
                "Without --key the key that the log itself gives was believed: compare it with what you know by "
                "another way.",
            ),
            markup=False,
            soft_wrap=True,
        )


@app.command(
    "rotate-key",
    help=say(
        "Teken voortaan ook met een nieuwe sleutel; --retire haalt later de oudste eruit. Toont eerst welke er zijn.",
        "Sign with a new key as well from now on; later --retire takes the oldest out. Shows first which there are.",
    ),
    epilog="koploper ledger rotate-key --reason 'Jaarlijks' · koploper ledger rotate-key --retire",
)
def rotate_key(
    reason: MaybeReason = None,
    retire: Annotated[
        bool, typer.Option("--retire", help=say("Haal een sleutel eruit.", "Take a key out instead."))
    ] = False,
    key: Annotated[
        str | None,
        typer.Option("--key", help=say("De hash van die sleutel; anders de oudste.", "Its hash; else the oldest.")),
    ] = None,
    yes: Yes = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import confirmed
    from cli.ledger import operating

    if key is not None and not retire:
        raise typer.BadParameter(say("--key hoort bij --retire", "--key goes with --retire"))
    target, asking = Target(url, data, tokens), Console(stderr=True)
    there = asyncio.run(operating.keys(target))
    asking.print(say("Nu tekenen:", "These sign now:"))
    operating.show_keys(asking, there)
    goes = key or (there[-1]["hash"] if there else "00000000")
    asked = say(f"Haal {goes} eruit?", f"Take {goes} out?") if retire else say("Maak er een sleutel bij?", "Add a key?")
    why = confirmed.why(reason)
    confirmed.must_agree(asked, yes=yes)
    left = asyncio.run(operating.retire_key(target, goes, why) if retire else operating.add_key(target, why))
    if as_json:
        typer.echo(json.dumps(left))
    else:
        operating.show_keys(Console(), left)


@app.command(
    "begin-anew",
    help=say(
        "Laat een logboek dat minder heeft dan het tekende, onder een volgende naam verder tekenen. Het eerste feit "
        "daarvan noemt wat het laatst getekend was. Toont eerst hoe het staat.",
        "Have a ledger that holds less than it signed for go on under a next name. The first entry under it names what "
        "was signed last. Shows first how it stands.",
    ),
    epilog="koploper ledger begin-anew --reason 'Teruggezet na schijfuitval' --checkpoint laatste.txt",
)
def begin_anew(
    reason: MaybeReason = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Bestand met de laatste handtekening, waar geen getuige die toont.",
                "File with the last checkpoint, where no witness shows it.",
            )
        ),
    ] = None,
    yes: Yes = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import confirmed
    from cli.cannot import CannotRun
    from cli.ledger import operating

    try:
        given = None if checkpoint is None else checkpoint.read_text()
    except (OSError, ValueError) as wrong:
        raise CannotRun(
            say(f"{checkpoint} is niet te lezen: {wrong}", f"{checkpoint} cannot be read: {wrong}")
        ) from wrong
    target, asking = Target(url, data, tokens), Console(stderr=True)
    operating.show_standing(asking, asyncio.run(operating.standing(target)))
    why = confirmed.why(reason)
    confirmed.must_agree(say("Opnieuw beginnen?", "Begin anew?"), yes=yes)
    found = asyncio.run(operating.begin_anew(target, why, given))
    if as_json:
        typer.echo(json.dumps(found))
    else:
        operating.show_standing(Console(), found)
