"""Under which policy the dossiers of the demo set are opened: most under the one that holds, one under a later one."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cli.client import Client, SaysNo
from cli.demo.cast import ADVISER, AUDITOR, STAGE_HAND
from cli.demo.step import Step
from cli.demo.travel import patiently, submitted, until
from services.assessment.app import FIRST, POLICIES

PATH: Final = "/assessment/v1/policies"
ACTIVATED: Final = "nl.koploper.policy-activated.v1"


async def submit_under(
    client: Client, initiatives: Sequence[Mapping[str, Any]], scripts: Sequence[Sequence[Step]]
) -> None:
    """Submit what names a `policy` while that holds, and bring back the first one, under which the others are opened.

    Where an earlier run was cut off in between, this one brings it back.
    """
    for each, steps in zip(initiatives, scripts, strict=True):
        if "policy" in each:
            await _submit_under(client, each["policy"], each["key"], steps[0])


async def _submit_under(client: Client, policy: str, key: str, first: Step) -> None:
    async def opened() -> bool:
        return await _is_opened(client, await submitted(client, first.actor))

    if not await opened():
        await _let_hold(client, policy)
        if not await submitted(client, first.actor):
            await patiently(client, first.path, first.body({}), first.actor, f"demo-{key}-{first.name}")
        await until(opened)
    if await _holds_because_of_us(client, policy):
        await _let_hold(client, FIRST)


async def _holds_because_of_us(client: Client, policy: str) -> bool:
    """Whether nobody has let a policy hold since: what an operator decided stays so."""

    last: Mapping[str, Any] = {}

    async def told() -> bool:
        nonlocal last
        last = await _last(client)
        return bool(last)

    await until(told)
    return (last["actor"], last["data"]["policyVersion"]) == (str(STAGE_HAND), policy)


async def _last(client: Client) -> Mapping[str, Any]:
    activated = await client.get("/events/v1/events", AUDITOR, type=ACTIVATED, limit="500")
    return activated["items"][-1]["event"] if activated["items"] else {}


async def _is_opened(client: Client, known: Mapping[str, str]) -> bool:
    if not known:
        return False
    try:
        await client.get(f"/assessment/v1/dossiers/{known['id']}", ADVISER)
    except SaysNo as no:
        if no.status == 404:  # its submission is on its way
            return False
        raise
    return True


async def _let_hold(client: Client, version: str) -> None:
    await client.post(PATH, json.loads((POLICIES / f"{version}.json").read_bytes()), STAGE_HAND)
