"""Under which rules the initiatives of the demo set go: most under those that hold, one under later ones.

Rules are a policy, and the themes and branches of a version.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cli.client import Client, SaysNo
from cli.demo.cast import ADVISER, AUDITOR, STAGE_HAND
from cli.demo.step import Step
from cli.demo.travel import patiently, submitted, until
from services.assessment.app import FIRST as FIRST_POLICY
from services.assessment.app import POLICIES
from services.intake.reference import FIRST as FIRST_REFERENCE
from services.intake.shipped import REFERENCES


@dataclass(frozen=True, slots=True)
class Rules:
    """What the set calls them, their files, and the one that holds at first; where they are let hold, and the fact."""

    name: str
    folder: Path
    first: str
    path: str
    activated: str

    @property
    def version(self) -> str:
        """The field that says which they are."""
        return f"{self.name}Version"


ALL: Final = (
    Rules("policy", POLICIES, FIRST_POLICY, "/assessment/v1/policies", "nl.koploper.policy-activated.v1"),
    Rules("reference", REFERENCES, FIRST_REFERENCE, "/intake/v1/reference-data", "nl.koploper.reference-activated.v1"),
)


async def submit_under(
    client: Client, initiatives: Sequence[Mapping[str, Any]], scripts: Sequence[Sequence[Step]]
) -> None:
    """Submit what names a version of rules while those hold, and bring back the first, under which the others go.

    Where an earlier run was cut off in between, this one brings them back.
    """
    for each, steps in zip(initiatives, scripts, strict=True):
        if named := [(rules, each[rules.name]) for rules in ALL if rules.name in each]:
            await _submit_under(client, named, each["key"], steps[0])


async def _submit_under(client: Client, named: Sequence[tuple[Rules, str]], key: str, first: Step) -> None:
    async def opened() -> bool:
        return await _is_opened(client, await submitted(client, first.actor))

    if not await opened():
        for rules, version in named:
            await _let_hold(client, rules, version)
        if not await submitted(client, first.actor):
            await patiently(client, first.path, first.body({}), first.actor, f"demo-{key}-{first.name}")
        await until(opened)
    for rules, version in named:
        if await _holds_because_of_us(client, rules, version):
            await _let_hold(client, rules, rules.first)


async def _holds_because_of_us(client: Client, rules: Rules, version: str) -> bool:
    """Whether it holds, and nobody else has let it hold: what an operator decided stays so."""
    known = await client.all(rules.path, AUDITOR)
    if not any(each["active"] and each[rules.version] == version for each in known):
        return False
    last: Mapping[str, Any] = {}

    async def told() -> bool:
        nonlocal last
        last = await _last(client, rules)
        return bool(last) and bool(last["data"][rules.version] == version)

    return await until(told) and last["actor"] == str(STAGE_HAND)


async def _last(client: Client, rules: Rules) -> Mapping[str, Any]:
    activated = await client.get("/events/v1/events", AUDITOR, type=rules.activated, limit="500")
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


async def _let_hold(client: Client, rules: Rules, version: str) -> None:
    await client.post(rules.path, json.loads((rules.folder / f"{version}.json").read_bytes()), STAGE_HAND)
