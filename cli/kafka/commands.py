"""`koploper kafka`: a broker of this machine."""

import json
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from cli.language import say
from cli.options import DATA, Data, Json

app = typer.Typer(
    no_args_is_help=True,
    help=say("Een echte Kafka op deze machine, zonder Docker.", "A real Kafka on this machine, without Docker."),
)
console = Console()

Port = Annotated[int, typer.Option(min=1, max=65535, help=say("De poort.", "The port."))]
DEFAULT_PORT: Final = 9092


@app.command(
    help=say("Start de broker en wacht tot hij antwoordt.", "Start the broker and wait until it answers."),
    epilog="koploper kafka up --data ./var --port 9092",
)
def up(data: Data = DATA, port: Port = DEFAULT_PORT, as_json: Json = False) -> None:
    from cli.kafka.broker import NativeBroker

    running = NativeBroker(data / "kafka").up(port, _quietly if as_json else _aloud)
    _tell(
        {"running": True, "pid": running.pid, "address": running.address},
        say(f"Kafka draait op {running.address}.", f"Kafka runs at {running.address}."),
        as_json=as_json,
    )


@app.command(
    help=say("Stop de broker; alles wordt bewaard.", "Stop the broker; everything is kept."),
    epilog="koploper kafka down --data ./var",
)
def down(data: Data = DATA, as_json: Json = False) -> None:
    from cli.kafka.broker import NativeBroker

    ran = NativeBroker(data / "kafka").down()
    sentence = (
        say("Kafka is gestopt; alles is bewaard.", "Kafka has stopped; everything is kept.")
        if ran
        else say(f"Op {data} draaide geen Kafka.", f"No Kafka ran on {data}.")
    )
    _tell({"running": False, "ran": ran}, sentence, as_json=as_json)


@app.command(
    help=say("Zeg of de broker draait (0) of niet (1).", "Say whether the broker runs (0) or not (1)."),
    epilog="koploper kafka status --json",
)
def status(data: Data = DATA, as_json: Json = False) -> None:
    from cli.kafka.broker import NativeBroker, answers

    running = NativeBroker(data / "kafka").running()
    if running is None:
        _tell({"running": False}, say(f"Op {data} draait geen Kafka.", f"No Kafka runs on {data}."), as_json=as_json)
        raise typer.Exit(1)
    well = answers(running.port)
    sentence = (
        say(f"Kafka draait op {running.address}.", f"Kafka runs at {running.address}.")
        if well
        else say(
            f"Kafka (proces {running.pid}) antwoordt niet op {running.address}.",
            f"Kafka (process {running.pid}) does not answer at {running.address}.",
        )
    )
    _tell({"running": True, "answers": well, "pid": running.pid, "address": running.address}, sentence, as_json=as_json)
    if not well:
        raise typer.Exit(1)


def _aloud(sentence: str) -> None:
    console.print(sentence, soft_wrap=True, markup=False)


def _quietly(_: str) -> None:
    """For machines only the end counts."""


def _tell(for_machines: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(for_machines))
    else:
        _aloud(sentence)
