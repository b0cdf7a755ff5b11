"""Doing what was not done yet: what a journey shows was done is not done again, whenever this is begun."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from cli.client import Client, SaysNo
from cli.demo.cast import AUDITOR
from cli.demo.step import Step
from shared.actor import Actor
from shared.clock import SystemClock

PATIENCE: Final = 60.0
"""Seconds that what a reaction makes may let itself be waited for: over Kafka a group may just be dividing its work."""
PAUSE: Final = 0.02
AWAY: Final = frozenset({404, 503})
"""What a reaction has still to make, and a store that is away."""
NOT_HEARD: Final = frozenset(
    {
        "already-decided",
        "initiative-rejected",
        "no-such-question",
        "not-invited",
        "question-open",
        "stale-version",
        "suspended-by-reversal",
        "suspended-by-revision",
    }
)
"""Why a service says no that has not heard yet of what came before."""


async def travel(
    client: Client, key: str, steps: Sequence[Step], brought: Mapping[str, str], done: Callable[[], None]
) -> str:
    """Do the steps of one initiative, in order, that its journey does not show yet; gives its id.

    `brought` is known of it before.
    """
    known: dict[str, Any] = {"today": SystemClock().now().date().isoformat(), **brought}
    known |= await submitted(client, steps[0].actor)
    facts = list(await _facts(client, known))
    for step in steps:
        if not _consume(facts, step):
            await _do(client, key, step, known)
        done()
    await _told(client, known, steps)
    return str(known["id"])


async def submitted(client: Client, submitter: Actor) -> dict[str, str]:
    """The initiative that this submitter put forward before, if any."""
    found = await client.get("/intake/v1/initiatives", submitter)
    return {"id": found["items"][0]["id"]} if found["items"] else {}


async def _do(client: Client, key: str, step: Step, known: dict[str, Any]) -> None:
    async def heard() -> bool:
        await _facts(client, known)
        return step.needs in known

    await until(heard)
    path = step.path.format(**known)
    made = await patiently(client, path, step.body(known), step.actor, f"demo-{key}-{step.name}", revises=step.revises)
    known.setdefault("id", made["id"])
    if step.made == "article-drafted.v1":
        known["draftVersion"] = made["version"]


async def _told(client: Client, known: dict[str, Any], steps: Sequence[Step]) -> None:
    """Wait until the ledger tells of every step, so that whoever looks now sees the end."""

    async def all_told() -> bool:
        facts = list(await _facts(client, known))
        return all(_consume(facts, step) for step in steps)

    await until(all_told)


async def until(holds: Callable[[], Awaitable[bool]]) -> bool:
    """Wait until something holds; false when it does not within PATIENCE."""
    clock = asyncio.get_running_loop()
    patience = clock.time() + PATIENCE
    while not await holds():
        if clock.time() > patience:
            return False
        await asyncio.sleep(PAUSE)
    return True


async def _facts(client: Client, known: dict[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What the journey holds; from it the question that was asked last, and the draft that was written last."""
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
            known["draftVersion"] = max(int(step["sequence"]), known.get("draftVersion", 0))
        elif step["type"].endswith("information-requested.v1"):
            known["requestId"] = step["id"]
    return steps


def _consume(facts: list[Mapping[str, Any]], step: Step) -> bool:
    """Whether a fact proves that a step was done; it proves no other then."""
    for place, fact in enumerate(facts):
        if _proves(fact, step):
            del facts[place]
            return True
    return False


def _proves(fact: Mapping[str, Any], step: Step) -> bool:
    return (
        fact["type"] == f"nl.koploper.{step.made}"
        and fact["actor"] == str(step.actor)
        and all(fact["data"].get(name) == value for name, value in step.having.items())
    )


async def patiently(
    client: Client,
    path: str,
    body: Mapping[str, Any],
    actor: Actor,
    key: str | None,
    *,
    revises: bool = False,
) -> Mapping[str, Any]:
    """Do an act; what a reaction has still to make, or to hear, is waited for; what `revises` is decided anew."""
    clock = asyncio.get_running_loop()
    patience = clock.time() + PATIENCE
    while True:
        try:
            seen = await client.version(path.rpartition("/")[0], actor) if revises else None
            return await client.post(path, body, actor, key, seen)
        except SaysNo as no:
            if (no.status not in AWAY and no.rule not in NOT_HEARD) or clock.time() > patience:
                raise
        await asyncio.sleep(PAUSE)
