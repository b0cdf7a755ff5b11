"""`koploper dossier`: its options."""

import asyncio
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer
from rich.console import Console

from cli.language import ENGLISH, english, say
from cli.options import DATA, At, Data, Target, Tokens, Url


def install(app: typer.Typer) -> None:
    """Add it to the command line."""
    app.command(
        help=say(
            "Bewaar de hele reis van een initiatief met haar bewijzen in één zipbestand, dat iedereen met `koploper "
            "verify` kan controleren.",
            "Keep the whole journey of an initiative with its proofs in one zip file, which anybody can check with "
            "`koploper verify`.",
        ),
        epilog="koploper dossier 0190d0de-… -o dossier.zip --at 2019-06-12T00:00:00Z",
    )(dossier)


def dossier(
    initiative: Annotated[UUID, typer.Argument(help=say("Het id van een initiatief.", "An initiative's id."))],
    output: Annotated[Path, typer.Option("--output", "-o", help=say("Bestand.", "File."))],
    at: At = None,
    lang: Annotated[
        Literal["nl", "en"] | None,
        typer.Option(help=say("Taal van de bladzijde erin.", "Language of the page in it.")),
    ] = None,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
) -> None:
    from cli.demo.show import AUDITOR
    from cli.reach import looking
    from cli.system import FRONT

    asked = {"lang": lang or (ENGLISH if english() else "nl")} | ({} if at is None else {"at": at})

    async def keep() -> int:
        async with looking(Target(url, data, tokens), needs=(FRONT,)) as client:
            return await client.download(f"/events/v1/initiatives/{initiative}/dossier", AUDITOR, output, **asked)

    try:
        size = asyncio.run(keep())
    except OSError as error:
        Console(stderr=True).print(say(f"Er is niets bewaard: {error}", f"Nothing was kept: {error}"), markup=False)
        raise typer.Exit(2) from error
    typer.echo(f"{output}: {size} bytes")
    typer.echo(
        say(f"Controleer het met: koploper verify {output} --key …", f"Check it with: koploper verify {output} --key …")
    )
