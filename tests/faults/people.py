"""The people of the demo set, with the demo's own client, steps and keys; they ask again until they are answered."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import orjson

from cli.client import Client, NotReachable, SaysNo
from cli.demo import cast, script
from cli.demo.load import SET
from cli.demo.step import Step
from shared.actor import Actor
from shared.clock import SystemClock

PAUSE: Final = 0.02
AGAIN: Final = frozenset({404, 503})
"""What a reaction has still to make, and a store that is away: the same request is sent again."""
PATIENCE: Final = 600.0
"""Seconds within which every act is acknowledged, whatever is broken meanwhile."""
TODAY: Final = SystemClock().now().date()
"""One day for all: who asks again after midnight asks the same."""
MEETINGS: Final = "/publication/v1/meetings"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An act that was answered with 201: who asked for it, where, under which key, and what was answered."""

    path: str
    actor: str
    key: str
    id: str
    version: int
    location: str


class Witness(httpx.AsyncBaseTransport):
    """Carries requests, and writes down what was acknowledged."""

    def __init__(self, wire: httpx.AsyncBaseTransport | None = None) -> None:
        self.acts: Final[list[Acknowledged]] = []
        self.seen: Callable[[], None] = lambda: None
        """Is called at each acknowledgement."""
        self.away = 0
        """How often the answer was that something is away just now."""
        self._wire = wire or httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._wire.handle_async_request(request)
        self.away += answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        if "Idempotency-Key" in request.headers and answer.status_code == httpx.codes.CREATED:
            self.acts.append(_acknowledged(request, answer, await answer.aread()))
            self.seen()
        return answer

    async def aclose(self) -> None:
        await self._wire.aclose()


def _straight(initiative: Mapping[str, Any]) -> bool:
    return not {"found", "policy", "roads"} & initiative.keys()


def _acknowledged(request: httpx.Request, answer: httpx.Response, content: bytes) -> Acknowledged:
    told = orjson.loads(content)
    asked = request.headers
    assert answer.headers["ETag"] == f'"{told["version"]}"'
    return Acknowledged(
        request.url.path,
        asked.get("Koploper-Actor") or asked["Authorization"],
        asked["Idempotency-Key"],
        told["id"],
        told["version"],
        answer.headers["Location"],
    )


@dataclass(frozen=True)
class Crowd:
    """Some initiatives of the demo set, and the meetings; `ids` tells under which id each key is known."""

    meetings: Sequence[Mapping[str, Any]]
    initiatives: Sequence[Mapping[str, Any]]
    ids: dict[str, str] = field(default_factory=dict)
    name: str = "demo"
    """What its requests' keys begin with: crowds of other names do the same acts once more."""
    pace: float = 0.0
    """Seconds that each of them rests between two acts."""

    @classmethod
    def of(cls, *keys: str, name: str = "demo", pace: float = 0.0) -> "Crowd":
        """The people of these initiatives; when none is named, of all that take no side road."""
        chosen = json.loads(SET.read_text())
        those = [each for each in chosen["initiatives"] if (each["key"] in keys if keys else _straight(each))]
        return cls(chosen["meetings"], those, name=name, pace=pace)

    @classmethod
    def everybody(cls) -> "Crowd":
        """Those on side roads as well, who wait for more than this crowd knows how to wait for: to be looked at."""
        chosen = json.loads(SET.read_text())
        return cls(chosen["meetings"], chosen["initiatives"])

    def steps(self, initiative: Mapping[str, Any]) -> list[Step]:
        """What is done for an initiative, once the meetings are known."""
        meeting = self.ids.get(initiative["meeting"]) if initiative["meeting"] else None
        later = self.ids.get(initiative["nextMeeting"]) if "nextMeeting" in initiative else None
        return list(script.steps(self.initiatives.index(initiative), initiative, meeting, later))

    async def act(self, client: Client) -> None:
        """Do everything, the initiatives beside one another; raises SaysNo for a refusal."""
        await self.plan(client)
        await self.travel(client)

    async def plan(self, client: Client) -> None:
        """Plan the meetings."""
        for each in self.meetings:
            body = script.meeting(each, TODAY)
            made = await insist(client, MEETINGS, body, cast.AUTHOR, f"{self.name}-{each['key']}")
            self._known(each["key"], made)

    async def travel(self, client: Client) -> None:
        """Bring every initiative to its end."""
        await asyncio.gather(*(self._travel(client, each) for each in self.initiatives))

    async def _travel(self, client: Client, initiative: Mapping[str, Any]) -> None:
        known: dict[str, Any] = {"today": TODAY.isoformat()}
        for step in self.steps(initiative):
            path = step.path.format(**known)
            key = f"{self.name}-{initiative['key']}-{step.name}"
            made = await insist(client, path, step.body(known), step.actor, key)
            await asyncio.sleep(self.pace)
            if step.name == "submit":
                known["id"] = made["id"]
                self._known(initiative["key"], made)
            if step.name == "draft":
                known["draftVersion"] = made["version"]

    def _known(self, key: str, made: Mapping[str, Any]) -> None:
        assert self.ids.setdefault(key, made["id"]) == made["id"], f"{key} was made twice"


async def insist(
    client: Client, path: str, body: Mapping[str, Any], actor: Actor, key: str | None
) -> Mapping[str, Any]:
    """Ask until it is acknowledged, always under the same key."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await client.post(path, body, actor, key)
            except NotReachable:
                await asyncio.sleep(PAUSE)
            except SaysNo as no:
                if no.status not in AGAIN:
                    raise
                await asyncio.sleep(PAUSE)
