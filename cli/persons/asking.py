"""Asking each service about one person: what it knows, and what it has erased."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from cli.client import Client, SaysNo
from cli.operate import OPERATOR
from cli.system import SERVICES

PERSONS: Final = "/intake/v1/persons"
KEEPING: Final = ("intake", "assessment", "review", "publication")
"""The services that have a vault with persons in it; the ledger has references only."""
LOOK: Final = 0.2
"""Seconds between looks at what was erased."""
PAGE: Final = "500"
TRIES: Final = 5
"""How often an erasure is confirmed while more is kept of the person in the same moment."""

Known = Mapping[str, Mapping[str, Any]]
"""By service, what it knows."""


@dataclass(frozen=True, slots=True)
class Found:
    """A person and what each service knows of them."""

    person: str
    known: Known

    @property
    def anything(self) -> bool:
        """Whether there is something to erase."""
        return any(each["texts"] or each["rows"] for each in self.known.values())

    @property
    def also_known_as(self) -> Sequence[str]:
        """Other ids under which the same texts are kept."""
        return sorted({name for each in self.known.values() for name in each["alsoKnownAs"]})


@dataclass(frozen=True, slots=True)
class Done:
    """What a service says that it has erased."""

    service: str
    texts: int
    rows: int
    initiatives: Sequence[str]
    at: str


async def identified(client: Client, said: str) -> str:
    """The id of whom somebody named by it, or by an e-mail address; raises SaysNo or NotReachable."""
    try:
        return str(UUID(said))
    except ValueError:
        found = await client.post(PERSONS, {"email": said}, OPERATOR)
        return str(found["id"])


async def look(client: Client, person: str) -> Found:
    """What every service knows of a person; each notes in its log that an operator looked."""
    answers = await asyncio.gather(*(client.get(f"/{name}/v1/persons/{person}", OPERATOR) for name in SERVICES))
    return Found(person, dict(zip(SERVICES, answers, strict=True)))


async def erase(client: Client, person: str, reason: str) -> str:
    """Ask and confirm that a person be forgotten; gives the id of the erasure. Raises SaysNo or NotReachable.

    What is kept of them in the very same moment has it confirmed again.
    """
    asked = await client.post(f"{PERSONS}/{person}/erasures", {"reason": reason}, OPERATOR)
    for left in reversed(range(TRIES)):
        try:
            await client.post(f"{PERSONS}/{person}/erasures/{asked['id']}/confirmations", {}, OPERATOR)
            break
        except SaysNo as no:
            if no.status != HTTPStatus.PRECONDITION_FAILED or not left:
                raise
    return str(asked["id"])


async def report(client: Client, erasure: str, patience: float) -> list[Done]:
    """What each service has erased, as soon as all have; of those that did not within `patience` seconds nothing."""
    clock = asyncio.get_running_loop()
    until = clock.time() + patience
    while True:
        done = await asyncio.gather(*(_done(client, name, erasure) for name in KEEPING))
        if all(done) or clock.time() >= until:
            return [each for each in done if each is not None]
        await asyncio.sleep(LOOK)


async def _done(client: Client, service: str, erasure: str) -> Done | None:
    page = await client.get(f"/{service}/v1/erasures", OPERATOR, erasure=erasure, limit=PAGE)
    items = page["items"]
    if not items:
        return None
    return Done(
        service,
        sum(each["texts"] for each in items),
        sum(each["rows"] for each in items),
        sorted({each["initiativeId"] for each in items if each["initiativeId"]}),
        max(each["doneAt"] for each in items),
    )
