"""Submitters who name contact persons at a running intake, and whoever is asked whether they may be named."""

from datetime import timedelta
from typing import Any, Final

import httpx

from shared.testing.running import Running, by
from tests.integration.submissions import KETENSTAGE

ADDRESS: Final = "/intake/v1/initiatives"
ME: Final = by("submitter")
ADVISER: Final = by("adviser")
BEA: Final = {"name": "Bea Anders", "email": "bea@example.org", "phone": "050 765 4321", "role": "projectleider"}
CAS: Final = {"name": "Cas Verder", "email": "cas@example.org", "phone": "050 765 9999"}
OWN: Final = {"name": "Anna Elders", "email": "a.voorbeeld@example.org", "phone": "050 123 4567", "own": True}


class Initiative:
    """An initiative with contact persons, as those around it see it."""

    def __init__(self, now: Running, id: str) -> None:
        self.now, self.id, self.at = now, id, f"{ADDRESS}/{id}"

    async def seen(self, who: dict[str, str] = ME) -> dict[str, Any]:
        answer = await self.now.http.get(self.at, headers=who)
        return {**answer.json(), "etag": answer.headers["etag"]}

    async def contacts(self) -> list[dict[str, Any]]:
        """All who are named, the contact person first."""
        seen = await self.seen()
        return [seen["contact"], *seen["contacts"]]

    async def states(self) -> list[str]:
        return [each["state"] for each in await self.contacts()]

    async def vault(self, which: int, who: dict[str, str]) -> httpx.Response:
        ref = (await self.contacts())[which]["ref"]
        return await self.now.http.get(f"/intake/v1/vault/{ref}", headers=who)

    async def passed_on(self, which: int) -> tuple[str, dict[str, str]]:
        """The address of a link and its key, as an adviser passes it on."""
        ref = (await self.contacts())[which]["ref"]
        told = await self.now.http.get(f"{self.at}/contact-confirmations/{ref}", headers=ADVISER)
        at, _, key = told.json()["link"].partition("#")
        return at, {"Koploper-Key": key}

    async def answer(self, which: int, answer: str, **headers: str) -> httpx.Response:
        at, key = await self.passed_on(which)
        body = {"contact": at.rpartition("/")[2], "answer": answer}
        return await self.now.http.post(f"{self.at}/contact-confirmations", json=body, headers=key | headers)

    async def revise(self, **told: Any) -> httpx.Response:
        seen = {"If-Match": (await self.seen())["etag"]}
        return await self.now.http.post(f"{self.at}/revisions", json=told, headers=ME | seen)


async def submitted(now: Running, *contacts: dict[str, Any], **changes: Any) -> Initiative:
    told = KETENSTAGE | ({"contacts": list(contacts)} if contacts else {}) | changes
    answer = await now.http.post(ADDRESS, json=told, headers=ME)
    assert answer.status_code == 201, answer.text
    return Initiative(now, str(answer.json()["id"]))


async def pass_(now: Running, days: float) -> None:
    """Let days pass, and what is due by then happen."""
    now.clock.forward(timedelta(days=days))
    while (following := await now.service("intake").schedule.ring()) is not None and following <= now.clock.now():
        pass
