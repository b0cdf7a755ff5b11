"""Comparing all services that were asked for, and what comes of it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.at_rest import at_rest, undelivered
from cli.client import Client, SaysNo
from cli.operate import OPERATOR
from cli.options import Target
from cli.reach import must_hold_data, reach, runs
from cli.reconcile.comparing import Compared, compare
from cli.system import SERVICES
from shared.envelope import source_of

CLEAN: Final = 0
DIFFERS: Final = 1
COULD_NOT: Final = 2


@dataclass(slots=True)
class Reconciled:
    """What was found of each service, which could not be compared, and entries of the ledger that are of no service."""

    compared: dict[str, Compared] = field(default_factory=dict)
    unable: dict[str, str] = field(default_factory=dict)
    strangers: dict[str, int] = field(default_factory=dict)
    """How many entries say that they are of a source that is no service."""

    @property
    def exit_code(self) -> int:
        """A difference counts before a service that could not be compared, or of which something is on its way."""
        if self.strangers or any(each.count for each in self.compared.values()):
            return DIFFERS
        on_their_way = any(each.on_their_way for each in self.compared.values())
        return COULD_NOT if self.unable or on_their_way else CLEAN


async def reconcile(console: Console, target: Target, services: Sequence[str], *, quiet: bool) -> Reconciled:
    """Compare, with a progress bar on the console; raises CannotRun and NotReachable."""
    found = Reconciled()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with _reached(target) as (client, at_work):
        with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as progress:
            for service in services:
                bar = progress.add_task(service, total=None)

                def tell(events: int, bar: object = bar, update: Callable[..., None] = progress.update) -> None:
                    update(bar, advance=events)

                try:
                    total = (await client.get(f"/{service}/v1/streams", OPERATOR, limit="1"))["events"]
                    progress.update(bar, total=total)
                    stands_still = not at_work and undelivered(target.data, service)
                    found.compared[service] = await compare(
                        client, service, tell, waits=at_work, under_way=stands_still
                    )
                except SaysNo as no:
                    found.unable[service] = str(no)
        if set(services) == set(SERVICES):
            await _strangers(client, found)
    return found


async def _strangers(client: Client, found: Reconciled) -> None:
    ours = {source_of(service) for service in SERVICES}
    try:
        sources = (await client.get("/events/v1/sources", OPERATOR))["items"]
    except SaysNo as no:
        found.unable.setdefault("events", str(no))
    else:
        found.strangers = {each["source"]: each["entries"] for each in sources if each["source"] not in ours}


@asynccontextmanager
async def _reached(target: Target) -> AsyncIterator[tuple[Client, bool]]:
    """The system, and whether it runs: data that nobody runs are read as they lie, and nothing is sent meanwhile."""
    if runs(target):
        async with reach(target) as client:
            yield client, True
    else:
        must_hold_data(target.data)
        async with at_rest(target.data) as client:
            yield client, False
