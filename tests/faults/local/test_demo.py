"""The demo set, killed while it loads at the first start: the next start goes on with it, and repeats no act."""

import asyncio
import signal
from pathlib import Path
from random import Random
from typing import Final

import pytest

from cli.client import Client
from cli.demo.show import journeys
from shared.faults import POINTS
from shared.testing.until import until
from tests.faults import complaints, evidence
from tests.faults.asked import stages
from tests.faults.evidence import Evidence
from tests.faults.people import Crowd
from tests.faults.process import PATIENCE, Koploper, koploper
from tests.faults.waiting import found_within

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

KILLS: Final = 3
LATEST: Final = 6
"""The n-th time at most: no kill waits for more than there is still to do."""


async def loaded(process: Koploper) -> None:
    """Wait until it says where it runs, which it does behind the demo."""

    async def look() -> bool | None:
        assert process.process.returncode is None, process.said
        return "Ctrl-C stopt" in process.said or None

    await found_within(look)


def met(found: Evidence, crowd: Crowd) -> None:
    """Learn under which ids the initiatives and meetings are known."""
    titles = {each["submission"]["title"]: each["key"] for each in crowd.initiatives}
    titles |= {each["title"]: each["key"] for each in crowd.meetings}
    for fact in found.stored:
        told = fact.told
        if told["type"] in {"nl.koploper.initiative-submitted.v1", "nl.koploper.meeting-planned.v1"}:
            key = titles[told["data"]["title"]]
            assert key not in crowd.ids, f"{key} happened twice"
            crowd.ids[key] = told["subject"]


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_killed_demo_goes_on(tmp_path: Path, seed: int) -> None:
    """However often it is killed half-way, at whatever moment, it ends with the same fates, each act done once."""
    chance = Random(seed)
    data = tmp_path / "data"
    for point in chance.sample(POINTS, KILLS):
        async with koploper(data, fault=f"{point}:{chance.randint(2, LATEST)}") as process:
            async with asyncio.timeout(PATIENCE):
                assert await process.ended() == -signal.SIGKILL, process.said
            assert (data / "demo").read_text() == "loading\n"
    async with koploper(data) as process, Client(process.url) as client:
        await loaded(process)
        assert (data / "demo").read_text() == "loaded\n"
        shown = await journeys(client)
        await until(lambda: not complaints.under_way(evidence.read(data)), within=PATIENCE)
        assert await process.stop() == 0
    found, crowd = evidence.read(data), Crowd.everybody()
    met(found, crowd)
    assert stages(shown, crowd) == []
    assert complaints.of_folder(found) == []
    assert list(complaints.of_acts(found, [], crowd)) == []
