"""`koploper ledger export`: the whole ledger in one file."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from cli.language import say

app = typer.Typer(no_args_is_help=True, help=say("Het hele logboek.", "The whole ledger."))


@app.command(
    help=say(
        "Bewaar het hele logboek in één zipbestand, dat iedereen met `koploper verify` kan controleren.",
        "Keep the whole ledger in one zip file, which anybody can check with `koploper verify`.",
    ),
    epilog="koploper ledger export http://127.0.0.1:8000 -o logboek.zip --token auditor.token",
)
def export(
    url: Annotated[str, typer.Argument(help=say("Adres van het logboek.", "Address of the ledger."))],
    output: Annotated[Path, typer.Option("--output", "-o", help=say("Bestand.", "File."))],
    token: Annotated[
        Path | None,
        typer.Option(help=say("Bestand met een token van een auditor.", "File with a token of an auditor.")),
    ] = None,
) -> None:
    from cli.ledger.export import export as write
    from cli.verify import places
    from shared.notes.note import Malformed

    console = Console(stderr=True)
    try:
        place = places.at(url, token.read_text().strip() if token else None)
        with Progress(
            TextColumn(say("bewaard", "kept")),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        ) as progress:
            task = progress.add_task("", total=None)
            size = write(place, output, lambda done, total: progress.update(task, completed=done, total=total))
    except (places.Missing, places.NotRead, places.Unsafe, Malformed, OSError) as error:
        console.print(say(f"Er is niets bewaard: {error}", f"Nothing was kept: {error}"), markup=False)
        raise typer.Exit(2) from error
    typer.echo(say(f"{size} feiten in {output}", f"{size} entries in {output}"))
