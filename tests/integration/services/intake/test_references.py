"""Themes and branches over HTTP: an operator lets others hold, and whoever submits is held to those that hold then."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import orjson
import pytest

from services.intake.shipped import REFERENCES
from shared.testing.running import Running, by, replica_of
from shared.testing.seeded import SeededIds
from shared.web import holding
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.intake.drafting import ME, begun
from tests.integration.submissions import KETENSTAGE

pytestmark = pytest.mark.usefixtures("on_both")

PATH: Final = "/intake/v1/reference-data"
FIRST: Final[dict[str, Any]] = orjson.loads((REFERENCES / "2019-03.json").read_bytes())
SECOND: Final[dict[str, Any]] = orjson.loads((REFERENCES / "2021-01.json").read_bytes())
FIRST_DAY: Final = datetime(2021, 1, 1, tzinfo=UTC)
NOW: Final = "meer-kiezen-voor, beter-leren-in, anders-werken-in"
INVALID: Final = (400, "urn:koploper:problem:invalid-input")


async def activate(now: Running, words: Any = SECOND, role: Any = "operator") -> httpx.Response:
    now.clock.forward(max(timedelta(), FIRST_DAY - now.clock.now()))
    return await now.http.post(PATH, json=words, headers=by(role))


async def submitted(now: Running, **told: Any) -> str:
    answer = await now.http.post("/intake/v1/initiatives", json=KETENSTAGE | told, headers=ME)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def revised(now: Running, initiative: str, version: int = 1, **told: Any) -> httpx.Response:
    seen = {"If-Match": f'"{version}"'}
    return await now.http.post(f"/intake/v1/initiatives/{initiative}/revisions", json=told, headers=ME | seen)


async def read(now: Running, path: str) -> Any:
    return (await now.http.get(path, headers=by("auditor"))).json()


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


async def test_the_first_hold_from_the_first_start(now: Running) -> None:
    """Everybody reads which there are, with what they are called; a version that was never activated is not there."""
    (listed,) = (await now.http.get(PATH)).json()["items"]
    one = await now.http.get(f"{PATH}/2019-03")
    assert one.json() == listed
    assert {name: listed[name] for name in FIRST} == FIRST
    assert listed["active"]
    absent = await now.http.get(f"{PATH}/2021-01")
    assert (absent.status_code, "ever activated" in absent.json()["detail"]) == (404, True)


async def test_submissions_are_held_to_the_newest(now: Running) -> None:
    """Each says of which version its words are; what was submitted before keeps its own."""
    old = await submitted(now)
    assert (await activate(now)).status_code == 201
    refused = await now.http.post("/intake/v1/initiatives", json=KETENSTAGE, headers=ME)
    assert said(refused) == INVALID
    assert refused.json()["errors"] == [
        {"in": "body", "pointer": "/themes/0", "code": "not-in-reference-data", "detail": f"choose from {NOW}"}
    ]
    assert f"(2021-01), see errors: themes are {NOW}." in refused.json()["detail"]
    new = await submitted(now, themes=["anders-werken-in"])
    items = (await read(now, "/intake/v1/initiatives"))["items"]
    assert {each["id"]: (each["themes"], each["referenceVersion"]) for each in items} == {
        old: (["leven-lang-ontwikkelen"], "2019-03"),
        new: (["anders-werken-in"], "2021-01"),
    }
    references = (await read(now, f"{PATH}?sort=validFrom"))["items"]
    assert [(each["referenceVersion"], each["active"]) for each in references] == [
        ("2019-03", False),
        ("2021-01", True),
    ]


async def test_a_revision_keeps_old_words_until_it_changes_them(now: Running) -> None:
    """Each version of the submission is read under the version of its words."""
    initiative = await submitted(now)
    await activate(now)
    assert (await revised(now, initiative, title="Anders", themes=KETENSTAGE["themes"])).status_code == 201
    refused = await revised(now, initiative, 2, themes=["meer-uren-werken", "geluk"])
    assert said(refused) == INVALID
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/themes/0", "/themes/1"]
    assert refused.json()["detail"].startswith("2 words are not in the reference data that hold now (2021-01)")
    assert NOW in refused.json()["detail"]
    assert said(await revised(now, initiative, 2, branches=["ggz"])) == INVALID
    assert (await revised(now, initiative, 2, themes=["beter-leren-in"])).status_code == 201
    versions = [await read(now, f"/intake/v1/initiatives/{initiative}/versions/{number}") for number in (1, 2, 3)]
    assert [each["referenceVersion"] for each in versions] == ["2019-03", "2019-03", "2021-01"]
    assert (await read(now, f"/intake/v1/initiatives/{initiative}"))["referenceVersion"] == "2021-01"


async def test_a_draft_is_kept_with_words_that_hold_no_more(now: Running) -> None:
    """It tells of them with all else that is wrong, and is refused for them when it is submitted."""
    now.clock.forward(FIRST_DAY - timedelta(days=1) - now.clock.now())
    draft = await begun(now)
    assert (await draft.read()).json()["errors"] == []
    await activate(now)
    (told,) = (await draft.read()).json()["errors"]
    assert (told["pointer"], told["detail"]) == ("/themes/0", f"choose from {NOW}")
    refused = await draft.submit()
    assert (said(refused), refused.json()["errors"]) == (INVALID, [told])
    saved = await draft.save(KETENSTAGE | {"themes": ["beter-leren-in", 7]})
    assert [each["pointer"] for each in saved.json()["errors"]] == ["/themes/1"]
    await draft.save(KETENSTAGE | {"themes": ["beter-leren-in"]}, 2)
    assert (await draft.submit()).status_code == 201


@pytest.mark.parametrize(
    "content", [{"themes": "zorg"}, {"themes": {"x": 1}, "branches": None}, {"branches": [["vvt"]]}]
)
async def test_words_are_no_list_yet(now: Running, content: Any) -> None:
    """A draft with anything where words belong is told what it should be, once."""
    errors = (await (await begun(now, content)).read()).json()["errors"]
    pointers = [each["pointer"] for each in errors]
    assert len(set(pointers)) == len(pointers)
    assert all(each["code"] != "not-in-reference-data" for each in errors)


@pytest.mark.parametrize("role", ["adviser", "editor", "ministry-vws", "auditor", "submitter", "employer", "system"])
async def test_nobody_but_an_operator(now: Running, role: Any) -> None:
    """Who chooses from them, or judges what was chosen, does not decide which there are."""
    assert (await activate(now, role=role)).status_code in (400, 403)
    assert (await now.http.get(f"{PATH}/2021-01")).status_code == 404


TERM: Final = {"name": "x", "nl": "X", "en": "X"}


@pytest.mark.parametrize(
    "changes",
    [
        {"themes": []},
        {"branches": []},
        {"themes": [TERM, TERM]},
        {"themes": [TERM, TERM | {"name": "y"}]},
        {"themes": [TERM | {"name": "Gezond werken"}]},
        {"themes": [TERM | {"name": "x" * 61}]},
        {"themes": [TERM | {"nl": "X" * 121}]},
        {"themes": [TERM | {"nl": "\u001b[31m"}]},
        {"themes": [TERM | {"de": "X"}]},
        {"themes": [{"name": "x", "nl": "X"}]},
        {"themes": [{"name": str(at), "nl": str(at), "en": str(at)} for at in range(21)]},
        {"referenceVersion": "nieuw"},
        {"referenceVersion": "2021-13"},
        {"validFrom": "2021-02-30"},
        {"validFrom": 1},
        {"more": 1},
    ],
)
async def test_what_are_no_reference_data(now: Running, changes: dict[str, Any]) -> None:
    """Words that nobody could choose from are no input."""
    assert said(await activate(now, SECOND | changes)) == INVALID


async def test_a_version_keeps_its_words(now: Running) -> None:
    """The same again changes nothing; others under its name are refused, whoever brings them."""
    first, again = await activate(now), await activate(now)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["version"] == first.json()["version"]
    other = await activate(now, SECOND | {"branches": SECOND["branches"][:2]})
    assert said(other) == (409, "urn:koploper:problem:reference-changed")
    assert (await read(now, f"{PATH}/2021-01"))["branches"] == SECOND["branches"]


async def test_they_hold_from_their_first_day(now: Running) -> None:
    """The day before it is refused, and nothing is kept of it."""
    now.clock.forward(FIRST_DAY - timedelta(minutes=1) - now.clock.now())
    answer = await now.http.post(PATH, json=SECOND, headers=by("operator"))
    assert said(answer) == (409, "urn:koploper:problem:reference-not-valid-yet")
    assert (await now.http.get(f"{PATH}/2021-01")).status_code == 404
    assert (await activate(now)).status_code == 201


async def test_earlier_ones_are_brought_back(now: Running) -> None:
    """They hold for what is submitted from then on."""
    await activate(now)
    assert (await activate(now, FIRST)).status_code == 201
    initiative = await submitted(now)
    assert (await read(now, f"/intake/v1/initiatives/{initiative}"))["referenceVersion"] == "2019-03"
    assert (await read(now, f"{PATH}/2019-03"))["active"]
    assert not (await read(now, f"{PATH}/2021-01"))["active"]


async def test_two_at_once_make_one(now: Running) -> None:
    """Two operators who activate the same get the same answer, and one fact is recorded."""
    now.clock.forward(FIRST_DAY - now.clock.now())
    answers = await asyncio.gather(*(activate(now) for _ in range(4)))
    assert {(each.status_code, each.json()["version"]) for each in answers} == {(201, 1)}


async def test_what_one_replica_lets_hold_holds_for_another_at_once(running: Run) -> None:
    """Who submits or tells anew there a moment later is held to it, and again when the first are brought back."""
    replica = replica_of(builders.intake)
    async with running(replica) as one, running(replica, ids=SeededIds(1)) as other:
        other.clock.forward(FIRST_DAY - other.clock.now())
        old = await submitted(other)
        await activate(one)
        assert said(await other.http.post("/intake/v1/initiatives", json=KETENSTAGE, headers=ME)) == INVALID
        assert said(await revised(other, old, themes=["gezond-werken"])) == INVALID
        new = await submitted(other, themes=["anders-werken-in"])
        await activate(one, FIRST)
        assert said(await revised(other, new, themes=["beter-leren-in"])) == INVALID
        await submitted(other)


async def test_a_restart_leaves_what_holds(running: Run) -> None:
    """The first are activated at the first start only."""
    async with running(builders.intake) as now:
        await activate(now)
    async with running(builders.intake) as now:
        now.clock.forward(max(timedelta(), FIRST_DAY - now.clock.now()))
        await submitted(now, themes=["anders-werken-in"])


@pytest.mark.parametrize("again", [FIRST, SECOND], ids=["brought back", "held already"])
async def test_who_read_what_held_before_another_replica_changed_it_decides_anew(
    now: Running, monkeypatch: pytest.MonkeyPatch, again: dict[str, Any]
) -> None:
    """What is answered holds: what holds no more is brought back, and what holds already is not activated twice."""
    await activate(now)
    looked, stale = holding._read, iter(["2019-03"])
    monkeypatch.setattr(holding, "_read", lambda service, holds: next(stale, None) or looked(service, holds))
    answer = await activate(now, again)
    assert answer.status_code == 201
    version = again["referenceVersion"]
    items = (await read(now, PATH))["items"]
    assert {each["referenceVersion"]: each["active"] for each in items}[version]
    assert answer.json()["version"] == (2 if again is FIRST else 1)


async def test_where_others_never_stop_activating_nothing_is_done(
    now: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, and what to do."""
    await activate(now)
    monkeypatch.setattr(holding, "_read", lambda *_: "2019-03")
    answer = await activate(now, FIRST)
    assert (answer.status_code, "send the same request again" in answer.json()["detail"]) == (412, True)
    assert not (await read(now, f"{PATH}/2019-03"))["active"]
