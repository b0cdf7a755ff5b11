"""How a story opens, waits and ends by what others announce."""

import random
from collections.abc import Sequence
from itertools import permutations

import pytest

from shared.bus.protocol import Delivery
from shared.testing.given import uuid
from shared.testing.running import by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    INITIATIVE,
    NOTHING_AGREED,
    OPEN,
    PUBLISHED,
    STORY,
    agreement,
    approval,
    assessment,
    clearance,
    correction,
    draft,
    happen,
    listed,
    read,
    refusal,
    revision,
    rule,
    submission,
    withdrawal,
)

STEPS = {
    "submission": submission(),
    "assessment": assessment(),
    "clearance": clearance(),
    "withdrawal": withdrawal(),
}
ORDERS = list(permutations(["submission", "assessment", "clearance"]))
WITHDRAWN = [order for order in permutations(STEPS) if order.index("submission") < order.index("withdrawal")]
"""Intake's own facts come in their order."""


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
async def test_a_story_opens_whatever_arrives_last(running: Run, order: Sequence[str]) -> None:
    """Submission, assessment and clearance in any order: open once it is submitted and cleared, and not before."""
    async with running(builders.publication) as now:
        for number, name in enumerate(order):
            found = await now.http.get(STORY, headers=by("editor"))
            assert (found.status_code == 200) == ({"submission", "clearance"} <= set(order[:number]))
            await happen(now, STEPS[name])
        story = await read(now)
        assert (story["state"], story["suspended"], story["submissionVersion"]) == ("open", False, 1)
        assert (story["title"], story["region"], story["drafts"]) == ("Ketenstage", "Groningen", [])


@pytest.mark.parametrize("seed", range(5))
async def test_stories_open_when_all_arrives_at_once(running: Run, seed: int) -> None:
    """Announced together and shuffled between streams, still one story per initiative; the withdrawn one has none."""
    shuffled = random.Random(seed)

    def order(batch: Sequence[tuple[str, Delivery]]) -> Sequence[tuple[str, Delivery]]:
        keys = [(each.topic, key) for key, each in batch]
        rows = {key: iter([row for row, of in zip(batch, keys, strict=True) if of == key]) for key in keys}
        shuffled.shuffle(keys)
        return [next(rows[key]) for key in keys]

    initiatives = [uuid(100 + number) for number in range(4)]
    async with running(builders.publication, order=order) as now:
        for initiative in initiatives:
            for step in (submission(initiative), assessment(initiative=initiative), clearance(initiative=initiative)):
                await step(now)
        await withdrawal(initiatives[0])(now)
        await now.settled()
        assert set(await listed(now, "state=open")) == set(initiatives[1:])


@pytest.mark.parametrize("order", WITHDRAWN, ids="-".join)
async def test_a_withdrawal_binds_whenever_it_arrives(running: Run, order: Sequence[str]) -> None:
    """Nothing opens after it, a story that was open ends with it, and nobody else hears that there was one."""
    async with running(builders.publication) as now:
        await happen(now, *(STEPS[name] for name in order))
        opened = order[-1] == "withdrawal" or order[2:] == ("withdrawal", "assessment")
        assert await listed(now, "state=withdrawn") == [INITIATIVE] * opened
        assert (await now.http.get(STORY)).status_code == 404
        assert rule(await draft()(now)) == "initiative-withdrawn"


async def test_a_refused_initiative_has_no_story(running: Run) -> None:
    """What a ministry refused never opens, and nothing can be written about it."""
    async with running(builders.publication) as now:
        await happen(now, submission(), assessment(), refusal())
        assert await listed(now) == []
        assert rule(await draft()(now)) == "not-found"


async def test_a_revision_suspends_until_it_is_cleared(running: Run) -> None:
    """While a newer version is known than the one cleared nothing moves; its clearance lets the story go on."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN, revision(region="Drenthe"))
        assert (await read(now))["suspended"]
        assert rule(await draft()(now)) == "suspended-by-revision"
        await happen(now, assessment(2))
        assert (await read(now))["suspended"]
        await happen(now, clearance(2), draft())
        story = await read(now)
        assert (story["suspended"], story["region"], story["submissionVersion"]) == (False, "Drenthe", 2)


async def test_what_is_out_stays_as_it_is_while_a_revision_is_looked_at(running: Run) -> None:
    """A published story shows what was published; only a correction brings in what the submitter told since."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, revision(region="Drenthe", themes=["gezond-werken"]), assessment(2), clearance(2))
        assert (await read(now, role=None))["region"] == "Groningen"
        assert await listed(now, "region=Drenthe") == []
        await happen(now, draft())
        newest = (await read(now))["drafts"][-1]["draftVersion"]
        await happen(now, approval(newest), agreement(newest, **NOTHING_AGREED), correction(newest))
        corrected = await read(now, role=None)
        assert (corrected["region"], corrected["themes"]) == ("Drenthe", ["gezond-werken"])
        assert await listed(now, "region=Drenthe") == [INITIATIVE]
