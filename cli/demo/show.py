"""The journeys as a table."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from cli.client import Client
from cli.language import english, say
from shared.actor import Actor

AUDITOR: Final = Actor("auditor", "0190d0de-0000-7000-8000-00000000005a")
STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "submitted": ("aangemeld", "cyan"),
    "assessed": ("getoetst", "blue"),
    "cleared": ("akkoord", "magenta"),
    "published": ("gepubliceerd", "green"),
    "nominated": ("Koploper", "bold green"),
    "rejected": ("afgewezen bij toetsing", "yellow"),
    "refused": ("geen akkoord van een ministerie", "red"),
    "withdrawn": ("ingetrokken", "dim"),
}


async def show(client: Client, console: Console) -> None:
    """Print all journeys."""
    console.print(table(await journeys(client)))


async def journeys(client: Client) -> list[Mapping[str, Any]]:
    """All journeys, page by page."""
    found: list[Mapping[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await client.get("/events/v1/journeys", AUDITOR, limit="500", **cursor)
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def table(journeys: Sequence[Mapping[str, Any]]) -> Table:
    """Title, stage, origin, policy and since when, per journey."""
    shown = Table(title=say("Reizen", "Journeys"), title_justify="left", header_style="bold")
    for heading in (
        say("Initiatief", "Initiative"),
        say("Fase", "Stage"),
        say("Herkomst", "Origin"),
        say("Beleid", "Policy"),
        say("Sinds", "Since"),
        "Id",
    ):
        shown.add_column(heading, overflow="fold")
    for journey in journeys:
        dutch, style = STAGES[journey["stage"]]
        stage = journey["stage"] if english() else dutch
        shown.add_row(
            journey["title"],
            f"[{style}]{stage}[/]",
            journey["origin"],
            journey["policyVersion"] or "–",
            journey["enteredStageAt"][:16].replace("T", " "),
            journey["initiativeId"],
        )
    return shown
