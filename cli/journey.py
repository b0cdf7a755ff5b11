"""`koploper journey`: one initiative's way step by step, or all of them, now or at any past moment."""

import json
from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from cli.demo.show import AUDITOR, ORIGINS, WIDE, journeys, local, stage, table, title
from cli.language import say
from cli.options import Target
from cli.reach import looking
from cli.system import FRONT

SPINE: Final = frozenset(
    {"initiative-submitted", "criteria-assessed", "ministry-cleared", "article-published", "koploper-nominated"}
)


async def every(console: Console, at: str | None, target: Target, *, as_json: bool) -> None:
    """Show all journeys, at a time or position where `at` is given."""
    async with looking(target, needs=(FRONT,)) as client:
        found = await journeys(client, at)
    if as_json:
        console.print_json(json.dumps({"items": found, "next": None}))
    else:
        console.print(table(found, at, wide=console.width >= WIDE))


async def one(console: Console, initiative: str, at: str | None, target: Target, *, as_json: bool) -> None:
    """Show one journey, at a time or position where `at` is given."""
    moment = {} if at is None else {"at": at}
    async with looking(target, needs=(FRONT,)) as client:
        journey = await client.get(f"/events/v1/initiatives/{initiative}/journey", AUDITOR, **moment)
    if as_json:
        console.print_json(json.dumps(journey))
        return
    console.print(f"[bold]{title(journey)}[/] · {stage(journey)} · {ORIGINS[journey['origin']]}")
    console.print(_steps(journey, wide=console.width >= WIDE))
    for gap in journey["gaps"]:
        console.print(
            say(
                f"Er ontbreekt iets in {gap['stream']}: {gap['expected']} werd verwacht, {gap['got']} kwam.",
                f"Something is missing in {gap['stream']}: {gap['expected']} was expected, {gap['got']} came.",
            ),
            style="bold red",
        )


def _steps(journey: Mapping[str, Any], *, wide: bool) -> Table:
    """Per step when, who and what, and by which step it was caused; on a wide screen also the policy."""
    shown = Table(header_style="bold")
    shown.add_column("#", justify="right", no_wrap=True)
    shown.add_column(say("Wanneer", "When"), no_wrap=True)
    shown.add_column(say("Wie", "Who"), no_wrap=True)
    shown.add_column(say("Wat", "What"), overflow="fold")
    if wide:
        shown.add_column(say("Beleid", "Policy"), no_wrap=True)
    shown.add_column(say("Door", "By"), justify="right", no_wrap=True)
    positions = {step["id"]: step["position"] for step in journey["steps"]}
    for step in journey["steps"]:
        name = step["type"].removeprefix("nl.koploper.").rpartition(".v")[0]
        shown.add_row(
            str(step["position"]),
            local(step["time"], seconds=wide),
            step["actor"].split(";id=")[0],
            f"[bold]{name}[/]" if name in SPINE else name,
            *([step["policyversion"] or ""] if wide else []),
            str(positions.get(step["causationid"], "")),
        )
    return shown
