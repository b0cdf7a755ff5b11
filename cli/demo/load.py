"""Do the acts that were not done yet: what the journey shows was done is not done again, whenever this is begun."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.client import Client, SaysNo
from cli.demo import script
from cli.demo.script import Step
from cli.language import say
from shared.actor import Actor

SET: Final = Path(__file__).with_name("set.json")
AUDITOR: Final = script.person("auditor", 90)
PATIENCE: Final = 60.0
"""Seconds that what a reaction makes may let itself be waited for: over Kafka a group may just be dividing its work."""
PAUSE: Final = 0.02
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
    """Drive the ten initiatives through the APIs; raises SaysNo or NotReachable."""
    for service in ACTING:
        await _heard(client, service)
    chosen = json.loads(SET.read_text())
    meetings = {each["key"]: await _meeting(client, each) for each in chosen["meetings"]}
    scripts = [
        list(script.steps(index, each, meetings.get(each["meeting"])))
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
        await asyncio.gather(
            *(
                _travel(client, each["key"], steps, lambda: progress.advance(bar))
                for each, steps in zip(chosen["initiatives"], scripts, strict=True)
            )
        )


async def _heard(client: Client, service: str) -> None:
    """Wait until the ledger, where acts are looked up, has all that a service recorded; raises SaysNo when it lags.

    An act is never done again then, however long ago it was done: an `Idempotency-Key` is only kept for a day.
    """
    clock = asyncio.get_running_loop()
    patience = clock.time() + PATIENCE
    recorded = (await client.get(f"/{service}/v1/streams", AUDITOR, limit="1"))["events"]
    while (await client.get(f"/events/v1/sources/{service}/streams", AUDITOR, limit="1"))["events"] < recorded:
        if clock.time() > patience:
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
        await asyncio.sleep(PAUSE)


async def _meeting(client: Client, wanted: Mapping[str, Any]) -> str:
    """The id of a meeting of the set, which is planned when it is not there."""
    planned = await client.get("/publication/v1/meetings", script.AUTHOR, limit="500")
    for meeting in planned["items"]:
        if meeting["title"] == wanted["title"]:
            return str(meeting["id"])
    body = {name: value for name, value in wanted.items() if name != "key"}
    made = await client.post("/publication/v1/meetings", body, script.AUTHOR, key=f"demo-{wanted['key']}")
    return str(made["id"])


async def _travel(client: Client, key: str, steps: Sequence[Step], done: Callable[[], None]) -> None:
    """Do the steps of one initiative, in order, that its journey does not show yet."""
    known = await _known(client, steps[0].actor)
    facts = await _facts(client, known)
    for step in steps:
        if not any(_proves(fact, step) for fact in facts):
            path = step.path.format(**known)
            made = await _patiently(client, path, step.body(known), step.actor, f"demo-{key}-{step.name}")
            known.setdefault("id", made["id"])
            if step.name == "draft":
                known["draftVersion"] = made["version"]
        done()
    await _told(client, known, steps[-1])


async def _told(client: Client, known: dict[str, Any], last: Step) -> None:
    """Wait until the ledger tells of the last step, so that whoever looks now sees the end."""
    clock = asyncio.get_running_loop()
    patience = clock.time() + PATIENCE
    while clock.time() < patience:
        if any(_proves(fact, last) for fact in await _facts(client, known)):
            return
        await asyncio.sleep(PAUSE)


async def _known(client: Client, submitter: Actor) -> dict[str, Any]:
    """The initiative that this submitter put forward before, if any."""
    submitted = await client.get("/intake/v1/initiatives", submitter)
    return {"id": submitted["items"][0]["id"]} if submitted["items"] else {}


async def _facts(client: Client, known: dict[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What the journey holds, and from it the draft that was approved or is to be."""
    if "id" not in known:
        return []
    try:
        journey = await client.get(f"/events/v1/initiatives/{known['id']}/journey", AUDITOR)
    except SaysNo as no:
        if no.status == 404:  # submitted, and not in the ledger yet
            return []
        raise
    steps: Sequence[Mapping[str, Any]] = journey["steps"]
    for step in steps:
        if step["type"].endswith("article-drafted.v1"):
            known["draftVersion"] = int(step["sequence"])
    return steps


def _proves(fact: Mapping[str, Any], step: Step) -> bool:
    return (
        fact["type"] == f"nl.koploper.{step.made}"
        and fact["actor"] == str(step.actor)
        and all(fact["data"].get(name) == value for name, value in step.having.items())
    )


async def _patiently(client: Client, path: str, body: Mapping[str, Any], actor: Actor, key: str) -> Mapping[str, Any]:
    """Do an act; what a reaction has still to make, or to hear, is waited for."""
    clock = asyncio.get_running_loop()
    patience = clock.time() + PATIENCE
    while True:
        try:
            return await client.post(path, body, actor, key)
        except SaysNo as no:
            if no.status not in {404, 503} or clock.time() > patience:
                raise
        await asyncio.sleep(PAUSE)
