"""`koploper simulate`: its options, its progress, and what it shows in the end."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from cli.language import say
from cli.options import Json


def simulate(
    initiatives: Annotated[
        int, typer.Option(min=1, max=100_000, help=say("Hoeveel initiatieven.", "How many initiatives."))
    ] = 200,
    seed: Annotated[
        int, typer.Option(min=0, help=say("Gelijke zaden geven gelijke jaren.", "Equal seeds give equal years."))
    ] = 1,
    data: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Een nieuwe map om het jaar in te bewaren (`koploper up --data` toont het); zonder: weg na afloop.",
                "A new folder to keep the year in (`koploper up --data` shows it); without it: gone in the end.",
            )
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    import uvloop

    from cli.simulate import run, show

    console = Console()
    with _folder(data) as folder, _progress(console, quiet=as_json) as told:
        year = uvloop.run(run.simulate(folder, initiatives, seed, told))
    if as_json:
        console.print_json(json.dumps(show.machines(year)))
    else:
        show.people(console, year)
    if year.figures.differs:
        raise typer.Exit(1)


def install(app: typer.Typer) -> None:
    """Add it to the command line."""
    app.command(
        help=say(
            "Boots een jaar na: initiatieven, mensen en vergissingen uit een zaad, door de echte API's, met een "
            "verzette klok.",
            "Simulate a year: initiatives, people and mistakes from a seed, through the real APIs, with a moved clock.",
        ),
        epilog="koploper simulate --initiatives 2000 --seed 1 · koploper simulate --data /tmp/jaar",
    )(simulate)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """The folder of the year: the one that was given, or one that goes away."""
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="koploper-", dir="/var/tmp") as made:
        yield Path(made) / "var"


@contextmanager
def _progress(console: Console, *, quiet: bool) -> "Iterator[Callable[[datetime], None]]":
    """A bar that shows which day it is."""
    from cli.simulate.year import BEGINS, ENDS

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:
        bar = progress.add_task(BEGINS.date().isoformat(), total=(ENDS - BEGINS).total_seconds())

        def told(now: datetime) -> None:
            passed = (now - BEGINS).total_seconds()
            progress.update(bar, completed=passed, description=now.date().isoformat())

        yield told
