"""How the initiatives of the demo set were found that did not come by themselves."""

from collections.abc import Mapping
from typing import Any, Final

from cli.client import Client
from cli.demo.cast import ADVISER

SIGNALS: Final = "/intake/v1/signals"
WHEN: Final = "2019-03-11"


async def brought_in(client: Client, initiative: Mapping[str, Any]) -> Mapping[str, str]:
    """The signal that an initiative is taken up from, which is recorded when it is not there; nothing where none is."""
    found = initiative.get("found")
    if found is None:
        return {}
    known = await client.get(SIGNALS, ADVISER, organisation=found["organisation"])
    signal = known["items"][0] if known["items"] else {"id": await _recorded(client, initiative["key"], found)}
    if "tip" not in found and signal.get("state", "recorded") == "recorded":
        approach = {"date": WHEN, "channel": "phone", "whom": "De teamleider (verzonnen)", "outcome": "interested"}
        path, key = f"{SIGNALS}/{signal['id']}/approaches", f"demo-{initiative['key']}-approach"
        await client.post(path, approach, ADVISER, key)
    return {"signalId": signal["id"]}


async def _recorded(client: Client, key: str, found: Mapping[str, Any]) -> str:
    told = {"organisation": found["organisation"], "link": found["link"]}
    if "tip" in found:  # by somebody who does not say who they are
        made = await client.post("/intake/v1/tips", {**told, "about": found["tip"]}, None, key=f"demo-{key}-tip")
    else:
        seen = {"kind": "newsletter", "source": found["source"], "seenOn": WHEN}
        made = await client.post(SIGNALS, {**told, **seen}, ADVISER, key=f"demo-{key}-signal")
    return str(made["id"])
