"""`koploper kafka`, `koploper topics` and `koploper lag`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from cli.language import say
from cli.options import DATA, Data, Json

if TYPE_CHECKING:
    from cli.kafka.topics import Compared

FILE: Final = Path(__file__).parents[2] / "deploy" / "kafka" / "topics.yaml"
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


topics_app = typer.Typer(
    no_args_is_help=True,
    help=say("De topics en wie erbij mag, als code.", "The topics and who may use them, as code."),
)
Kafka = Annotated[
    str | None,
    typer.Option(
        "--kafka",
        envvar="KOPLOPER_KAFKA_URL",
        help=say("Waar Kafka is (host:poort,…); zonder: die op --data.", "Where Kafka is; without it: that on --data."),
    ),
]
File = Annotated[
    Path,
    typer.Option("--file", envvar="KOPLOPER_TOPICS_FILE", help=say("Wat er moet zijn.", "What there should be.")),
]


@topics_app.command(
    "plan",
    help=say("Toon wat er verschilt: 0 niets, 1 iets, 2 onbekend.", "Show what differs: 0 nothing, 1 something."),
    epilog="koploper topics plan --kafka 127.0.0.1:9092",
)
def topics_plan(kafka: Kafka = None, data: Data = DATA, file: File = FILE, as_json: Json = False) -> None:
    from cli.kafka import topics
    from cli.kafka.cluster import cluster, settings
    from cli.kafka.wanted import load

    where = settings(kafka, data)
    with cluster(where) as speaking:
        compared = topics.compare(speaking, load(file, where.replication))
    _show(compared, as_json=as_json)
    if compared.differences:
        raise typer.Exit(1)


@topics_app.command(
    "apply",
    help=say("Maak het zoals het moet zijn; niets wordt verwijderd.", "Make it as it should be; nothing is deleted."),
    epilog="koploper topics apply --kafka 127.0.0.1:9092",
)
def topics_apply(kafka: Kafka = None, data: Data = DATA, file: File = FILE, as_json: Json = False) -> None:
    from cli.kafka import topics
    from cli.kafka.cluster import cluster, settings
    from cli.kafka.wanted import load

    where = settings(kafka, data)
    with cluster(where) as speaking:
        compared = topics.compare(speaking, load(file, where.replication))
        topics.apply(speaking, compared)
    _show(compared, as_json=as_json)
    if not as_json:
        _aloud(say("Alles is nu zoals het bestand zegt.", "All is now as the file says."))


def lag(kafka: Kafka = None, data: Data = DATA, file: File = FILE, as_json: Json = False) -> None:
    from cli.kafka.cluster import cluster, settings
    from cli.kafka.lag import for_machines, lags
    from cli.kafka.wanted import load

    where = settings(kafka, data)
    with cluster(where) as speaking:
        found = lags(speaking, load(file, where.replication).reads)
    told = for_machines(found)
    if as_json:
        typer.echo(json.dumps(told))
        return
    table = Table("service", "topic", "partition", "committed", "end", "lag")
    for each in found:
        if each.end:
            table.add_row(each.service, each.topic, *map(str, (each.partition, each.committed, each.end, each.lag)))
    table.add_section()
    for service, total in told["services"].items():
        table.add_row(service, "", "", "", "", str(total))
    table.add_row(say("alle", "all"), "", "", "", "", str(told["lag"]))
    console.print(table)


def _show(compared: "Compared", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(compared.for_machines()))
        return
    if not compared.differences:
        _aloud(say("Niets verschilt.", "Nothing differs."))
    else:
        table = Table(say("wat", "what"), say("nu", "now"), say("moet", "should be"), say("dat is", "which is to"))
        for each in compared.differences:
            table.add_row(each.what, each.now, each.wanted, each.kind)
        console.print(table)
    if not compared.guarded:
        _aloud(
            say(
                "Deze Kafka vraagt niemand wie hij is; rechten zijn niet vergeleken.",
                "This Kafka asks nobody who they are; rights were not compared.",
            )
        )
