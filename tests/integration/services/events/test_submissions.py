"""What a version of a submission said, over HTTP: from the facts themselves, for who may see those."""

from typing import Any, Final

import httpx
import pytest

from services.events.journey.submission import digest
from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import ID, JOURNEY, OTHER, SUBMITTED, ledger, submitted
from tests.integration.services.events.test_conflicts import conflict

AT: Final = f"/events/v1/initiatives/{ID}/submissions"
KEPT: Final = {"ref": uuid(501), "digest": "0" * 64}
FIRST: Final[dict[str, Any]] = {**SUBMITTED, "contact": KEPT}
DIGEST: Final = digest(FIRST)


async def revised(now: Running, version: int = 2, **data: Any) -> None:
    """Intake says that it was told anew."""
    told = {"submissionVersion": version, **data}
    await now.announce("intake", "initiative-revised.v1", told, stream=f"initiative-{ID}")
    await now.settled()


async def two(now: Running) -> None:
    """Submitted with its digest, and a title of its own in version 2, of which another digest is recorded."""
    await submitted(now, contact=KEPT, submissionVersion=1, submissionDigest=DIGEST)
    await now.settled()
    await revised(now, title="Anders", submissionDigest="f" * 64)


async def asked(now: Running, version: int | str, role: Role | None = "auditor", number: int = 1) -> httpx.Response:
    return await now.http.get(f"{AT}/{version}", headers={} if role is None else by(role, number))


async def test_a_version_is_read_as_it_was_told(running: Run) -> None:
    """With what is recorded and what is computed; and whether that is the same."""
    async with running(ledger) as now:
        await two(now)
        first = (await asked(now, 1)).json()
        assert first == {
            "initiativeId": ID,
            "submissionVersion": 1,
            "position": 1,
            "time": "2019-04-01T12:00:00.000000Z",
            "actor": f"submitter;id={uuid(1)}",
            "said": {name: FIRST[name] for name in ("title", "region", "themes", "contact")},
            "erased": [],
            "submissionDigest": DIGEST,
            "recomputed": DIGEST,
            "equal": True,
        }
        second = (await asked(now, 2)).json()
        assert second["said"] == first["said"] | {"title": "Anders"}
        assert (second["submissionDigest"], second["equal"]) == ("f" * 64, False)
        assert second["recomputed"] == digest(FIRST | {"title": "Anders"})


async def test_who_was_erased_is_told_as_such(running: Run) -> None:
    """The version stands and so does its digest; of whom it was the vault has nothing any more."""
    async with running(ledger) as now:
        await two(now)
        gone = {"contact": KEPT["ref"], "because": "declined"}
        await now.announce("intake", "contact-removed.v1", gone, stream=f"initiative-{ID}")
        await now.settled()
        told = (await asked(now, 1)).json()
        assert (told["erased"], told["equal"]) == ([KEPT["ref"]], True)


async def test_a_version_without_a_recorded_digest(running: Run) -> None:
    """There is nothing to compare; anybody can compute it."""
    async with running(ledger) as now:
        await submitted(now, submissionVersion=1)
        await now.settled()
        found = (await asked(now, 1)).json()
        assert (found["submissionDigest"], found["equal"], len(found["recomputed"])) == (None, None, 64)


@pytest.mark.parametrize(
    ("role", "number", "status"),
    [
        ("adviser", 1, 200),
        ("ministry-ocw", 1, 200),
        ("submitter", 1, 200),
        ("submitter", 2, 404),
        ("tipper", 2, 404),
        ("partner", 1, 404),
        (None, 1, 404),
    ],
)
async def test_who_reads_it(running: Run, role: Role | None, number: int, status: int) -> None:
    """Whoever may read the facts that it is made of: the office, and its own people."""
    async with running(ledger) as now:
        await two(now)
        answer = await asked(now, 2, role, number)
        assert answer.status_code == status
        assert ("Anders" in answer.text) == (status == 200)


async def test_it_is_shut_to_who_has_a_conflict_of_interest(running: Run) -> None:
    """Like everything else of the initiative."""
    async with running(ledger) as now:
        await two(now)
        await conflict(now)
        assert (await asked(now, 1, "adviser", 1)).status_code == 404
        assert (await asked(now, 1, "adviser", 2)).status_code == 200


@pytest.mark.parametrize(("version", "status"), [("3", 404), ("0", 400), ("-1", 400), ("one", 400), ("1000001", 400)])
async def test_a_version_that_is_not_there(running: Run, version: str, status: int) -> None:
    """A number that nothing was told under, and what is no number."""
    async with running(ledger) as now:
        await two(now)
        assert (await asked(now, version)).status_code == status
        unknown = await now.http.get(f"/events/v1/initiatives/{OTHER}/submissions/1", headers=by("auditor"))
        assert unknown.status_code == 404


async def test_a_journey_tells_what_was_seen(running: Run) -> None:
    """Of each decision what it tells, also to its own people; of other steps nothing."""
    decided = {"outcome": "met", "submissionVersion": 1, "submissionDigest": DIGEST, "criteria": {}}
    policy = {"policyVersion": "2019-03", "policyDigest": "b" * 64}
    async with running(ledger) as now:
        await two(now)
        await now.announce("assessment", "criteria-assessed.v1", decided | policy, stream=f"initiative-{ID}")
        await now.settled()
        seen = {"submissionVersion": 1, "submissionDigest": DIGEST, **policy}
        for role in ("auditor", "submitter"):
            journey = (await now.http.get(JOURNEY, headers=by(role))).json()
            assert [step["seen"] for step in journey["steps"]] == [None, None, seen]


async def test_a_version_is_read_as_of_a_moment(running: Run) -> None:
    """Not before it was told; and what was erased since is named only from then on."""
    async with running(ledger) as now:
        await two(now)
        first = (await asked(now, 1)).json()
        await now.announce("intake", "person-data-erased.v1", {"texts": [KEPT["ref"]]}, stream="erasure-1")
        await now.settled()
        assert (await asked(now, "1?at=1")).json() == first
        assert (await asked(now, "1?at=3")).json() == first | {"erased": [KEPT["ref"]]}
        assert (await asked(now, "2?at=2")).status_code == 200
        absent = await asked(now, "2?at=1")
        assert (absent.status_code, "was known here at that moment" in absent.json()["detail"]) == (404, True)
