"""What a running system says of itself in the end: where its journeys stand, and whether its read models are right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cli.client import Client
from cli.demo import cast
from tests.faults.evidence import SERVICES
from tests.faults.people import Crowd, insist
from tests.faults.waiting import found_within

OPERATOR: Final = cast.person("operator", 91)
ENDS: Final = {"waiting": "assessed"}
"""The stage of an initiative that is not called as its fate."""


def fates() -> Counter[str]:
    """How many journeys of the whole set end at each stage."""
    return Counter(ENDS.get(each["fate"], each["fate"]) for each in Crowd.everybody().initiatives)


def stages(shown: Sequence[Mapping[str, Any]], *crowds: Crowd) -> list[str]:
    """Whether the journeys stand where the set's fates say."""
    found = {each["initiativeId"]: each["stage"] for each in shown}
    ends = {
        crowd.ids[each["key"]]: ENDS.get(each["fate"], each["fate"]) for crowd in crowds for each in crowd.initiatives
    }
    return [] if found == ends else [f"the journeys stand at {found} instead of {ends}"]


async def read_models(client: Client) -> list[str]:
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
