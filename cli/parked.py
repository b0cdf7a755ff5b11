"""`koploper parked`: what waits, and what an operator does about it."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from cli.language import say
from cli.options import DATA, Data, Json, MaybeReason, Target, Tokens, Url, Yes, known

app = typer.Typer(no_args_is_help=True, help=say("Feiten die wachten.", "Facts that wait."))
console = Console()
Waiting = Annotated[
    list[str] | None, typer.Argument(help=say("Ids van `parked list`.", "Ids, as `parked list` shows them."))
]
Every = Annotated[
    bool, typer.Option("--all", help=say("Alles wat vooraan staat.", "All that stands first in its stream."))
]


@app.command("list", help=say("Wat wacht, en waarop.", "What waits, and why."), epilog="koploper parked list")
def parked_list(
    service: Annotated[str | None, typer.Option(help=say("Eén service.", "One service."))] = None,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import operate

    asyncio.run(operate.parked(console, service and known(service), Target(url, data, tokens), as_json=as_json))


@app.command(
    "show", help=say("Eén wachtend feit.", "One waiting fact."), epilog="koploper parked show review 0190d0de-…"
)
def parked_show(service: str, waiting: str, url: Url = None, data: Data = DATA, tokens: Tokens = None) -> None:
    from cli import operate

    asyncio.run(operate.show(console, known(service), waiting, Target(url, data, tokens)))


@app.command(
    "retry",
    help=say("Probeer een wachtend feit opnieuw; wat erachter wacht volgt.", "Try a waiting fact again."),
    epilog="koploper parked retry review 0190d0de-… --reason 'De fout is hersteld'",
)
def parked_retry(
    service: str,
    waiting: Waiting = None,
    every: Every = False,
    reason: MaybeReason = None,
    yes: Yes = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    which = _which(waiting, every=every)
    _deal("retries", known(service), which, reason, Target(url, data, tokens), yes=yes, as_json=as_json)


@app.command(
    "discard",
    help=say("Laat een wachtend feit hier vallen; wat erachter wacht gaat door.", "Give a waiting fact up."),
    epilog="koploper parked discard review 0190d0de-… --reason 'Dubbel verstuurd'",
)
def parked_discard(
    service: str,
    waiting: Waiting = None,
    every: Every = False,
    reason: MaybeReason = None,
    yes: Yes = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    which = _which(waiting, every=every)
    _deal("discards", known(service), which, reason, Target(url, data, tokens), yes=yes, as_json=as_json)


def _which(waiting: list[str] | None, *, every: bool) -> list[str]:
    """The ids that were given; none for all."""
    if bool(waiting) == every:
        raise typer.BadParameter(say("geef óf ids, óf --all", "give either ids, or --all"))
    return waiting or []


def _deal(
    act: str, service: str, ids: list[str], reason: str | None, target: Target, *, yes: bool, as_json: bool
) -> None:
    from cli import confirmed, operate

    rows = asyncio.run(operate.waiting(service, ids, target))
    if not rows:
        console.print_json("[]") if as_json else console.print(say("Er wacht niets.", "Nothing waits."))
        return
    operate.tell_before(confirmed.beside(console, as_json=as_json), service, rows)
    why = confirmed.why(reason)
    asked = say("Opnieuw proberen?", "Try them again?") if act == "retries" else say("Opgeven?", "Give them up?")
    confirmed.must_agree(asked, yes=yes)
    results = asyncio.run(operate.deal(service, act, [row["id"] for row in rows], why, target))
    if not operate.tell(console, results, as_json=as_json):
        raise typer.Exit(1)
