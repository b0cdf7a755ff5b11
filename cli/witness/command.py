"""`koploper witness`: run a witness."""

from pathlib import Path
from typing import Annotated

import typer

from cli.language import say


def install(app: typer.Typer) -> None:
    """Add it to the command line."""
    app.command(
        help=say(
            "Getuig, op een andere machine en met een eigen sleutel, hoe groot een logboek was.",
            "Witness, on another machine and with a key of its own, how large a ledger was.",
        ),
        epilog=say("Voorbeeld: ", "Example: ")
        + "koploper witness --state ./witness --name witness.example/w1 --log 'koploper.example/events/log+…'",
    )(witness)


def witness(
    state: Annotated[Path, typer.Option(help=say("Map van sleutel en geheugen.", "Folder of its key and its memory."))],
    name: Annotated[str, typer.Option(help=say("Naam waaronder het tekent.", "The name under which it signs."))],
    log: Annotated[
        list[str],
        typer.Option(
            help=say(
                "Sleutel van een logboek (zie /events/log/vkey), vaker voor meer.",
                "A ledger's key (see /events/log/vkey); may be repeated.",
            )
        ),
    ],
    port: Annotated[int, typer.Option(help=say("Poort.", "Port."))] = 8100,
    host: Annotated[str, typer.Option(help=say("Adres om op te luisteren.", "Address to listen on."))] = "127.0.0.1",
) -> None:
    import uvicorn

    from cli.witness import watched
    from cli.witness.app import app
    from cli.witness.record import Record
    from cli.witness.witness import Witness
    from shared.clock import SystemClock, SystemIds

    try:
        logs = watched.logs(log)
        with watched.alone(state):
            signer = watched.key(state / "witness.key", name, SystemIds())
            made = Witness(signer, logs, Record(state), SystemClock())
            typer.echo(say(f"Deze getuige tekent met {signer.verifier}", f"This witness signs with {signer.verifier}"))
            uvicorn.run(app(made), host=host, port=port, log_level="warning", access_log=False)
    except watched.Wrong as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
