"""`koploper figures`: its options."""

import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from cli.language import say
from cli.options import DATA, At, Data, Json, Target, Tokens, Url

if TYPE_CHECKING:
    from cli.figures.asking import Answer, Asked

By = Literal["theme", "branch", "region", "origin", "policy", "none"]
DAY: Final = ("%Y-%m-%d",)
_ONLY: Final = say("Alleen met deze waarde.", "Only with this value.")

Only = Annotated[str | None, typer.Option(help=_ONLY)]


def figures(
    by: Annotated[By, typer.Option(help=say("Waarnaar uitgesplitst.", "By what."))] = "none",
    first: Annotated[
        datetime | None, typer.Option("--from", formats=list(DAY), help=say("Vanaf deze dag.", "From this day on."))
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=list(DAY), help=say("Tot en met deze dag.", "Up to and with this day.")),
    ] = None,
    at: At = None,
    theme: Only = None,
    branch: Only = None,
    region: Only = None,
    origin: Only = None,
    policy: Only = None,
    recount: Annotated[
        bool,
        typer.Option(
            "--recount",
            help=say(
                "Tel ook na uit alle feiten, op een andere manier; eindigt met 1 als er iets verschilt.",
                "Count again from all facts too, in another way; ends with 1 when something differs.",
            ),
        ),
    ] = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli.figures import table
    from cli.figures.asking import Asked

    given = {"theme": theme, "branch": branch, "region": region, "origin": origin, "policy": policy}
    asked = Asked(
        first=first and first.date(),
        last=last and last.date(),
        by=None if by == "none" else by,
        at=at,
        only={dimension: value for dimension, value in given.items() if value is not None},
    )
    console, target = Console(), Target(url, data, tokens)
    answer = asyncio.run(_ask(console, asked, target, recount=recount, quiet=as_json))
    if as_json:
        console.print_json(json.dumps(answer.told))
    else:
        table.show(console, answer)
    if answer.differs:
        raise typer.Exit(1)


async def _ask(console: Console, asked: "Asked", target: Target, *, recount: bool, quiet: bool) -> "Answer":
    from cli.figures import asking
    from cli.reach import looking
    from cli.system import FRONT

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    hidden = quiet or not console.is_terminal
    async with looking(target, needs=(FRONT,)) as client:
        if not recount:
            return await asking.ask(client, asked)
        with Progress(*columns, console=console, disable=hidden, transient=True) as progress:
            bar = progress.add_task(say("feiten lezen", "reading facts"), total=None)
            return await asking.ask_and_recount(
                client, asked, lambda done, of: progress.update(bar, completed=done, total=of)
            )


def install(app: typer.Typer) -> None:
    """Add it to the command line."""
    app.command(
        help=say(
            "Cijfers over alle reizen: hoeveel, hoe ver en hoe lang, in een periode, nu of op elk moment ervoor.",
            "Figures about all journeys: how many, how far and how long, in a period, now or at any moment before.",
        ),
        epilog="koploper figures --by theme --from 2019-01-01 --to 2019-06-30 · koploper figures --recount",
    )(figures)
