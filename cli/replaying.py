"""`koploper replay`: what a rebuild will read, how far it is, and what it found."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from cli.client import Client, SaysNo
from cli.language import say
from cli.operate import LOOK, OPERATOR
from cli.options import Target
from cli.reach import looking, reach, runs

Look = Callable[[], Awaitable[Mapping[str, Any]]]
"""Tells how far a rebuild is."""
COMPARED: Final = "Only compared"
"""Why a rebuild is asked for that replaces nothing; it is recorded nowhere."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Which read model is rebuilt, or only compared."""

    service: str
    projection: str
    dry: bool

    @property
    def path(self) -> str:
        return f"/{self.service}/v1/projections/{self.projection}/rebuilds"


async def preview(console: Console, rebuild: Rebuild, target: Target) -> None:
    """Show what will be read and which tables may change; raises SaysNo for a read model that is not there."""
    async with looking(target) as client:
        models = (await client.get(f"/{rebuild.service}/v1/projections", OPERATOR))["items"]
    named = {each["name"]: each for each in models}
    if rebuild.projection not in named:
        raise SaysNo(404, "not-found", _no_such(rebuild, list(named)))
    model = named[rebuild.projection]
    tables = ", ".join(model["tables"])
    console.print(
        say(
            f"{rebuild.service}/{rebuild.projection}: {model['facts']} feiten worden gelezen; het gaat om {tables}.",
            f"{rebuild.service}/{rebuild.projection}: {model['facts']} facts will be read; it is about {tables}.",
        ),
        soft_wrap=True,
        markup=False,
    )


def _no_such(rebuild: Rebuild, known: Sequence[str]) -> str:
    return say(
        f"{rebuild.service} heeft geen leesmodel {rebuild.projection}; wel {', '.join(known)}. Er is niets veranderd.",
        f"{rebuild.service} has no read model {rebuild.projection}, but {', '.join(known)}. Nothing was changed.",
    )


async def replay(console: Console, rebuild: Rebuild, reason: str, target: Target, *, as_json: bool) -> None:
    """Rebuild a read model, show how far it is, and what differed; raises SaysNo."""
    if rebuild.dry and not runs(target):
        from cli import dry_run

        done = await dry_run.compared(console, rebuild, target.data, quiet=as_json)
    else:
        done = await _rebuilt(console, rebuild, reason, target, quiet=as_json)
    if as_json:
        told = {**done["difference"], "resumed": done["resumed"], "perSecond": done["perSecond"]}
        console.print_json(json.dumps({**told, "dryRun": rebuild.dry, "reason": reason}))
    else:
        _tell(console, done, dry=rebuild.dry)


async def _rebuilt(
    console: Console, rebuild: Rebuild, reason: str, target: Target, *, quiet: bool
) -> Mapping[str, Any]:
    async with reach(target) as client:
        begun = await client.post(rebuild.path, {"dryRun": rebuild.dry, "reason": reason}, OPERATOR)
        at = f"{rebuild.path}/{begun['id']}"
        return await watch(console, client, at, f"{rebuild.service}/{rebuild.projection}", quiet=quiet)


async def watch(console: Console, client: Client, path: str, name: str, *, quiet: bool) -> Mapping[str, Any]:
    """Show how far a rebuild is until it is done; raises SaysNo when it fails."""
    return await followed(console, partial(client.get, path, OPERATOR), name, quiet=quiet)


async def followed(console: Console, look: Look, name: str, *, quiet: bool) -> Mapping[str, Any]:
    """The same of one that is looked at in another way."""
    pace, left = TextColumn("{task.fields[pace]}/s"), TextColumn("{task.fields[left]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), pace, left)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as progress:
        bar = progress.add_task(name, total=None, pace="…", left="")
        while True:
            now = await look()
            pace_now = "…" if now["perSecond"] is None else f"{now['perSecond']:,.0f}"
            left_now, far = _left(now["secondsLeft"]), now["events"]
            progress.update(bar, completed=far, total=now["total"], refresh=True, pace=pace_now, left=left_now)
            if now["state"] == "done":
                return now
            if now["state"] == "failed":
                raise SaysNo(500, "rebuild-failed", now["error"])
            await asyncio.sleep(LOOK)


def _left(seconds: float | None) -> str:
    """How long it takes still, as who rebuilds says: it knows what another had read before it was broken off."""
    return "" if seconds is None else say("nog ", "left ") + str(timedelta(seconds=round(seconds)))


def _tell(console: Console, done: Mapping[str, Any], *, dry: bool) -> None:
    found, pace = done["difference"], done["perSecond"] or 0.0
    if done["resumed"]:
        console.print(
            say(
                f"Verder gegaan na {done['resumed']} feiten, die een afgebroken herbouw al had gelezen.",
                f"Went on after {done['resumed']} facts, which a rebuild that was broken off had read.",
            )
        )
    console.print(
        say(
            f"{found['events']} feiten gelezen in {found['seconds']:.1f} s ({pace:.0f}/s): "
            f"{found['added']} rijen erbij, {found['removed']} eraf, {found['changed']} anders. "
            + ("Niets vervangen (--dry-run)." if dry else "De herbouwde rijen gelden nu."),
            f"{found['events']} facts read in {found['seconds']:.1f} s ({pace:.0f}/s): "
            f"{found['added']} rows added, {found['removed']} removed, {found['changed']} changed. "
            + ("Nothing replaced (--dry-run)." if dry else "The rebuilt rows hold from now on."),
        )
    )
    if found["samples"]:
        console.print(_samples(found["samples"]))


def _samples(samples: Sequence[Mapping[str, Any]]) -> Table:
    kinds = {
        "added": say("erbij", "added"),
        "removed": say("eraf", "removed"),
        "changed": say("anders", "changed"),
    }
    headings = say("voorbeeld|tabel|sleutel|kolom|was|wordt", "sample|table|key|column|was|becomes").split("|")
    table = Table(*headings)
    for each in samples:
        key = ", ".join(map(str, each["key"].values()))
        columns = sorted(each["was"]) or [""]
        for column in columns:
            values = [_value(each[side], column) for side in ("was", "becomes")]
            table.add_row(kinds[each["kind"]], each["table"], key, column, *values)
    return table


def _value(values: Mapping[str, Any], column: str) -> str:
    return "" if column not in values else "–" if values[column] is None else str(values[column])
