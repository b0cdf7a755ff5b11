"""The `koploper` command."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Annotated, Any, Literal, TypeVar

import typer
from rich.console import Console

from cli import disaster, parked, policies, references
from cli.dossier import command as dossiers
from cli.figures import command as figuring
from cli.kafka import commands as kafka_commands
from cli.language import say
from cli.ledger import command as ledger
from cli.options import DATA, At, Data, Json, MaybeReason, Target, Tokens, Url, Yes, known
from cli.persons import commands as persons
from cli.reconcile import command as reconciling
from cli.registers import commands as registers
from cli.serving import commands as serving
from cli.simulate import command as simulating
from cli.verify import command as verifying
from cli.what_if import command as supposing
from cli.witness import command as witnessing

T = TypeVar("T")
BusKind = Literal["embedded", "kafka"]

app = typer.Typer(
    help=say(
        "Koploper: van eerste signaal tot koploper, met een logboek dat herspeelt. English: KOPLOPER_TAAL=en.",
        "Koploper: from first signal to front-runner, with a ledger that replays. Nederlands: KOPLOPER_TAAL=nl.",
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
events_app = typer.Typer(no_args_is_help=True, help=say("Wat er gebeurt.", "What happens."))
app.add_typer(events_app, name="events")
app.add_typer(parked.app, name="parked")
serving.install(app)
disaster.install(app)
registers.install(app)
simulating.install(app)
figuring.install(app)
supposing.install(app)
witnessing.install(app)
verifying.install(app)
reconciling.install(app)
dossiers.install(app)
app.add_typer(policies.app, name="policy")
app.add_typer(persons.app, name="person")
app.add_typer(references.app, name="reference")
app.add_typer(ledger.app, name="ledger")
app.add_typer(kafka_commands.app, name="kafka")
app.add_typer(kafka_commands.topics_app, name="topics")
app.command(
    help=say("Hoe ver elke service is met lezen.", "How far each service has read."),
    epilog="koploper lag --kafka 127.0.0.1:9092",
)(kafka_commands.lag)
console = Console()


@app.command(
    help=say(
        "Start het hele systeem op één poort van deze machine; Ctrl-C stopt.",
        "Start the whole system on one port of this machine; Ctrl-C stops.",
    ),
    epilog="koploper up --port 8000 --data ./var · koploper up --bus kafka",
)
def up(
    port: Annotated[int, typer.Option(min=1, max=65535, help=say("De poort.", "The port."))] = 8000,
    data: Data = DATA,
    demo: Annotated[
        bool, typer.Option(help=say("Laad bij de eerste start de voorbeeldreizen.", "Load the demo at first start."))
    ] = True,
    bus: Annotated[
        BusKind | None,
        typer.Option(
            help=say(
                "Wat de feiten vervoert: embedded (in de map, de standaard) of kafka (KOPLOPER_KAFKA_URL, of een "
                "broker op deze machine).",
                "What carries the facts: embedded (in the folder, the default) or kafka (KOPLOPER_KAFKA_URL, or a "
                "broker on this machine).",
            )
        ),
    ] = None,
) -> None:
    import uvloop

    from cli.up import up as run
    from shared import faults

    if fault := os.environ.get("KOPLOPER_FAULT"):
        try:
            faults.arm(fault)
        except ValueError as wrong:
            raise typer.BadParameter(str(wrong), param_hint="KOPLOPER_FAULT") from wrong
    uvloop.run(run(data, port, with_demo=demo, bus=bus))


@app.command(
    help=say("Laad de voorbeeldreizen; wat al gedaan is, wordt overgeslagen.", "Load the demo journeys that lack."),
    epilog="koploper demo --url http://127.0.0.1:8000",
)
def demo(url: Url = None, data: Data = DATA, tokens: Tokens = None) -> None:
    from cli.demo import load, show
    from cli.reach import reach

    async def run() -> None:
        async with reach(Target(url, data, tokens)) as client:
            await load(client, console)
            await show(client, console)

    _run(run())


@app.command(
    help=say(
        "Toon een reis stap voor stap, of alle reizen; nu, of op elk moment ervoor.",
        "Show a journey step by step, or all; now, or at any moment before.",
    ),
    epilog="koploper journey --all --at 2019-06-12T00:00:00Z · koploper journey 0190d0de-… --at 7",
)
def journey(
    initiative: Annotated[str | None, typer.Argument(help=say("Het id van een initiatief.", "An initiative."))] = None,
    every: Annotated[bool, typer.Option("--all", help=say("Alle reizen.", "All journeys."))] = False,
    at: At = None,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import journey as journeys

    if (initiative is None) != every:
        raise typer.BadParameter(say("geef óf een id, óf --all", "give either an id, or --all"))
    if initiative is None:
        _run(journeys.every(console, at, Target(url, data, tokens), as_json=as_json))
    else:
        _run(journeys.one(console, initiative, at, Target(url, data, tokens), as_json=as_json))


@events_app.command(
    help=say("Volg de feiten zoals ze worden vastgelegd; Ctrl-C stopt.", "Follow facts as they are recorded."),
    epilog="koploper events tail --type article-published",
)
def tail(
    kind: Annotated[
        str | None, typer.Option("--type", help=say("Alleen soorten met deze tekst.", "Only types with this text."))
    ] = None,
    after: Annotated[int | None, typer.Option(min=0, help=say("Na deze positie.", "After this position."))] = None,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import tail as following

    _run(following.tail(console, kind, after, Target(url, data, tokens), as_json=as_json))


@app.command(
    help=say(
        "Bouw een leesmodel opnieuw uit de feiten, naast het levende, en vervang wat verschilt.",
        "Rebuild a read model from its facts beside the live one, and replace what differs.",
    ),
    epilog="koploper replay assessment dossiers --dry-run",
)
def replay(
    service: str,
    projection: str,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("Toon alleen het verschil.", "Only compare."))] = False,
    reason: MaybeReason = None,
    yes: Yes = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import confirmed, replaying

    rebuild, target = replaying.Rebuild(known(service), projection, dry_run), Target(url, data, tokens)
    _run(replaying.preview(confirmed.beside(console, as_json=as_json), rebuild, target))
    why = replaying.COMPARED if dry_run and reason is None else confirmed.why(reason)
    if not dry_run:
        confirmed.must_agree(say("Herbouwen?", "Rebuild it?"), yes=yes)
    _run(replaying.replay(console, rebuild, why, target, as_json=as_json))


@app.command(
    help=say(
        "Zoek uit wat er mis is met de gegevens, en wat eraan te doen is; herstelt zelf niets.",
        "Find out what is wrong with the data, and what to do about it; mends nothing itself.",
    ),
    epilog="koploper doctor · koploper doctor --data /srv/koploper --json",
)
def doctor(url: Url = None, data: Data = DATA, tokens: Tokens = None, as_json: Json = False) -> None:
    from cli.doctor import doctor as examine

    if code := _run(examine(console, Target(url, data, tokens), as_json=as_json)):
        raise typer.Exit(code)


def _run(work: Coroutine[Any, Any, T]) -> T:
    if callable(signal.getsignal(signal.SIGINT)):  # from here on Ctrl-C cancels `work`, which cleans up
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return asyncio.run(work)


def main() -> None:
    """Run the command: exit 0 done, 1 it says no, 2 it could not; what was foreseen is said in one sentence."""
    try:
        _main()
    except KeyboardInterrupt:
        sys.exit(130)


def _main() -> None:
    from cli.cannot import CannotRun
    from cli.client import NotReachable, SaysNo
    from shared import telemetry, tracing

    telemetry.configure(telemetry.LogSettings())  # to stderr: what a command says with --json stays alone on stdout
    tracing.configure()
    complain = Console(stderr=True)
    try:
        app()
    except SaysNo as no:
        complain.print(str(no), soft_wrap=True, markup=False)
        sys.exit(1)
    except (CannotRun, NotReachable) as cannot:
        complain.print(str(cannot), soft_wrap=True, markup=False)
        sys.exit(2)
    finally:
        tracing.close()


if __name__ == "__main__":
    main()
