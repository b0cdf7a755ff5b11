"""The spread figure over HTTP: now and at past moments, withdrawn stories out."""

from datetime import timedelta
from typing import Any

import pytest

from shared.envelope import timestamp
from shared.testing.running import Running
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    BASE,
    OPEN,
    PUBLISHED,
    agreement,
    approval,
    assessment,
    clearance,
    correction,
    draft,
    happen,
    read,
    revision,
    rule,
    taking_back,
    taking_up,
    version,
    withdrawal,
)
from tests.integration.services.publication.test_following import adoption
from tests.integration.services.publication.test_meetings import MANY, koplopers
from tests.integration.services.publication.test_undone import ANEW


async def spread(now: Running, at: str | None = None) -> dict[str, Any]:
    """The figure, as everybody reads it."""
    return await read(now, f"{BASE}/spread" + (f"?at={at}" if at else ""), None)


def whole(figure: dict[str, Any]) -> tuple[int, int, int]:
    return figure["koplopers"], figure["takenOver"], figure["adoptions"]


async def test_before_there_is_a_koploper_there_is_no_share(running: Run) -> None:
    """An open story is none yet."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN)
        figure = await spread(now)
        assert (whole(figure), figure["share"]) == ((0, 0, 0), None)
        assert figure["benchmark"] == {"source": "Platform31", "share": 0.6667, "reached": None}
        assert figure["at"] == "2019-04-01T12:00:00.000000Z"


async def test_the_share_of_koplopers_of_whom_others_took_over_elements(running: Run) -> None:
    """Against two thirds; by form, theme and region."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await koplopers(now, MANY[:2])
        await happen(now, adoption(), adoption("deepened"))
        figure = await spread(now)
        assert (whole(figure), figure["share"]) == ((3, 1, 2), 0.3333)
        assert figure["benchmark"]["reached"] is False
        assert figure["byForm"] == {"broadened": 1, "deepened": 1, "adopted": 0}
        of_all = {"koplopers": 3, "takenOver": 1, "share": 0.3333, "adoptions": 2}
        assert figure["byTheme"] == [of_all | {"theme": "leven-lang-ontwikkelen"}]
        assert figure["byRegion"] == [of_all | {"region": "Groningen"}]
        await happen(now, adoption("adopted", story=MANY[0]))
        assert (await spread(now))["benchmark"]["reached"] is True


async def test_at_any_past_moment_it_is_what_it_was(running: Run) -> None:
    """Published, taken over, corrected to another region, taken back: each from its own moment on."""
    async with running(builders.publication) as now:
        moments: list[str] = []

        async def passes(*steps: Any) -> None:
            now.clock.forward(timedelta(days=1))
            await happen(now, *steps)
            moments.append(timestamp(now.clock.now()))
            now.clock.forward(timedelta(days=1))

        await passes(*OPEN)
        await passes(*PUBLISHED[len(OPEN) :])
        await passes(adoption())
        await happen(now, revision(region="Drenthe"), assessment(2), clearance(2))
        written = await version(now) + 1
        await passes(draft(), approval(written), agreement(written), correction(written))
        await passes(withdrawal())
        figures = [await spread(now, at) for at in moments]
        assert [whole(each) for each in figures] == [(0, 0, 0), (1, 0, 0), (1, 1, 1), (1, 1, 1), (0, 0, 0)]
        regions = [[each["region"] for each in figure["byRegion"]] for figure in figures]
        assert regions == [[], ["Groningen"], ["Groningen"], ["Drenthe"], []]
        assert whole(await spread(now)) == (0, 0, 0)
        assert [each["at"] for each in figures] == moments


async def test_a_result_that_is_told_later_is_no_second_adoption(running: Run) -> None:
    """The same organisation, the same element, the same form: once in the figure, from the first moment on."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, adoption(), adoption(result="Twintig studenten."))
        assert whole(await spread(now)) == (1, 1, 1)
        await happen(now, adoption("deepened"))
        assert whole(await spread(now)) == (1, 1, 2)


async def test_a_story_that_is_taken_up_again_was_gone_meanwhile(running: Run) -> None:
    """At each moment as it was then; what others had taken over counts again with it, and is still recorded once."""
    async with running(builders.publication) as now:
        moments: list[str] = []
        for steps in ((*PUBLISHED, adoption()), (taking_back(),), (taking_up(), *ANEW)):
            now.clock.forward(timedelta(days=1))
            await happen(now, *steps)
            moments.append(timestamp(now.clock.now()))
        assert [whole(await spread(now, at)) for at in moments] == [(1, 1, 1), (0, 0, 0), (1, 1, 1)]
        assert rule(await adoption()(now)) == "recorded-before"


async def test_a_story_that_was_taken_back_counts_no_more(running: Run) -> None:
    """Neither it, nor what was taken over of it."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await koplopers(now, MANY[:1])
        await happen(now, adoption(), taking_back())
        assert whole(await spread(now)) == (1, 0, 0)


@pytest.mark.parametrize(
    "at",
    [
        "2019-04-01T12:00:01Z",
        "2019-04-01",
        "gisteren",
        "1554120000",
        "2019-02-30T12:00:00Z",
        "2019-04-01T12:00:00",
        "0001-01-01T00:00:00%2B01:00",
        "2019-04-01T12:00:00Z&at=2019-04-01T12:00:00Z",
        "2019-04-01T12:00:00Z&region=Midden",
    ],
)
async def test_a_moment_that_is_none_or_to_come(running: Run, at: str) -> None:
    """It is written out, it has been, and it is asked for once."""
    async with running(builders.publication) as now:
        refused = await now.http.get(f"{BASE}/spread?at={at}")
        assert (refused.status_code, rule(refused)) == (400, "invalid-input")


async def test_a_moment_in_another_zone_is_the_same_moment(running: Run) -> None:
    """Also written in small letters, and to the second."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        for at in ("2019-04-01T14:00:00%2B02:00", "2019-04-01t12:00:00z", "2019-04-01T12:00:00.000000Z"):
            assert (await spread(now, at))["at"] == "2019-04-01T12:00:00.000000Z"
            assert whole(await spread(now, at)) == (1, 0, 0)
        assert whole(await spread(now, "2019-04-01T11:59:59Z")) == (0, 0, 0)
