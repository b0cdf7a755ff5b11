"""`koploper republish`: which events of a service are sent again on which topics, and how far that is."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.client import Client
from cli.language import say
from cli.operate import LOOK, OPERATOR
from cli.options import Target
from cli.reach import looking, reach

Relay = Mapping[str, Any]
SENT: Final = "sent"


@dataclass(frozen=True, slots=True)
class Seen:
    """What it comes to: the events of a service from a position on to its last, on each of its topics."""

    service: str
    first: int
    relay: Relay

    @property
    def last(self) -> int:
        return int(self.relay["last"])

    @property
    def many(self) -> int:
        return max(0, self.last - self.first + 1)

    @property
    def topics(self) -> list[str]:
        return [self.service, *self.relay["outlets"]]


async def preview(service: str, first: int, target: Target) -> Seen:
    """What would be sent; starts nothing. Raises SaysNo."""
    async with looking(target) as client:
        return Seen(service, max(first, 1), await client.get(f"/{service}/v1/relay", OPERATOR))


def tell_before(console: Console, seen: Seen) -> None:
    """Show which events, how many, and where they go."""
    many, topics = seen.many, ", ".join(seen.topics)
    console.print(
        say(
            f"{seen.service}: {many} feiten, posities {seen.first} tot en met {seen.last}, gaan opnieuw naar {topics}.",
            f"{seen.service}: {many} facts, positions {seen.first} to {seen.last}, are sent to {topics} again.",
        )
        if many
        else say(
            f"{seen.service} heeft {seen.last} feiten, en geen vanaf positie {seen.first}.",
            f"{seen.service} has {seen.last} facts, and none from position {seen.first} on.",
        ),
        soft_wrap=True,
        markup=False,
        highlight=False,
    )


async def republish(console: Console, seen: Seen, reason: str, target: Target, *, quiet: bool) -> Relay:
    """Have them sent again, and show how far that is; gives how the relay stands then. Raises SaysNo."""
    async with reach(target) as client:
        body = {"fromPosition": seen.first, "reason": reason}
        await client.post(f"/{seen.service}/v1/republications", body, OPERATOR)
        return await _sent(console, client, seen, quiet=quiet)


def tell(console: Console, seen: Seen, done: Relay, reason: str | None, *, as_json: bool) -> None:
    """What went where; the act itself is among it, and its `reason`. Without one nothing was done."""
    topics = {seen.service: done["last"], **{name: each["last"] for name, each in done["outlets"].items()}}
    told = [
        {"topic": name, "first": seen.first, "last": last, SENT: _many(seen, last) if reason else 0}
        for name, last in topics.items()
    ]
    if as_json:
        whole = {"service": seen.service, SENT: told[0][SENT], "last": done["last"], "topics": told, "reason": reason}
        console.print_json(json.dumps(whole))
        return
    if reason is None:
        console.print(say("Er is niets verstuurd.", "Nothing was sent."))
        return
    for each in told:
        console.print(
            say(
                f"{each['topic']}: {each[SENT]} feiten opnieuw verstuurd, tot en met positie {each['last']}.",
                f"{each['topic']}: {each[SENT]} facts sent again, up to position {each['last']}.",
            ),
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _many(seen: Seen, last: int) -> int:
    return max(0, last - seen.first + 1)


async def _sent(console: Console, client: Client, seen: Seen, *, quiet: bool) -> Relay:
    """Wait until every relay has taken its cursor again and everything that stood there is sent, wherever it goes."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as progress:
        bar = progress.add_task(seen.service, total=seen.last)
        while True:
            now: Relay = await client.get(f"/{seen.service}/v1/relay", OPERATOR)
            relays = [
                (now, seen.relay),
                *((each, seen.relay["outlets"][name]) for name, each in now["outlets"].items()),
            ]
            progress.update(bar, completed=min(each["position"] for each, _ in relays), total=now["last"])
            if all(_is_done(each, then) for each, then in relays):
                return now
            await asyncio.sleep(LOOK)


def _is_done(now: Relay, before: Relay) -> bool:
    """Whether a relay took its cursor since, and has nothing left to send."""
    return now["holder"] is not None and now["epoch"] > before["epoch"] and now["position"] >= now["last"]
