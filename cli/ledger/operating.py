"""What an operator does about what the ledger signs: shown first, asked a reason for, and told afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console

from cli.client import Client
from cli.language import say
from cli.operate import OPERATOR
from cli.options import Target
from cli.reach import looking, reach

KEYS: Final = "/events/v1/signing-keys"
ORIGINS: Final = "/events/v1/origins"
Row = Mapping[str, Any]


async def keys(target: Target) -> list[Row]:
    """The keys that sign now, the newest first."""
    async with looking(target) as client:
        return [each for each in (await client.get(KEYS, OPERATOR))["items"] if each["retiredAt"] is None]


async def add_key(target: Target, reason: str) -> list[Row]:
    """Have a key added; gives those that sign from then on."""
    async with reach(target) as client:
        await client.post(KEYS, {"reason": reason}, OPERATOR)
    return await keys(target)


async def retire_key(target: Target, key: str, reason: str) -> list[Row]:
    """Have a key go; gives those that sign on."""
    async with reach(target) as client:
        await client.post(f"{KEYS}/{key}/retirements", {"reason": reason}, OPERATOR)
    return await keys(target)


async def standing(target: Target) -> Row:
    """As what the ledger signs, for how much it did, and what its witnesses saw."""
    async with looking(target, compares=True) as client:
        return await _standing(client)


async def begin_anew(target: Target, reason: str, checkpoint: str | None) -> Row:
    """Have the ledger sign as another log from here on; gives how it stands then."""
    async with reach(target) as client:
        body = {"reason": reason} if checkpoint is None else {"reason": reason, "checkpoint": checkpoint}
        await client.post(ORIGINS, body, OPERATOR)
        return await _standing(client)


async def _standing(client: Client) -> Row:
    origins: Sequence[Row] = (await client.get(ORIGINS, OPERATOR))["items"]
    newest = await client.get("/events/v1/checkpoints", OPERATOR, sort="-size", limit="1")
    found = (await client.get("/events/v1/checks", OPERATOR))["items"]
    return {
        "origin": origins[-1],
        "signed": next(iter(newest["items"]), None),
        "witnesses": (await client.get("/events/v1/witnesses", OPERATOR))["items"],
        "trouble": [each["detail"] for each in found if each["check"] == "ledger-signed"],
    }


def show_keys(console: Console, found: Sequence[Row]) -> None:
    """Each with its hash, its name, and since when it signs."""
    for each in found:
        name = each["key"].partition("+")[0]
        console.print(f"{each['hash']}  {name}  {each['since']}", markup=False, highlight=False, soft_wrap=True)


def show_standing(console: Console, found: Row) -> None:
    """For people."""
    signed = found["signed"]
    lines = [say(f"Tekent als {found['origin']['name']}", f"Signs as {found['origin']['name']}")]
    if signed is not None:
        when = f"{signed['size']} ({signed['signedAt']}, {signed['origin']})"
        lines.append(say(f"Laatst getekend: voor {when}", f"Signed last: for {when}"))
    for each in found["witnesses"]:
        beyond = "" if each["beyond"] is None else say(f", en zag er {each['beyond']}", f", and saw {each['beyond']}")
        lines.append(f"{each['name']}: {each['size'] or 0}{beyond}")
    lines += [say(f"Wat eraan scheelt: {each}", f"What is wrong: {each}") for each in found["trouble"]]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
