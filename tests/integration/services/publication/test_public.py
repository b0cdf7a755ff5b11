"""What partners hear on `koploper.public`: what is public of a few facts, numbered by itself, the same every time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import jsonschema
import orjson
import pytest

from shared import contracts
from shared.bus.protocol import Delivery, topic_of
from shared.doctor.traffic import relay_behind
from shared.gauges import Gauges
from shared.store import schema
from shared.testing.running import Running, by
from shared.testing.until import until
from shared.web.app import Part, Surroundings
from tests.faults.waiting import found_within
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    BASE,
    DETAILS,
    FIRST_DRAFT,
    INITIATIVE,
    NOMINATED,
    PUBLISHED,
    agreement,
    approval,
    correction,
    draft,
    happen,
    taking_back,
)

pytestmark = pytest.mark.usefixtures("on_both")

Json = dict[str, Any]
SECOND_DRAFT: Final = FIRST_DRAFT + 4
CORRECTED: Final = (draft(title="Beter"), approval(SECOND_DRAFT), agreement(SECOND_DRAFT), correction(SECOND_DRAFT))


class Partner:
    """Whoever reads from outside: all that came, in order."""

    def __init__(self) -> None:
        self.got: list[bytes] = []

    async def receive(self, batch: Sequence[Delivery]) -> None:
        self.got += [each.body for each in batch]

    @property
    def events(self) -> list[Json]:
        return [orjson.loads(body) for body in self.got]

    @property
    def types(self) -> list[str]:
        return [each["type"].removeprefix("nl.koploper.") for each in self.events]


@asynccontextmanager
async def heard(running: Run) -> AsyncIterator[tuple[Running, Partner]]:
    """Publication, and a partner who listens."""
    partner = Partner()

    def build(data: Path, around: Surroundings) -> Part:
        around.bus.subscribe("partner-voorbeeld", [topic_of("public")], partner.receive)
        return builders.publication(data, around)

    async with running(build) as now:
        yield now, partner


def facts(now: Running) -> dict[str, Json]:
    """What publication recorded, by id."""
    with now.service("publication").store.read() as connection:
        bodies = connection.execute(schema.event.select()).all()
    return {each["id"]: each for each in (orjson.loads(row.body) for row in bodies)}


async def test_partners_hear_what_is_public(running: Run) -> None:
    """From publication by correction to the end, each as its contract says, numbered from 1; of other facts nothing."""
    async with heard(running) as (now, partner):
        await happen(now, *PUBLISHED, *CORRECTED, taking_back())
        await until(lambda: len(partner.got) == 3)
        own = facts(now)
    assert partner.types == [
        "public-article-published.v1",
        "public-article-corrected.v1",
        "public-article-withdrawn.v1",
    ]
    assert [each["sequence"] for each in partner.events] == ["1", "2", "3"]
    for each in partner.events:
        assert each["source"] == "urn:nld:koploper:systeem:public"
        assert (each["stream"], each["initiativeid"]) == (f"initiative-{INITIATIVE}", INITIATIVE)
        of = own[each["causationid"]]
        assert each["id"] not in own
        assert (each["time"], each["correlationid"]) == (of["time"], of["correlationid"])
        jsonschema.Draft202012Validator(contracts.committed(each["type"])[0]).validate(each["data"])


async def test_a_nomination_is_heard(running: Run) -> None:
    """With the meeting, its day and its place; and not that somebody was invited."""
    async with heard(running) as (now, partner):
        await happen(now, *NOMINATED)
        await until(lambda: len(partner.got) == 2)
    assert partner.types == ["public-article-published.v1", "public-koploper-nominated.v1"]
    nominated = partner.events[1]
    assert (nominated["sequence"], nominated["data"]["place"]) == ("2", "Zwolle")


async def test_nobody_is_in_it(running: Run) -> None:
    """No name, no address, no place in a vault, and not which editor it was: also where that was agreed to."""
    async with heard(running) as (now, partner):
        await happen(now, *NOMINATED, taking_back())
        await until(lambda: len(partner.got) == 3)
    said = b"".join(partner.got)
    for word in ("contact", "digest", 'ref"', "editor;", "submitter;", "reaction", *DETAILS.values()):
        assert word.encode() not in said, word
    assert {each["actor"] for each in partner.events} == {"system;id=publication"}


async def test_what_is_sent_again_is_the_same(running: Run) -> None:
    """After a loss an operator has all sent again: to partners too, byte by byte, so they drop what they have."""
    async with heard(running) as (now, partner):
        await happen(now, *PUBLISHED, *CORRECTED)
        await until(lambda: len(partner.got) == 2)
        again = await now.http.post(f"{BASE}/republications", json={"reason": "Kafka was lost"}, headers=by("operator"))
        assert again.status_code == 201
        await until(lambda: len(partner.got) == 4)
        await happen(now, taking_back())
        await until(lambda: len(partner.got) == 5)
    assert partner.got[:2] == partner.got[2:4]
    assert partner.events[4]["sequence"] == "3"


async def test_how_far_partners_were_told_is_told(running: Run) -> None:
    """Beside how far the service's own topic is; who has events sent again waits for both."""
    async with heard(running) as (now, _):
        await happen(now, *PUBLISHED)

        async def relays() -> list[Json]:
            told = (await now.http.get(f"{BASE}/relay", headers=by("operator"))).json()
            assert set(told["outlets"]) == {"public"}
            return [told, told["outlets"]["public"]]

        before = await relays()
        again = {"reason": "Kafka was lost"}
        assert (await now.http.post(f"{BASE}/republications", json=again, headers=by("operator"))).status_code == 201

        async def sent() -> bool | None:
            both = zip(await relays(), before, strict=True)
            done = [each["epoch"] > then["epoch"] and each["position"] == each["last"] for each, then in both]
            return all(done) or None

        assert await found_within(sent, 10)


async def test_partners_who_are_kept_waiting_are_seen(running: Run) -> None:
    """Where our own topic gets all and theirs does not, the figures and the doctor tell of the one that is behind."""
    async with heard(running) as (now, partner):
        service = now.service("publication")
        _, public = service.relays
        await public.stop()
        await happen(now, *PUBLISHED)
        now.clock.forward(timedelta(minutes=2))
        [seen] = await Gauges([service]).look()
        assert seen.stored is not None
        assert (seen.stored.relay_events > 0, seen.stored.relay_seconds) == (True, 120.0)
        [(subject, told)] = [fault async for fault in relay_behind(service)]
        assert subject == "public"
        assert "waits 120 s" in told
    assert partner.got == []
