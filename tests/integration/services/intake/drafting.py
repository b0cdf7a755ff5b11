"""People who write drafts at a running intake."""

from typing import Any, Final

import httpx
from sqlalchemy import select

from services.intake import drafts
from shared.store import schema
from shared.testing.running import Running, by
from tests.integration.submissions import KETENSTAGE

ADDRESS: Final = "/intake/v1/drafts"
ME: Final = by("submitter")


class Draft:
    """A draft of somebody who has its link."""

    def __init__(self, now: Running, made: httpx.Response) -> None:
        assert made.status_code == 201, made.text
        self.now, self.made = now, made.json()
        self.id = str(self.made["id"])
        self.key = {"Koploper-Key": str(self.made["key"])}
        self.at = f"{ADDRESS}/{self.id}"

    async def read(self, **headers: str) -> httpx.Response:
        return await self.now.http.get(self.at, headers=self.key | headers)

    async def save(self, content: Any, version: int | str | None = 1, **headers: str) -> httpx.Response:
        seen = {} if version is None else {"If-Match": f'"{version}"' if isinstance(version, int) else version}
        return await self.now.http.put(self.at, json=content, headers=self.key | seen | headers)

    async def submit(self, who: dict[str, str] = ME, **headers: str) -> httpx.Response:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.now.http.post(f"{self.at}/submissions", json={}, headers=self.key | who | given)


async def begun(now: Running, content: Any = KETENSTAGE, **headers: str) -> Draft:
    return Draft(now, await now.http.post(ADDRESS, json=content, headers=ME | headers))


def kept(now: Running) -> list[str]:
    """The ids of the drafts in the store."""
    with now.service("intake").store.read() as connection:
        return list(connection.execute(select(drafts.draft.c.id)).scalars())


def facts(now: Running) -> list[str]:
    """The stream of each fact, beside those of what intake starts with."""
    with now.service("intake").store.read() as connection:
        streams = connection.execute(select(schema.event.c.stream)).scalars()
        return [each for each in streams if not each.startswith("reference-")]
