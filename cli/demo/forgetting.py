"""Somebody of the demo set who has themselves forgotten when all is done: a side road that only the vaults show."""

from collections.abc import Mapping
from typing import Any, Final

from cli.client import Client
from cli.demo.travel import patiently, until
from shared.actor import Actor

PERSONS: Final = "/intake/v1/persons"
REASON: Final = "Ik werk hier niet meer (verzonnen)."


async def forgotten(client: Client, initiative: Mapping[str, Any], id: str, by: Actor) -> None:
    """Have the submitter of an initiative that takes this road forgotten, unless they are.

    Wait until its journey says so, too.
    """
    if "erased" not in initiative.get("roads", ()):
        return
    at = f"{PERSONS}/{by.id}"
    if not (await client.get(at, by))["erasures"]:
        asked = await patiently(client, f"{at}/erasures", {"reason": REASON}, by, None)
        await patiently(client, f"{at}/erasures/{asked['id']}/confirmations", {}, by, None)

    async def told() -> bool:
        journey = await client.get(f"/events/v1/initiatives/{id}/journey", by)
        return bool(journey["erased"])

    await until(told)
