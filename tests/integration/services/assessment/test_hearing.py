"""What assessment makes of intake's announcements, and of its own policy when it starts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any, Final

import pytest

from services.assessment import app, commands, reactions
from services.assessment.errors import PolicyChanged
from services.assessment.policy import Policy
from shared.heard import Foreign
from shared.rebuild import Rebuild
from shared.store import schema
from shared.testing.given import act, actor, uuid
from shared.testing.running import by
from shared.testing.seeded import SeededIds
from shared.web.app import Part, Surroundings
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.assessment.advisers import ANSWER, AT, DOSSIERS, ID, STREAM, Advisers, done, judgement

PARKED: Final = "/assessment/v1/parked-events"
SUBMITTED: Final[dict[str, Any]] = {
    "submissionVersion": 1,
    "title": "Ketenstage",
    "submitter": actor("submitter").id,
}


TOLD: Final[dict[str, Any]] = {"organisations": [{"name": "Noorderboog", "sector": "zorg"}], "region": "Groningen"}


def without_policy(data: Path, around: Surroundings) -> Part:
    """Assessment that activates nothing when it starts."""
    part = builders.assessment(data, around)
    part.service.at_start = None
    return part


def newer_policy() -> Policy:
    return Policy.model_validate_json((app.POLICIES / "2021-01.json").read_bytes())


async def test_a_submission_heard_twice_opens_one_dossier(advisers: Advisers) -> None:
    """The same fact delivered again changes nothing."""
    await advisers.submitted()
    (first,) = await advisers.now.bus.after({"koploper.intake": 0})
    await advisers.now.service("assessment").inbox.receive([first])
    assert (await advisers.get(AT)).headers["ETag"] == '"1"'
    assert len((await advisers.get(DOSSIERS)).json()["items"]) == 1


async def test_a_revision_makes_judging_start_again(advisers: Advisers) -> None:
    """What was found of the older version no longer counts, and is no longer shown."""
    await advisers.submitted()
    await advisers.met()
    await advisers.revised(2)
    dossier = await advisers.dossier()
    assert (dossier["state"], dossier["outcome"], dossier["submissionVersion"]) == ("open", None, 2)
    assert all(found["met"] is None for found in dossier["criteria"].values())


async def test_a_rejected_dossier_reopens_once(advisers: Advisers) -> None:
    """A revision reopens a rejected dossier once; after the second rejection one is only noted."""
    await advisers.submitted()
    await advisers.rejected()
    await advisers.revised(2)
    assert (await advisers.dossier())["state"] == "open"
    await advisers.rejected()
    await advisers.revised(3, title="Ketenstage Noord")
    dossier = await advisers.dossier()
    assert (dossier["state"], dossier["outcome"], dossier["title"]) == ("decided", "not-met", "Ketenstage Noord")
    assert (dossier["submissionVersion"], dossier["judgedVersion"]) == (3, 2)
    assert all(found["met"] is not None for found in dossier["criteria"].values())


async def test_a_revision_takes_a_proposed_rejection_back(advisers: Advisers) -> None:
    """A proposal was about the older version: the dossier is open again."""
    await advisers.submitted()
    await advisers.proposed()
    await advisers.revised(2)
    dossier = await advisers.dossier()
    assert (dossier["state"], dossier["proposedBy"]) == ("open", None)


async def test_an_answer_closes_its_question(advisers: Advisers) -> None:
    """The answer that names a request closes that one, not another."""
    await advisers.submitted()
    first, second = await advisers.asked(), await advisers.asked()
    await advisers.answered(second)
    shown = {each["requestId"]: each["answeredAt"] for each in (await advisers.dossier())["questions"]}
    assert shown[first] is None
    assert shown[second] is not None


async def test_a_withdrawal_before_its_submission_binds(advisers: Advisers) -> None:
    """A submission that was withdrawn before it was heard is a closed dossier."""
    await advisers.withdrawn()
    assert (await advisers.get(AT)).status_code == 404
    await advisers.submitted()
    assert (await advisers.dossier())["state"] == "closed"


@dataclass(frozen=True)
class Sent:
    """A fact of intake, and its data."""

    type: str
    data: dict[str, Any]


SENT: Final = (
    Sent("initiative-submitted.v1", SUBMITTED),
    Sent("initiative-revised.v1", {"submissionVersion": 2}),
    Sent("initiative-revised.v1", {"submissionVersion": 3, "title": "Ketenstage Noord"}),
)


@pytest.mark.parametrize("order", list(permutations(SENT)), ids=lambda order: "-".join(each.type[11] for each in order))
async def test_a_dossier_ends_the_same_in_any_order(advisers: Advisers, order: tuple[Sent, ...]) -> None:
    """However the facts of an initiative are laid out in intake's stream, the dossier ends at the newest version."""
    for sent in order:
        await advisers.heard(sent.type, **sent.data)
    dossier = await advisers.dossier()
    assert (dossier["state"], dossier["submissionVersion"], dossier["judgedVersion"]) == ("open", 3, 3)
    assert dossier["title"] == "Ketenstage Noord"


@pytest.mark.parametrize(
    ("reads", "needed"),
    [
        (reactions.Submitted, {"submissionVersion", "submissionDigest", "title", "submitter", *TOLD}),
        (reactions.Revised, {"submissionVersion", "submissionDigest", "changed", "title", *TOLD}),
        (reactions.Answered, {"requestId", "text"}),
        (reactions.Withdrawn, set()),
    ],
)
def test_only_what_is_needed_is_read(reads: type[Foreign], needed: set[str]) -> None:
    """Of intake's facts assessment reads the fields it needs; all others may come and go."""
    whole = {
        **SUBMITTED,
        **TOLD,
        "submissionDigest": "a" * 64,
        "changed": ["title"],
        "requestId": uuid(1),
        "text": ANSWER,
        "themes": ["gezond-werken"],
        "unheardOf": {"deep": [1]},
    }
    read = reads.model_validate(whole)
    assert set(read.model_dump(by_alias=True)) == needed
    assert reads.model_validate({name: whole[name] for name in needed}) == read


def waiting(answer: Any) -> Iterator[tuple[str, str]]:
    """What waits: why, and with which error."""
    return ((item["reason"], item["error"]) for item in answer.json()["items"])


async def test_without_a_policy_a_submission_waits(running: Run) -> None:
    """While no policy is active a submission is put aside as failed and what is behind it waits: nothing is guessed."""
    async with running(without_policy) as now:
        advisers = Advisers(now)
        await advisers.submitted()
        await advisers.revised()
        assert (await advisers.get(AT)).status_code == 404
        ((reason, error),) = waiting(await advisers.get(PARKED, "operator"))
        assert reason == "failed"
        assert error.startswith("NoActivePolicy")
        service = now.service("assessment")
        await app.activate_first_policy(service)
        (item,) = (await advisers.get(PARKED, "operator")).json()["items"]
        done(await now.http.post(f"{PARKED}/{item['id']}/retries", json={"reason": "Nu wel."}, headers=by("operator")))
        assert (await advisers.dossier())["submissionVersion"] == 2


async def test_a_submission_that_lacks_what_is_needed_waits(advisers: Advisers) -> None:
    """A fact without a field that assessment needs is put aside; other initiatives go on."""
    await advisers.now.announce("intake", "initiative-submitted.v1", {"title": "Half"}, stream=STREAM)
    await advisers.submitted(of=101)
    ((reason, _),) = waiting(await advisers.get(PARKED, "operator"))
    assert reason == "failed"
    assert [item["id"] for item in (await advisers.get(DOSSIERS)).json()["items"]] == [uuid(101)]


async def test_the_latest_policy_is_for_new_dossiers(advisers: Advisers) -> None:
    """Dossiers open under the policy activated last, and stay under the one they were opened under."""
    await advisers.submitted()
    in_force = replace(act("system"), now=datetime(2021, 1, 1, tzinfo=UTC))
    await advisers.now.service("assessment").handle(commands.ActivatePolicy(act=in_force, policy=newer_policy()))
    await advisers.submitted(of=101)
    items = (await advisers.get(DOSSIERS)).json()["items"]
    assert [(item["id"], item["policyVersion"]) for item in items] == [(ID, "2019-03"), (uuid(101), "2021-01")]
    policies = (await advisers.get("/assessment/v1/policies?sort=-validFrom", None)).json()["items"]
    assert [(each["policyVersion"], each["active"]) for each in policies] == [("2021-01", True), ("2019-03", False)]


async def test_a_policy_is_activated_once(running: Run) -> None:
    """Starting again activates nothing anew, and what was judged is still there."""
    async with running(builders.assessment) as now:
        await Advisers(now).submitted()
        done(await Advisers(now).post("judgements", judgement()))
    async with running(builders.assessment, ids=SeededIds(2)) as now:
        dossier = await Advisers(now).dossier()
        with now.service("assessment").store.read() as connection:
            types = [row.type for row in connection.execute(schema.event.select())]
    assert dossier["criteria"]["innoveren"]["met"] is True
    assert types.count("nl.koploper.policy-activated.v1") == 1


async def test_a_policy_file_that_changed_stops_the_start(
    running: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An active policy keeps its content: assessment does not start on a file that says something else."""
    async with running(builders.assessment):
        pass
    changed = newer_policy().model_copy(update={"policy_version": app.FIRST})
    (tmp_path / f"{app.FIRST}.json").write_text(changed.model_dump_json(by_alias=True))
    monkeypatch.setattr(app, "POLICIES", tmp_path)
    with pytest.raises(PolicyChanged):
        async with running(builders.assessment, ids=SeededIds(2)):
            pass


async def test_a_rebuilt_read_model_is_the_same(advisers: Advisers) -> None:
    """Made anew from their facts, the read models say what they said."""
    await advisers.submitted()
    await advisers.answered(await advisers.asked())
    await advisers.rejected()
    await advisers.revised()
    service = advisers.now.service("assessment")
    for read_model in service.read_models.values():
        rebuild = Rebuild(service.store, read_model)
        found = await rebuild.run(service.model, service.ids, act("operator"), "Een proef", dry=True)
        assert (found.added, found.removed, found.changed) == (0, 0, 0)
