"""The last look: a process without faults, to which everybody says everything once more; and how all ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cli.client import Client
from cli.demo import script
from cli.demo.show import journeys
from tests.faults.evidence import SERVICES
from tests.faults.people import Acknowledged, Crowd, Witness, insist
from tests.faults.process import koploper
from tests.faults.waiting import found_within

OPERATOR: Final = script.person("operator", 91)
ENDS: Final = {"waiting": "assessed"}
"""The stage of an initiative that is not called as its fate."""


@dataclass(frozen=True)
class Ending:
    """What everybody was answered when they asked the same again, and what is not as it should be."""

    acts: list[Acknowledged]
    complaints: list[str]


async def look(data: Path, port: int, crowd: Crowd) -> Ending:
    """Start on the folder once more."""
    witness = Witness()
    async with koploper(data, "--no-demo", port=port) as process, Client(process.url, witness) as client:
        if not await process.ready():
            raise RuntimeError(f"koploper does not start any more; it said:\n{process.said}")
        await crowd.act(client)
        answered = list(witness.acts)
        wrong = [*stages(await journeys(client), crowd), *await _read_models(client)]
        if code := await process.stop():
            wrong.append(f"at its stop it ended with {code}")
    return Ending(answered, wrong)


def stages(shown: Sequence[Mapping[str, Any]], crowd: Crowd) -> list[str]:
    """Whether the journeys stand where the set's fates say."""
    found = {each["initiativeId"]: each["stage"] for each in shown}
    ends = {crowd.ids[each["key"]]: ENDS.get(each["fate"], each["fate"]) for each in crowd.initiatives}
    return [] if found == ends else [f"the journeys stand at {found} instead of {ends}"]


async def _read_models(client: Client) -> list[str]:
    """Whether each read model is what its facts make of it."""
    wrong = []
    for service in SERVICES:
        found = await client.get(f"/{service}/v1/projections", OPERATOR)
        for name in (each["name"] for each in found["items"]):
            difference = await _rebuilt(client, service, name)
            if any(difference[each] for each in ("added", "removed", "changed")):
                wrong.append(f"the read model {name} of {service} differs from its facts: {difference}")
    return wrong


async def _rebuilt(client: Client, service: str, name: str) -> dict[str, Any]:
    path = f"/{service}/v1/projections/{name}/rebuilds"
    begun = await insist(client, path, {"dryRun": True}, OPERATOR, None)

    async def difference() -> dict[str, Any] | None:
        progress = await client.get(f"{path}/{begun['id']}", OPERATOR)
        found: dict[str, Any] | None = progress["difference"]
        return found

    return await found_within(difference)
