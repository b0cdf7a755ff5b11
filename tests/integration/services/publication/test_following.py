"""What followed on stories, over HTTP: podia by kind, elements taken over, and the toolkit."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any, Final

import openpyxl
import pytest

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    APPOINTED,
    ARTICLE,
    BASE,
    EDITOR,
    INITIATIVE,
    NOMINATED,
    OPEN,
    PUBLISHED,
    STORY,
    SUBMITTER,
    Step,
    appointment,
    does,
    happen,
    listed,
    read,
    rule,
    taking_back,
    taking_up,
)
from tests.integration.services.publication.test_meetings import MANY, koplopers
from tests.integration.services.publication.test_undone import ANEW

KINDS: Final = (
    "podcast",
    "zoemen-met",
    "actieleer-tv",
    "letter-to-parliament",
    "national-meeting",
    "ambassador-blog",
    "other",
)
OTHER: Final = MANY[0]


def appearance(kind: str = "podcast", date: str = "2019-09-02", story: str = INITIATIVE, **more: str) -> Step:
    told = {"kind": kind, "title": f"Over {kind}", "date": date} | more
    return does("editor", "appearances", EDITOR, story=story, **told)


def adoption(form: str = "broadened", by_: str = "Zorgalliantie", story: str = INITIATIVE, **more: str) -> Step:
    told = {"by": by_, "element": "één cliënt volgen", "form": form} | more
    return does("editor", "adoptions", EDITOR, story=story, **told)


def toolkit(edition: Any = "2019-1", how: Any = "email", **more: Any) -> Step:
    return does("editor", "toolkits", EDITOR, edition=edition, how=how, **more)


async def found(now: Running, path: str) -> list[dict[str, Any]]:
    """What everybody finds there."""
    items: list[dict[str, Any]] = (await read(now, f"{BASE}/{path}", None))["items"]
    return items


async def test_podia_of_every_kind_are_recorded_and_found(running: Run) -> None:
    """By everybody: by kind, by day, and of one Koploper; each with where it can be seen."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await koplopers(now, [OTHER])
        for day, kind in enumerate(KINDS, 1):
            await happen(now, appearance(kind, f"2019-09-0{day}"))
        await happen(now, appearance("podcast", "2019-12-01", OTHER, link="https://example.nl/42"))
        assert [each["kind"] for each in await found(now, "appearances")] == [*KINDS, "podcast"]
        first, second = await found(now, "appearances?kind=podcast")
        assert (first["initiativeId"], first["koploper"], first["date"]) == (INITIATIVE, ARTICLE["title"], "2019-09-01")
        assert (second["initiativeId"], second["link"]) == (OTHER, "https://example.nl/42")
        assert [each["kind"] for each in await found(now, "appearances?from=2019-09-03&until=2019-09-04")] == [
            "actieleer-tv",
            "letter-to-parliament",
        ]
        assert len(await found(now, f"appearances?initiativeId={OTHER}")) == 1
        assert len(await found(now, "appearances?region=Groningen&theme=leven-lang-ontwikkelen")) == 8
        assert await found(now, "appearances?theme=gezond-werken") == []
        newest = await read(now, f"{BASE}/appearances?sort=-date&limit=1", None)
        assert [each["date"] for each in newest["items"]] == ["2019-12-01"]
        then = await read(now, f"{BASE}/appearances?sort=-date&limit=1&cursor={newest['next']}", None)
        assert [each["date"] for each in then["items"]] == ["2019-09-07"]


async def test_elements_taken_over_are_found(running: Run) -> None:
    """Who, which, how, and with what result; by form and of one Koploper."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await koplopers(now, [OTHER])
        await happen(now, adoption(result="Twintig studenten."), adoption("deepened", "Amstelzorg"))
        await happen(now, adoption("adopted", story=OTHER))
        assert [each["form"] for each in await found(now, "adoptions")] == ["broadened", "deepened", "adopted"]
        [first] = await found(now, "adoptions?form=broadened")
        assert (first["by"], first["element"], first["result"]) == (
            "Zorgalliantie",
            "één cliënt volgen",
            "Twintig studenten.",
        )
        assert (first["initiativeId"], first["koploper"]) == (INITIATIVE, ARTICLE["title"])
        assert (await found(now, "adoptions?sort=by"))[0]["by"] == "Amstelzorg"
        assert len(await found(now, f"adoptions?initiativeId={OTHER}&form=adopted")) == 1
        assert await found(now, "adoptions?region=Drenthe") == []


async def test_the_lists_come_as_files(running: Run) -> None:
    """With the same filters, under the titles of their fields; what people wrote is no formula."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, appearance(), appearance("zoemen-met"), adoption(by_="=HYPERLINK(1)"))
        podia = await now.http.get(f"{BASE}/appearances?kind=podcast&format=csv")
        [told] = csv.DictReader(StringIO(podia.content.decode("utf-8-sig")))
        assert (told["kind"], told["title"], told["koploper"]) == ("podcast", "Over podcast", ARTICLE["title"])
        book = await now.http.get(f"{BASE}/adoptions?format=xlsx")
        sheet = openpyxl.load_workbook(BytesIO(book.content)).active
        assert sheet is not None
        names, [*row] = sheet.iter_rows()
        by_name = dict(zip((each.value for each in names), row, strict=True))
        assert (by_name["element"].value, by_name["by"].data_type) == ("één cliënt volgen", "s")


async def test_what_followed_on_a_withdrawn_story_is_in_no_list(running: Run) -> None:
    """It stays with the story, under its notice."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, appearance(), adoption(), taking_back())
        assert await found(now, "appearances") == await found(now, "adoptions") == []
        story = await read(now, role=None)
        assert (len(story["appearances"]), len(story["adoptions"])) == (1, 1)


async def test_a_koploper_is_sent_the_toolkit_once_per_edition(running: Run) -> None:
    """Its own people and the office see which; who was not sent an edition can be found."""
    async with running(builders.publication) as now:
        await happen(now, *NOMINATED)
        assert await listed(now, "withoutToolkit=2019-1") == []
        await happen(now, appointment())
        assert await listed(now, "withoutToolkit=2019-1") == [INITIATIVE]
        await happen(now, toolkit(), toolkit("2020-1", "in-person"))
        own: tuple[tuple[Role, int], ...] = (("editor", EDITOR), ("submitter", SUBMITTER))
        for role, number in own:
            sent = (await read(now, STORY, role, number))["toolkits"]
            assert [(each["edition"], each["how"]) for each in sent] == [("2019-1", "email"), ("2020-1", "in-person")]
        assert "toolkits" not in await read(now, role=None)
        assert await listed(now, "withoutToolkit=2019-1") == []
        assert await listed(now, "withoutToolkit=2021-1") == [INITIATIVE]
        assert await listed(now, "withoutToolkit=2021-1", None) == []
        assert rule(await toolkit(" 2019-1 ", "post")(now)) == "toolkit-already-sent"
        await happen(now, taking_back(), taking_up(), *ANEW)
        assert rule(await toolkit(how="post")(now)) == "toolkit-already-sent"


REFUSED: Final[Sequence[tuple[Sequence[Step], Step, int, str]]] = [
    ((), toolkit(), 404, "not-found"),
    (OPEN, toolkit(), 409, "not-published"),
    (NOMINATED, toolkit(), 409, "not-appointed"),
    ((*PUBLISHED, appearance()), appearance(), 409, "recorded-before"),
    ((*PUBLISHED, adoption()), adoption(), 409, "recorded-before"),
    ((*APPOINTED, taking_back()), toolkit(), 409, "article-withdrawn"),
    (APPOINTED, does("submitter", "toolkits", SUBMITTER, edition="2019-1", how="email"), 403, "role-may-not"),
    (APPOINTED, toolkit(how="duif"), 400, "invalid-input"),
    (APPOINTED, toolkit(edition=""), 400, "invalid-input"),
    (APPOINTED, toolkit(edition=2019), 400, "invalid-input"),
    (APPOINTED, toolkit(edition="x" * 81), 400, "invalid-input"),
    (APPOINTED, toolkit(edition="2019\x07"), 400, "invalid-input"),
    (APPOINTED, toolkit(sentTo="Anna"), 400, "invalid-input"),
    (PUBLISHED, appearance("radio"), 400, "invalid-input"),
    (PUBLISHED, appearance("Podcast"), 400, "invalid-input"),
    (PUBLISHED, adoption("copied"), 400, "invalid-input"),
]


@pytest.mark.parametrize(("before", "asked", "status", "name"), REFUSED)
async def test_what_is_refused(running: Run, before: Sequence[Step], asked: Step, status: int, name: str) -> None:
    """By the name of the rule, and nothing is changed."""
    async with running(builders.publication) as now:
        await happen(now, *before)
        shown = (await now.http.get(STORY, headers=by("editor"))).json()
        answer = await asked(now)
        assert (answer.status_code, rule(answer)) == (status, name)
        assert (await now.http.get(STORY, headers=by("editor"))).json() == shown


@pytest.mark.parametrize(
    "query",
    [
        "appearances?kind=radio",
        "appearances?from=gisteren",
        "appearances?initiativeId=42",
        "appearances?sort=kind",
        "adoptions?form=copied",
        "adoptions?kind=podcast",
        "adoptions?limit=501",
        "stories?withoutToolkit=",
    ],
)
async def test_a_query_that_is_not_ours_is_refused(running: Run, query: str) -> None:
    """Unknown filters, values and orders are told, never passed over."""
    async with running(builders.publication) as now:
        refused = await now.http.get(f"{BASE}/{query}")
        assert (refused.status_code, rule(refused)) == (400, "invalid-input")


async def test_a_list_of_an_unknown_koploper_is_empty(running: Run) -> None:
    """As any filter that finds nothing."""
    async with running(builders.publication) as now:
        assert await found(now, f"adoptions?initiativeId={uuid(404)}") == []
