"""Journeys over HTTP: now, at any moment before, and for whoever reads."""

from datetime import timedelta
from typing import Any, Final

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import (
    AUDITOR,
    ID,
    JOURNEY,
    OTHER,
    assessed,
    ledger,
    published,
    submitted,
)


async def told(now: Running, at: str = "", role: Role = "auditor", number: int = 1) -> dict[str, Any]:
    answer = await now.http.get(JOURNEY + (f"?at={at}" if at else ""), headers=by(role, number))
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def an_hour_each(now: Running) -> None:
    """Submitted at 12, assessed at 13, published at 14 hours."""
    for step in (submitted, assessed, published):
        await step(now)
        await now.settled()
        now.clock.forward(timedelta(hours=1))


async def test_a_journey_has_stages_and_steps(running: Run) -> None:
    """It tells when each stage was entered and left, and per step who did what, when and under which policy."""
    async with running(ledger) as now:
        await an_hour_each(now)
        journey = await told(now)
        assert (journey["title"], journey["origin"], journey["stage"]) == ("Ketenstage", "approached", "published")
        assert journey["stages"] == [
            {
                "stage": "submitted",
                "enteredAt": "2019-04-01T12:00:00.000000Z",
                "leftAt": "2019-04-01T13:00:00.000000Z",
            },
            {"stage": "assessed", "enteredAt": "2019-04-01T13:00:00.000000Z", "leftAt": "2019-04-01T14:00:00.000000Z"},
            {"stage": "published", "enteredAt": "2019-04-01T14:00:00.000000Z", "leftAt": None},
        ]
        step = journey["steps"][1]
        assert (step["position"], step["sequence"], step["policyversion"]) == (2, 1, "2019-03")
        assert step["actor"] == "system;id=assessment"
        assert step["data"]["outcome"] == "met"
        assert journey["gaps"] == []


MOMENTS: Final = {
    "1": "submitted",
    "2": "assessed",
    "99": "published",
    "2019-04-01T12:00:00Z": "submitted",
    "2019-04-01T12:59:59.999999Z": "submitted",
    "2019-04-01T15:00:00%2B02:00": "assessed",
    "2019-04-01t13:00:00.000000001z": "assessed",
    "2030-01-01T00:00:00Z": "published",
}
MALFORMED: Final = ("", "x", "-1", "01", "1.5", "2019-04-01", "2019-04-01T12:00:00", "2019-13-01T12:00:00Z")


async def test_a_journey_at_a_moment(running: Run) -> None:
    """At a position, or at a time: up to the largest position recorded by then; what is neither is malformed."""
    async with running(ledger) as now:
        await an_hour_each(now)
        for at, stage in MOMENTS.items():
            assert (await told(now, at))["stage"] == stage, at
        for at in MALFORMED:
            answer = await now.http.get(f"{JOURNEY}?at={at}", headers=AUDITOR)
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/at"), at


async def test_what_was_not_known_is_not_found(running: Run) -> None:
    """An initiative that nobody knows, or knew at that moment, is not found."""
    async with running(ledger) as now:
        await an_hour_each(now)
        for path in (JOURNEY.replace(ID, uuid(9)), f"{JOURNEY}?at=0", f"{JOURNEY}?at=2019-04-01T11:00:00Z"):
            assert (await now.http.get(path, headers=AUDITOR)).status_code == 404, path


async def test_each_reader_has_their_own_journey(running: Run) -> None:
    """The public knows of a journey from its publication on, its submitter before, another submitter does not."""
    async with running(ledger) as now:
        await submitted(now)
        await assessed(now)
        await now.announce("review", "ministry-refused.v1", {}, stream=f"initiative-{ID}")
        await now.settled()
        assert (await now.http.get(JOURNEY)).status_code == 404
        assert (await now.http.get(JOURNEY, headers=by("submitter", 2))).status_code == 404
        assert (await told(now, role="submitter"))["stage"] == "assessed"
        assert (await told(now))["stage"] == "refused"
        await published(now)
        await now.settled()
        public = (await now.http.get(JOURNEY)).json()
        assert (public["title"], public["origin"], public["stage"]) == ("Het verhaal", None, "published")
        assert [step["type"] for step in public["steps"]] == ["nl.koploper.article-published.v1"]


async def test_a_submitter_hears_of_a_refusal_when_intake_tells_it(running: Run) -> None:
    """What a ministry said stays with the office; that the journey ended there is what its own people see too."""
    async with running(ledger) as now:
        await submitted(now)
        await assessed(now)
        now.clock.forward(timedelta(hours=1))
        await now.announce("review", "ministry-refused.v1", {}, stream=f"initiative-{ID}")
        await now.settled()
        now.clock.forward(timedelta(hours=1))
        await now.announce("intake", "outcome-noted.v1", {"outcome": "refused"}, stream=f"initiative-{ID}")
        await now.settled()
        own, office = await told(now, role="submitter"), await told(now)
        assert (own["stage"], own["stages"][-1]["enteredAt"]) == ("refused", "2019-04-01T14:00:00.000000Z")
        assert (office["stage"], office["stages"][-1]["enteredAt"]) == ("refused", "2019-04-01T13:00:00.000000Z")
        assert "nl.koploper.ministry-refused.v1" not in [step["type"] for step in own["steps"]]
        assert await listed(now, "?stage=refused", headers=by("submitter")) == [ID]
        assert (await now.http.get(JOURNEY)).status_code == 404


async def listed(now: Running, query: str = "", headers: dict[str, str] = AUDITOR) -> list[str]:
    answer = await now.http.get(f"/events/v1/journeys{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [item["initiativeId"] for item in answer.json()["items"]]


async def test_the_list_of_journeys(running: Run) -> None:
    """Each journey is listed once, with how far it is and since when."""
    async with running(ledger) as now:
        await an_hour_each(now)
        answer = await now.http.get("/events/v1/journeys", headers=AUDITOR)
        assert answer.json() == {
            "items": [
                {
                    "initiativeId": ID,
                    "title": "Ketenstage",
                    "stage": "published",
                    "region": "Groningen",
                    "origin": "approached",
                    "policyVersion": "2019-03",
                    "enteredStageAt": "2019-04-01T14:00:00.000000Z",
                }
            ],
            "next": None,
            "position": 3,
            "recordedAt": "2019-04-01T14:00:00.000000Z",
        }


async def test_journeys_are_filtered(running: Run) -> None:
    """By stage, theme and region; a filter that fits none gives none."""
    async with running(ledger) as now:
        await submitted(now)
        await submitted(now, OTHER, person=2, region="Zeeland", themes=["werken-naar-talent"])
        await assessed(now, OTHER)
        await now.settled()
        assert await listed(now) == [ID, OTHER]
        assert await listed(now, "?stage=assessed") == [OTHER]
        assert await listed(now, "?theme=leven-lang-ontwikkelen") == [ID]
        assert await listed(now, "?theme=leven-lang") == []
        assert await listed(now, "?region=Zeeland&stage=assessed") == [OTHER]
        assert await listed(now, "?stage=nominated") == []
        assert await listed(now, "?sort=-initiativeId") == [OTHER, ID]


async def test_a_revision_moves_it_to_another_region(running: Run) -> None:
    """The list follows what was said last."""
    async with running(ledger) as now:
        await submitted(now)
        revised = {"region": "Zeeland", "themes": ["meer-uren-werken"], "submissionVersion": 2}
        await now.announce("intake", "initiative-revised.v1", revised, stream=f"initiative-{ID}")
        await now.settled()
        assert await listed(now, "?region=Groningen") == []
        assert await listed(now, "?region=Zeeland&theme=meer-uren-werken") == [ID]


async def test_everybody_lists_what_they_may_see(running: Run) -> None:
    """The public lists what is published, a submitter their own as well, the office all."""
    async with running(ledger) as now:
        await submitted(now)
        await submitted(now, OTHER, person=2)
        await published(now, OTHER)
        await now.settled()
        assert await listed(now, headers={}) == [OTHER]
        assert await listed(now, headers=by("submitter", 1)) == [ID, OTHER]
        assert await listed(now, headers=by("submitter", 3)) == [OTHER]
        assert await listed(now, "?stage=submitted", headers=by("submitter", 1)) == [ID]
        assert await listed(now, headers=by("editor")) == [ID, OTHER]


async def test_journeys_come_in_pages(running: Run) -> None:
    """A cursor leads through all of them."""
    async with running(ledger) as now:
        for number in range(5):
            await submitted(now, uuid(300 + number))
        await now.settled()
        found, cursor = [], ""
        while True:
            answer = (await now.http.get(f"/events/v1/journeys?limit=2{cursor}", headers=AUDITOR)).json()
            found += [item["initiativeId"] for item in answer["items"]]
            if answer["next"] is None:
                break
            cursor = f"&cursor={answer['next']}"
        assert found == [uuid(300 + number) for number in range(5)]


async def test_a_malformed_filter_is_refused(running: Run) -> None:
    """A stage that does not exist, a malformed theme, an unknown parameter: 400."""
    async with running(ledger) as now:
        for query in ("stage=waiting", "theme=A%20B", "region=", "colour=red", "sort=stage"):
            assert (await now.http.get(f"/events/v1/journeys?{query}")).status_code == 400, query


async def test_the_list_at_a_moment(running: Run) -> None:
    """At a position, or at a time: each journey as far as it was, by its title and stage of then."""
    async with running(ledger) as now:
        await an_hour_each(now)
        await submitted(now, OTHER, person=2)
        await now.settled()
        for at, stage in MOMENTS.items():
            later = [OTHER] if at in {"99", "2030-01-01T00:00:00Z"} else []
            assert await listed(now, f"?at={at}") == [ID, *later], at
            assert await listed(now, f"?at={at}&stage={stage}&theme=gezond-werken&region=Groningen") == [ID], at
            assert await listed(now, f"?at={at}&stage=refused") == [], at
        for at in ("0", "2019-04-01T11:59:59Z"):
            assert await listed(now, f"?at={at}") == [], at
        then = (await now.http.get("/events/v1/journeys?at=2", headers=AUDITOR)).json()["items"]
        assert then == [
            {
                "initiativeId": ID,
                "title": "Ketenstage",
                "stage": "assessed",
                "region": "Groningen",
                "origin": "approached",
                "policyVersion": "2019-03",
                "enteredStageAt": "2019-04-01T13:00:00.000000Z",
            }
        ]


async def test_a_file_of_the_list_at_a_moment(running: Run) -> None:
    """As CSV, the whole of it."""
    async with running(ledger) as now:
        await an_hour_each(now)
        answer = await now.http.get("/events/v1/journeys?at=1&format=csv", headers=AUDITOR)
        assert answer.status_code == 200
        assert [row.split(",")[2] for row in answer.text.splitlines()[1:]] == ['"submitted"']


async def test_no_moment_is_refused_in_a_sentence(running: Run) -> None:
    """By every list and item that is asked for one: what is negative, no moment, or has no time zone."""
    async with running(ledger) as now:
        await an_hour_each(now)
        about = f"/events/v1/initiatives/{ID}"
        for path in ("/events/v1/journeys", f"{about}/journey", f"{about}/submissions/1", "/events/v1/figures"):
            for at in (*MALFORMED, "9" * 30):
                answer = await now.http.get(f"{path}?at={at}", headers=AUDITOR)
                assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/at"), (path, at)
                assert "as in 2019-06-12T14:30:00Z" in answer.json()["errors"][0]["detail"]
