"""`koploper what-if`: its options."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from cli import policies
from cli.language import say
from cli.options import DATA, Data, Json, Target, Tokens, Url

if TYPE_CHECKING:
    from cli.what_if.compare import Answer, Since
    from services.assessment.policy import Policy


def what_if(
    policy: Annotated[Path, typer.Option(help=say("Het beleid, als JSON.", "The policy, as JSON."))],
    since: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Alleen wat vanaf dit tijdstip of deze positie is beslist.",
                "Only what was decided from this time or position on.",
            )
        ),
    ] = None,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli.what_if import show

    begin = _since(since)
    other = policies.valid(policy, as_json=as_json)
    console = Console()
    answer = asyncio.run(_ask(console, other, begin, Target(url, data, tokens), quiet=as_json))
    if as_json:
        console.print_json(json.dumps(answer.told))
    else:
        show.show(console, answer)
    if answer.differences:
        raise typer.Exit(1)


def _since(given: str | None) -> "Since":
    from pydantic import TypeAdapter, ValidationError

    from services.events.api.asked import PositionOrTime

    if given is None:
        return None
    try:
        found: Since = TypeAdapter(PositionOrTime).validate_python(given)
    except ValidationError as neither:
        raise typer.BadParameter(
            say(
                "geef een positie, of een tijd als 2019-06-12T14:30:00Z",
                "give a position, or a time as in 2019-06-12T14:30:00Z",
            ),
            param_hint="--since",
        ) from neither
    return found


async def _ask(console: Console, policy: "Policy", since: "Since", target: Target, *, quiet: bool) -> "Answer":
    from cli.reach import looking
    from cli.what_if.asking import ask

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn())
    async with looking(target) as client:
        hidden = quiet or not console.is_terminal
        with Progress(*columns, console=console, disable=hidden, transient=True) as progress:
            bar = progress.add_task(say("feiten lezen", "reading facts"), total=None)
            return await ask(client, policy, since, lambda more: progress.advance(bar, more))


def install(app: typer.Typer) -> None:
    """Add it to the command line."""
    app.command(
        "what-if",
        help=say(
            "Welke uitkomsten zouden anders zijn onder dit beleid, en waarom? Er verandert niets; eindigt met 1 als "
            "er iets verschilt.",
            "Which outcomes would differ under this policy, and why? Nothing changes; ends with 1 when something "
            "differs.",
        ),
        epilog="koploper what-if --policy 2026-01.json --since 2019-06-01T00:00:00Z",
    )(what_if)
