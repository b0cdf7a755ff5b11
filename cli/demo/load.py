"""Loading the demo set: the meetings, what was found, the rules, and then all journeys beside one another."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.client import Client, SaysNo
from cli.demo import cast, found, rules, script
from cli.demo.forgetting import forgotten
from cli.demo.step import Step
from cli.demo.travel import travel, until
from cli.language import say
from shared.clock import SystemClock

SET: Final = Path(__file__).with_name("set.json")
ACTING: Final = ("intake", "assessment", "review", "publication")
"""The services that the set's acts are asked of."""
STORE: Final = "intake.db"


def wanted(data: Path) -> bool:
    """Whether the demo set belongs in this folder: it is new, or was being loaded when it was left."""
    mark = _mark(data)
    if not (data / STORE).exists():
        mark.write_text("loading\n")
    return mark.exists() and mark.read_text() == "loading\n"


def finished(data: Path) -> None:
    """Remember that all acts were done."""
    _mark(data).write_text("loaded\n")


def _mark(data: Path) -> Path:
    return data / "demo"


async def load(client: Client, console: Console) -> None:
    """Drive the initiatives through the APIs; raises SaysNo or NotReachable."""
    for service in ACTING:
        await _heard(client, service)
    chosen = json.loads(SET.read_text())
    meetings = {each["key"]: await _meeting(client, each) for each in chosen["meetings"]}
    scripts = [
        list(script.steps(index, each, meetings.get(each["meeting"]), meetings.get(each.get("nextMeeting"))))
        for index, each in enumerate(chosen["initiatives"])
    ]
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task(say("Voorbeeldreizen", "Demo journeys"), total=sum(len(steps) for steps in scripts))

        async def go(each: Mapping[str, Any], steps: list[Step]) -> None:
            brought = await found.brought_in(client, each)
            known_as = await travel(client, each["key"], steps, brought, lambda: progress.advance(bar))
            await forgotten(client, each, known_as, steps[0].actor)

        await rules.submit_under(client, chosen["initiatives"], scripts)
        await asyncio.gather(*(go(*both) for both in zip(chosen["initiatives"], scripts, strict=True)))


async def _heard(client: Client, service: str) -> None:
    """Wait until the ledger, where acts are looked up, has all that a service recorded; raises SaysNo when it lags.

    An act is never done again then, however long ago it was done: an `Idempotency-Key` is only kept for a day.
    """
    recorded = (await client.get(f"/{service}/v1/streams", cast.AUDITOR, limit="1"))["events"]

    async def has_all() -> bool:
        told = await client.get(f"/events/v1/sources/{service}/streams", cast.AUDITOR, limit="1")
        return bool(told["events"] >= recorded)

    if not await until(has_all):
        raise SaysNo(
            503,
            "ledger-behind",
            say(
                f"Het logboek heeft nog niet alles van {service}, dus wat al gedaan is, is niet te zien; "
                "er is nu niets gedaan. Kijk met `koploper doctor` waarom.",
                f"The ledger does not have all of {service} yet, so what was done cannot be seen; "
                "nothing was done now. See why with `koploper doctor`.",
            ),
        )


async def _meeting(client: Client, wanted: Mapping[str, Any]) -> str:
    """The id of a meeting of the set, which is planned when it is not there."""
    planned = await client.get("/publication/v1/meetings", cast.AUTHOR, limit="500")
    for meeting in planned["items"]:
        if meeting["title"] == wanted["title"]:
            return str(meeting["id"])
    body = script.meeting(wanted, SystemClock().now().date())
    made = await client.post("/publication/v1/meetings", body, cast.AUTHOR, key=f"demo-{wanted['key']}")
    return str(made["id"])
