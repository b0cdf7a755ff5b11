"""The `koploper` command."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console

from shared import faults

app = typer.Typer(
    help="Koploper: van aanmelding tot koploper, met een logboek dat herspeelt. English: KOPLOPER_TAAL=en.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def koploper() -> None:
    """Koploper: van aanmelding tot koploper, met een logboek dat herspeelt."""


@app.command(epilog="Voorbeeld: koploper up --port 8000 --data ./var")
def up(
    port: Annotated[int, typer.Option(min=1, max=65535, help="De poort op deze machine.")] = 8000,
    data: Annotated[Path, typer.Option(help="De map met alle gegevens; wordt gemaakt.")] = Path("var"),
    demo: Annotated[bool, typer.Option(help="Laad bij de eerste start de voorbeeldreizen.")] = True,
) -> None:
    """Start het hele systeem op één poort van deze machine; Ctrl-C stopt."""
    from cli.up import up as run

    if fault := os.environ.get("KOPLOPER_FAULT"):
        faults.arm(fault)
    uvloop.run(run(data, port, with_demo=demo))


def main() -> None:
    """Run the command; what is in the way is one sentence, exit code 2."""
    from cli.system import CannotRun

    try:
        app()
    except CannotRun as sentence:
        Console(stderr=True).print(str(sentence), style="bold", soft_wrap=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
