"""Figures over HTTP: of a period, by something, of some, at any moment before, and for whoever reads."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any, Final

import pytest
from sqlalchemy import delete, func, select

from services.events.projections import milestone
from shared.testing.given import uuid
from shared.testing.running import Running, by
from shared.testing.seeded import SetClock
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import AUDITOR, ID, OTHER, assessed, ledger, published, submitted
from tests.integration.services.events.test_rebuild import rebuilt

FIGURES: Final = "/events/v1/figures"
TUESDAY: Final = datetime(2019, 4, 2, 10, tzinfo=UTC)
DAY: Final = timedelta(days=1)


async def figures(now: Running, query: str = "", headers: Mapping[str, str] = AUDITOR) -> dict[str, Any]:
    answer = await now.http.get(f"{FIGURES}{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


def of(answer: Mapping[str, Any], stage: str, group: str | None = None) -> dict[str, Any]:
    """One stage of an answer: in total, or of a group."""
    stages = answer["total"]
    if group is not None:
        stages = next(each["stages"] for each in answer["groups"] if each["key"] == group)
    found: dict[str, Any] = next(each for each in stages if each["stage"] == stage)
    return found


async def a_week(now: Running) -> None:
    """Two initiatives submitted on Tuesday; one assessed on Thursday, the other published on Monday."""
    await submitted(now, branches=["ggz"])
    await submitted(now, OTHER, person=2, region="Zeeland", themes=["gezond-werken"], origin="self-registered")
    await now.settled()
    now.clock.forward(2 * DAY)
    await assessed(now)
    await now.settled()
    now.clock.forward(4 * DAY)
    await published(now, OTHER)
    await now.settled()


async def test_the_whole_answer(running: Run) -> None:
    """Every stage in total, and as known when."""
    async with running(ledger, clock=SetClock(TUESDAY)) as now:
        await a_week(now)
        answer = await figures(now)
        assert (answer["position"], answer["recordedAt"]) == (4, "2019-04-08T10:00:00.000000Z")
        assert (answer["from"], answer["to"], answer["by"], answer["groups"]) == (None, None, None, [])
        assert [each["stage"] for each in answer["total"]] == [
            *("submitted", "assessed", "cleared", "published", "nominated", "rejected", "refused", "withdrawn")
        ]
        assert of(answer, "assessed") == {
            "stage": "assessed",
            "entered": 1,
            "enteredByOrigin": {"selfRegistered": 0, "nominatedByOther": 0, "approached": 1},
            "standing": 1,
            "next": "cleared",
            "reached": 0,
            "waiting": 1,
            "conversion": 0.0,
            "leadTime": {"count": 1, "median": 2.0, "mean": 2.0, "p90": 2.0, "min": 2.0, "max": 2.0},
            "sinceSubmission": {"count": 1, "median": 2.0, "mean": 2.0, "p90": 2.0, "min": 2.0, "max": 2.0},
        }
        assert of(answer, "published")["sinceSubmission"]["median"] == 4.0
        assert of(answer, "submitted")["reached"] == 2


async def test_by_each_dimension(running: Run) -> None:
    """Who is two things counts in both groups, and once in total; who is none in a group without a name."""
    async with running(ledger, clock=SetClock(TUESDAY)) as now:
        await a_week(now)
        counts = {
            dimension: {
                group["key"]: group["stages"][0]["entered"]
                for group in (await figures(now, f"?by={dimension}"))["groups"]
            }
            for dimension in ("theme", "branch", "region", "origin", "policy")
        }
        assert counts == {
            "theme": {"gezond-werken": 2, "leven-lang-ontwikkelen": 1},
            "branch": {"ggz": 1, None: 1},
            "region": {"Groningen": 1, "Zeeland": 1},
            "origin": {"approached": 1, "nominated-by-other": 0, "self-registered": 1},
            "policy": {"2019-03": 1, None: 1},
        }
        assert of(await figures(now, "?by=theme"), "submitted")["entered"] == 2
        assert (await figures(now, "?by=none"))["groups"] == []


@pytest.mark.parametrize(
    ("query", "entered"),
    [
        ("?theme=leven-lang-ontwikkelen", 1),
        ("?theme=gezond-werken", 2),
        ("?theme=gezond-werken&region=Zeeland", 1),
        ("?branch=ggz", 1),
        ("?origin=approached", 1),
        ("?policy=2019-03", 1),
        ("?region=Nergens", 0),
        ("?from=2019-04-02&to=2019-04-02", 2),
        ("?from=2019-04-03", 0),
        ("?to=2019-04-01", 0),
    ],
)
async def test_filters_and_periods(running: Run, query: str, entered: int) -> None:
    """Only those asked for count; a value that nobody has gives nobody."""
    async with running(ledger, clock=SetClock(TUESDAY)) as now:
        await a_week(now)
        assert of(await figures(now, query), "submitted")["entered"] == entered


async def test_at_any_moment_before(running: Run) -> None:
    """At a position, or at a time: the answer that was given then, whatever came since."""
    async with running(ledger, clock=SetClock(TUESDAY)) as now:
        await submitted(now)
        await now.settled()
        then = await figures(now, "?by=theme")
        now.clock.forward(DAY)
        revised = {"themes": ["meer-uren-werken"], "submissionVersion": 2}
        await now.announce("intake", "initiative-revised.v1", revised, stream=f"initiative-{ID}")
        await assessed(now)
        await now.settled()
        assert (await figures(now, "?by=theme"))["groups"] != then["groups"]
        for at in ("1", "2019-04-02T10:00:00Z", "2019-04-03T11:59:59%2B02:00"):
            assert await figures(now, f"?by=theme&at={at}") == then, at
        assert await figures(now, "?by=theme&at=99") == await figures(now, "?by=theme")
        nothing = await figures(now, "?at=2019-04-01T00:00:00Z")
        assert (nothing["position"], nothing["recordedAt"]) == (0, None)
        assert {each["entered"] for each in nothing["total"]} == {0}


async def test_the_public_counts_what_is_public(running: Run) -> None:
    """Stages, themes and regions of articles; nothing of what is under way, nor where anybody came from."""
    async with running(ledger, clock=SetClock(TUESDAY)) as now:
        await a_week(now)
        await now.announce("publication", "koploper-nominated.v1", {}, stream=f"initiative-{OTHER}")
        await now.settled()
        for reader in ({}, by("submitter"), by("tipper"), by("partner")):
            answer = await figures(now, "?by=region", headers=reader)
            assert [each["stage"] for each in answer["total"]] == ["published", "nominated", "withdrawn"]
            assert [each["key"] for each in answer["groups"]] == ["Groningen"]
            assert of(answer, "published", "Groningen")["entered"] == 1
            assert {each["enteredByOrigin"] for each in answer["total"]} == {None}
            assert (of(answer, "nominated")["leadTime"]["count"], of(answer, "nominated")["sinceSubmission"]) == (
                1,
                None,
            )
            for query in ("?by=origin", "?by=policy", "?origin=approached", "?policy=2019-03"):
                refused = await now.http.get(f"{FIGURES}{query}", headers=reader)
                assert refused.status_code == 403, query
                assert refused.json()["type"] == "urn:koploper:problem:not-public"


async def test_of_what_is_shut_to_somebody_only_what_is_public_counts(running: Run) -> None:
    """Who declared a conflict of interest learns nothing of that initiative from a figure either."""
    async with running(ledger, clock=SetClock(TUESDAY)) as now:
        await a_week(now)
        for initiative in (ID, OTHER):
            declared = {"person": uuid(5), "role": "adviser"}
            await now.announce(
                "assessment", "conflict-declared.v1", declared, stream=f"conflict-{initiative}", initiativeid=initiative
            )
        await now.settled()
        answer = await figures(now, headers=by("adviser", 5))
        assert {each["stage"]: each["standing"] for each in answer["total"] if each["standing"]} == {"published": 1}
        assert of(answer, "published")["sinceSubmission"] is None
        assert of(await figures(now, headers=by("adviser", 6)), "submitted")["entered"] == 2


MALFORMED: Final = {
    "by=colour": "/by",
    "by=": "/by",
    "from=2019-13-01": "/from",
    "from=2019-4-1": "/from",
    "from=1546300800": "/from",
    "from=0001-01-01": "/from",
    "to=9999-12-31": "/to",
    "to=2019-04-01T00:00:00Z": "/to",
    "from=2019-04-02&to=2019-04-01": "/to",
    "at=x": "/at",
    "at=-1": "/at",
    "at=2019-04-01T00:00:00": "/at",
    "at=2019-02-30T00:00:00Z": "/at",
    "theme=Gezond%20werken": "/theme",
    "origin=imported": "/origin",
    "region=": "/region",
    "region=" + "x" * 81: "/region",
    "colour=red": "/colour",
    "format=pdf": "/format",
}


async def test_a_malformed_question_is_refused(running: Run) -> None:
    """What is wrong is named, and nothing is guessed."""
    async with running(ledger) as now:
        for query, pointer in MALFORMED.items():
            answer = await now.http.get(f"{FIGURES}?{query}", headers=AUDITOR)
            assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (400, [pointer]), (
                query
            )


async def test_what_is_wrong_is_said_in_a_sentence(running: Run) -> None:
    """What to give instead, without words of the machinery."""
    async with running(ledger) as now:
        for query, detail in {
            "at=2019-02-30T00:00:00Z": "give a position, or a time as in 2019-06-12T14:30:00Z",
            "from=2019-02-30": "give a day, as in 2019-06-12",
            "from=2019-04-02&to=2019-04-01": ("the period ends before it begins: give a day that is not before `from`"),
        }.items():
            answer = await now.http.get(f"{FIGURES}?{query}", headers=AUDITOR)
            assert [each["detail"] for each in answer.json()["errors"]] == [detail]


async def test_history_that_was_imported_never_counts(running: Run) -> None:
    """A register that others kept is in the ledger, and in no figure."""
    async with running(ledger, clock=SetClock(TUESDAY)) as now:
        entry = {"register": "kopgroep", "title": "Ketenstage", "region": "Groningen"}
        await now.announce("intake", "register-entry-imported.v1", entry, stream=f"register-{uuid(7)}")
        await now.settled()
        answer = await figures(now)
        assert answer["position"] == 1
        assert {each["entered"] + each["standing"] for each in answer["total"]} == {0}


async def test_as_a_file(running: Run) -> None:
    """A row per group and stage, with lead times beside one another."""
    async with running(ledger, clock=SetClock(TUESDAY)) as now:
        await a_week(now)
        answer = await now.http.get(f"{FIGURES}?by=region&format=csv&from=2019-04-01", headers=AUDITOR)
        assert answer.headers["content-type"].startswith("text/csv")
        table = list(
            csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=answer_delimiter(answer.text))
        )
        assert len(table) == 3 * 8
        assert [(row["by"], row["key"]) for row in table[::8]] == [
            ("total", ""),
            ("region", "Groningen"),
            ("region", "Zeeland"),
        ]
        found = next(row for row in table if (row["key"], row["stage"]) == ("Groningen", "assessed"))
        assert (found["entered"], found["leadTimeMedian"], found["leadTimeP90"], found["from"]) == (
            *("1", "2.0", "2.0", "2019-04-01"),
        )
        came = [found[f"entered{origin}"] for origin in ("SelfRegistered", "NominatedByOther", "Approached")]
        assert came == ["0", "0", "1"]


def answer_delimiter(text: str) -> str:
    return csv.Sniffer().sniff(text.splitlines()[0]).delimiter


async def test_they_can_be_made_again(running: Run) -> None:
    """From all entries: nothing differs, and what was lost is there again."""
    async with running(ledger, clock=SetClock(TUESDAY)) as now:
        await a_week(now)
        before = await figures(now, "?by=theme&at=4")
        found = await rebuilt(now, "figures")
        assert (found.added, found.removed, found.changed) == (0, 0, 0)
        store = now.service("events").store
        await store.write(lambda connection: connection.execute(delete(milestone)))
        assert (await rebuilt(now, "figures")).added == await store.write(
            lambda connection: connection.execute(select(func.count()).select_from(milestone)).scalar_one()
        )
        assert await figures(now, "?by=theme&at=4") == before
