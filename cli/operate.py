"""What operators do about events that wait: see them, have them tried again, or give them up."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console

from cli.client import Client, SaysNo
from cli.language import say
from cli.options import Target
from cli.reach import looking, reach
from cli.system import SERVICES
from shared.actor import Actor

OPERATOR: Final = Actor("operator", "0190d0de-0000-7000-8000-00000000005b")
GONE: Final = 404
LOOK: Final = 0.1
"""Seconds between looks at how far a rebuild is."""


async def parked(console: Console, service: str | None, target: Target, *, as_json: bool) -> bool:
    """List what waits; tells whether anything does."""
    async with looking(target) as client:
        rows = [
            {"service": name, **row}
            for name in ([service] if service else SERVICES)
            for row in (await client.get(f"/{name}/v1/parked-events", OPERATOR))["items"]
        ]
    if as_json:
        console.print_json(json.dumps(rows))
    elif rows:
        for row in rows:
            _show_parked(console, row)
    else:
        console.print(say("Er wacht niets.", "Nothing waits."))
    return bool(rows)


def _show_parked(console: Console, row: Mapping[str, Any]) -> None:
    """One waiting event, in lines that fit any width; the first holds what `show`, `retry` and `discard` ask for."""
    place = f"{row['stream']} {row['sequence']}" if row["stream"] else f"{row['topic']} {row['offset']}"
    name = (row["type"] or "?").removeprefix("nl.koploper.")
    console.print(f"{row['service']} {row['id']}", style="bold", highlight=False)
    console.print(f"  {row['reason']} · {name} · {place}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"  {row['error']}", highlight=False, markup=False, soft_wrap=True)
    console.print(say(f"  erachter wachten: {row['behind']}", f"  behind it wait: {row['behind']}"), highlight=False)


async def show(console: Console, service: str, waiting: str, target: Target) -> None:
    """Show one waiting event with its text."""
    async with looking(target) as client:
        console.print_json(json.dumps(await client.get(f"/{service}/v1/parked-events/{waiting}", OPERATOR)))


async def waiting(service: str, ids: Sequence[str], target: Target) -> list[Mapping[str, Any]]:
    """What waits under these ids, or all that waits first in its stream; raises SaysNo for an id that is not there."""
    path = f"/{service}/v1/parked-events"
    async with looking(target) as client:
        listed: list[Mapping[str, Any]] = (await client.get(path, OPERATOR))["items"]
        known = {row["id"]: row for row in listed}
        if not ids:
            return listed
        return [known.get(each) or await client.get(f"{path}/{each}", OPERATOR) for each in dict.fromkeys(ids)]


def tell_before(console: Console, service: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Show what will be dealt with, and how many."""
    console.print(say(f"Het gaat om {len(rows)} van {service}:", f"It is about {len(rows)} of {service}:"))
    for row in rows:
        _show_parked(console, {"service": service, "behind": 0, **row})


async def deal(service: str, act: str, ids: Sequence[str], reason: str, target: Target) -> list[Mapping[str, Any]]:
    """Retry or discard what waits, one after the other; gives what became of each. One that says no stops no other."""
    async with reach(target) as client:
        return [await _dealt(client, f"/{service}/v1/parked-events/{each}", act, reason) for each in ids]


async def _dealt(client: Client, path: str, act: str, reason: str) -> Mapping[str, Any]:
    waiting_id = path.rpartition("/")[2]
    try:
        done = await client.post(f"{path}/{act}", {"reason": reason}, OPERATOR)
    except SaysNo as no:
        return {"id": waiting_id, "outcome": "refused", "waits": no.status != GONE, "error": str(no)}
    left = await _left(client, path)
    if left is None:
        return {**done, "outcome": "done", "waits": False, "error": None}
    outcome = "given-up" if left["reason"] == "discarded" else "failed"
    return {**done, "outcome": outcome, "waits": True, "error": left["error"]}


async def _left(client: Client, path: str) -> Mapping[str, Any] | None:
    try:
        found: Mapping[str, Any] = await client.get(path, OPERATOR)
    except SaysNo as no:
        if no.status != GONE:
            raise
        return None
    return found


def tell(console: Console, results: Sequence[Mapping[str, Any]], *, as_json: bool) -> bool:
    """What became of each; tells whether all is dealt with."""
    if as_json:
        console.print_json(json.dumps(results[0] if len(results) == 1 else list(results)))
    else:
        for each in results:
            console.print(f"{each['id']}: {_became(each)}", soft_wrap=True, markup=False, highlight=False)
    return all(each["outcome"] in {"done", "given-up"} for each in results)


def _became(result: Mapping[str, Any]) -> str:
    match result["outcome"]:
        case "done":
            return say("Gedaan; het wacht niet meer.", "Done; it waits no longer.")
        case "given-up":
            return say(
                "Gedaan: alleen dit feit is opgegeven. Wat ervoor wacht blijft, en dit wordt overgeslagen als het "
                "aan de beurt komt.",
                "Done: only this fact was given up. What waits before it stays, and this is passed over when its "
                "turn comes.",
            )
        case "failed":
            return say(
                f"Het lukte weer niet en wacht nog: {result['error']}",
                f"It failed again and still waits: {result['error']}",
            )
        case _:
            return str(result["error"])
