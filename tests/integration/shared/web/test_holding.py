"""One of several versions is let hold, decided on the one that holds until then, whoever else does so meanwhile.

On the toy: which version holds is the note of what was counted last on one tally.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import current_thread
from typing import Final

import httpx
import pytest
from fastapi import APIRouter, Response
from sqlalchemy import Connection, select

from shared.decider import Command
from shared.heard import reacting
from shared.service import Service
from shared.store import schema
from shared.testing.running import Running, by, running, store_url
from shared.turn import Recorded
from shared.web.app import Part, Surroundings, assemble
from shared.web.body import router as new_router
from shared.web.desk import Acting, act
from shared.web.holding import TRIES, let_hold
from tests.toy import reading
from tests.toy.app import MIGRATIONS, MODEL, Counting
from tests.toy.core import SERVICE, Count, Counted, count

HELD: Final = "held"


@dataclass
class Versions:
    """The act under test; behind each look at what holds, another replica lets the next of `others` hold."""

    others: list[str] = field(default_factory=list)
    decided_on: list[str | None] = field(default_factory=list)

    def router(self, service: Service) -> APIRouter:
        routes = new_router()

        @act(routes, "/versions/{version}", "Let it hold")
        async def activate(version: str, body: Counting, desk: Acting) -> Response:
            loop = asyncio.get_running_loop()

            def holds(connection: Connection) -> str | None:
                found = connection.execute(select(reading.tally.c.note).where(reading.tally.c.name == HELD)).scalar()
                if "writer" not in current_thread().name and self.others:
                    asyncio.run_coroutine_threadsafe(service.handle(count(HELD, note=self.others.pop(0))), loop).result(
                        timeout=30
                    )
                return found

            def made(in_force: str | None) -> Command:
                self.decided_on.append(in_force)
                return Count(act=desk.act, name=HELD, by=0 if in_force == version else body.by, note=version)

            return await let_hold(desk, service, holds, made, version=version, location=f"/toy/v1/versions/{version}")

        return routes

    def build(self, data: Path, around: Surroundings) -> Part:
        return assemble(
            MODEL,
            store_url(data, SERVICE),
            MIGRATIONS,
            around,
            effects=reacting(()),
            topics=(),
            routers=[self.router],
            description="Its versions hold.",
        )


@pytest.fixture
def versions() -> Versions:
    return Versions()


@pytest.fixture
async def now(tmp_path: Path, versions: Versions) -> AsyncIterator[Running]:
    async with running(tmp_path, versions.build) as now:
        yield now


async def let(now: Running, version: str, by_: int = 1) -> httpx.Response:
    return await now.http.post(f"/toy/v1/versions/{version}", json={"by": by_}, headers=by("editor"))


def held(now: Running) -> list[str]:
    """All that was let hold, in order."""
    service = now.service(SERVICE)
    with service.store.read() as connection:
        bodies = connection.execute(select(schema.event.c.body).order_by(schema.event.c.position)).scalars()
        return [_note(service.model.load(body)) for body in bodies]


def _note(fact: Recorded) -> str:
    assert isinstance(fact.event, Counted)
    return fact.event.note


async def test_it_is_decided_on_what_holds(now: Running, versions: Versions) -> None:
    """None at first; what holds already is not let hold twice, and is answered alike."""
    answers = [await let(now, version) for version in ("a", "b", "b", "a")]
    assert [answer.status_code for answer in answers] == [201] * 4
    assert [answer.json() for answer in answers[1:3]] == [{"id": "b", "version": 2}] * 2
    assert answers[0].headers["location"] == "/toy/v1/versions/a"
    assert versions.decided_on == [None, "a", "b", "b"]
    assert held(now) == ["a", "b", "a"]


async def test_where_another_was_first_it_is_decided_anew(now: Running, versions: Versions) -> None:
    """On what that other let hold, which nobody here had seen."""
    versions.others = ["b"]
    assert (await let(now, "a")).json() == {"id": "a", "version": 2}
    assert versions.decided_on == [None, "b"]
    assert held(now) == ["b", "a"]


async def test_of_two_who_let_the_same_hold_the_second_sees_that_it_does(now: Running, versions: Versions) -> None:
    """It is recorded once."""
    versions.others = ["a"]
    assert (await let(now, "a")).status_code == 201
    assert versions.decided_on == [None, "a"]
    assert held(now) == ["a"]


async def test_others_may_be_first_several_times(now: Running, versions: Versions) -> None:
    """One time less than it is tried."""
    others = [f"b{number}" for number in range(1, TRIES)]
    versions.others = [*others]
    assert (await let(now, "a")).status_code == 201
    assert versions.decided_on == [None, *others]
    assert held(now) == [*others, "a"]


async def test_where_others_never_stop_nothing_is_done(now: Running, versions: Versions) -> None:
    """It says what holds, and what to do."""
    others = [f"b{number}" for number in range(TRIES)]
    versions.others = [*others]
    answer = await let(now, "a")
    assert (answer.status_code, answer.json()["type"]) == (412, "urn:koploper:problem:stale-version")
    assert answer.json()["detail"] == (
        f"{others[-1]} holds since just now. Nothing was changed; send the same request again."
    )
    assert len(versions.decided_on) == TRIES
    assert held(now) == others
    assert (await let(now, "a")).status_code == 201


async def test_any_other_refusal_stands(now: Running, versions: Versions) -> None:
    """It is not tried again, and nothing is kept."""
    answer = await let(now, "a", 1_001)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:too-many")
    assert versions.decided_on == [None]
    assert held(now) == []
