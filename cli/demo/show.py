"""The journeys as a table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
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


ORIGINS: Final[Mapping[str | None, str]] = {
    "self-registered": say("zelf aangemeld", "self-registered"),
    "nominated-by-other": say("voorgedragen", "nominated by other"),
    "approached": say("benaderd", "approached"),
    None: "–",
}
WIDE: Final = 120
"""Characters a screen needs for the whole table."""


async def show(client: Client, console: Console) -> None:
    """Print all journeys."""
    console.print(table(await journeys(client), wide=console.width >= WIDE))


async def journeys(client: Client, at: str | None = None) -> list[Mapping[str, Any]]:
    """All journeys, page by page; at a time or position where `at` is given."""
    return await client.all("/events/v1/journeys", AUDITOR, **({} if at is None else {"at": at}))


def title(journey: Mapping[str, Any]) -> str:
    """What it is called, as it is printed; what is known of it may have arrived before its submission."""
    return say("(nog zonder titel)", "(no title yet)") if journey["title"] is None else escape(journey["title"])


def stage(journey: Mapping[str, Any]) -> str:
    """How far it is, as it is printed."""
    if journey["stage"] is None:
        return say("nog niet aangemeld", "not submitted yet")
    dutch, style = STAGES[journey["stage"]]
    return f"[{style}]{journey['stage'] if english() else dutch}[/]"


def table(journeys: Sequence[Mapping[str, Any]], at: str | None = None, *, wide: bool) -> Table:
    """Title, stage and id per journey, as they were `at` some moment or now; on a wide screen also origin, policy and
    since when.
    """
    of_then = "" if at is None else say(f", zoals ze waren op {escape(at)}", f", as they were at {escape(at)}")
    shown = Table(title=f"{say('Reizen', 'Journeys')}{of_then}", title_justify="left", header_style="bold")
    shown.add_column(say("Initiatief", "Initiative"), overflow="fold")
    shown.add_column(say("Fase", "Stage"), overflow="fold")
    if wide:
        shown.add_column(say("Herkomst", "Origin"))
        shown.add_column(say("Beleid", "Policy"))
        shown.add_column(say("Sinds", "Since"))
    shown.add_column("Id", no_wrap=True)
    for journey in journeys:
        more = [ORIGINS[journey["origin"]], journey["policyVersion"] or "–", local(journey["enteredStageAt"])]
        shown.add_row(title(journey), stage(journey), *(more if wide else []), journey["initiativeId"])
    return shown


def local(moment: str, *, seconds: bool = False) -> str:
    """A time as this machine's clock shows it: to the minute, or to the second."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
