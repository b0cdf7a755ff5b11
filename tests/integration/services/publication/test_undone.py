"""What a story rests on is taken back, and consent too: over HTTP, and by what others announce."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Final

import pytest

from services.publication import events
from services.publication.decider.notices import NOTICES
from shared.actor import Role
from shared.rebuild import Rebuild
from shared.testing.given import act
from shared.testing.running import Running, by
from shared.testing.seeded import SetClock
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    APPROVED,
    AUTHOR,
    BASE,
    DRAFTED,
    EDITOR,
    FIRST_DRAFT,
    INVITED,
    OPEN,
    PUBLISHED,
    STORY,
    SUBMITTER,
    Step,
    agreement,
    approval,
    assessment,
    assessment_reversal,
    clearance,
    clearance_reversal,
    closing,
    does,
    first_meeting,
    happen,
    publication,
    read,
    refusal,
    rule,
    taking_back,
    taking_up,
    withdrawal,
)

ANEW: Final = (approval(), agreement(), publication())
MINE: Final = does("submitter", "approval-withdrawals", SUBMITTER, draftVersion=FIRST_DRAFT)
NO_MAIL: Final = does("submitter", "consent-withdrawals", SUBMITTER, email=True)


@pytest.fixture
async def now(running: Run) -> AsyncIterator[Running]:
    async with running(builders.publication) as now:
        yield now


async def contact(now: Running) -> dict[str, str]:
    """Where the details of the contact person of the first draft are kept."""
    (written,) = (await read(now))["drafts"]
    (given,) = [each for each in written["approvals"] if each["by"] == "contact"]
    return {name: f"{BASE}/vault/{each['ref']}" for name, each in given["published"].items() if each}


UNDOING: dict[str, tuple[tuple[Step, ...], str, tuple[Step, ...]]] = {
    "assessment": ((assessment_reversal(),), "assessment-reversed", (assessment(),)),
    "clearance": ((clearance_reversal(),), "clearance-reversed", (clearance(),)),
    "not met after all": (
        (closing(),),
        "clearance-lapsed",
        (clearance(),),
    ),
    "refused after all": ((refusal(),), "clearance-lapsed", (clearance_reversal("refused"), clearance())),
}


@pytest.mark.parametrize(("undone", "reason", "decided"), UNDOING.values(), ids=UNDOING)
async def test_what_is_out_goes_and_comes_back(
    now: Running, undone: tuple[Step, ...], reason: str, decided: tuple[Step, ...]
) -> None:
    """Everybody reads the notice; its own people that it waits; agreed to and published anew it is the next version."""
    await happen(now, *PUBLISHED, *undone)
    public = await read(now, role=None)
    assert (public["state"], public["reason"]) == ("withdrawn", reason)
    assert public["notice"].startswith("Dit verhaal is teruggenomen: ")
    assert not {"body", "contact", "suspended", "reopenedAt"} & set(public)
    own = await read(now, role="submitter", number=SUBMITTER)
    assert (own["suspended"], own["reopenedAt"] is not None) == (True, True)
    await happen(now, *decided)
    assert (await read(now))["suspended"] is False
    waits = await read(now, role=None)
    assert (waits["state"], waits["reason"]) == ("withdrawn", "to-agree-anew")
    assert waits["notice"].startswith("Dit verhaal is teruggenomen: ")
    await happen(now, *ANEW)
    again = await read(now, role=None)
    assert (again["state"], again["publishedVersion"]) == ("published", 2)
    assert not {"reason", "notice", "withdrawnAt", "correctedAt"} & set(again)


ENDING: dict[str, tuple[tuple[Step, ...], tuple[Step, ...], str, events.WithdrawnBy]] = {
    "withdrawn": ((clearance_reversal(),), (withdrawal(),), "clearance-reversed", "withdrawn-by-submitter"),
    "taken up and withdrawn": (
        (taking_back(), taking_up()),
        (withdrawal(),),
        "to-agree-anew",
        "withdrawn-by-submitter",
    ),
    "refused": ((clearance_reversal(),), (refusal(),), "clearance-reversed", "clearance-lapsed"),
    "not met": ((assessment_reversal(),), (assessment(outcome="not-met"),), "assessment-reversed", "not-met"),
    "decided anew": ((clearance_reversal(),), (clearance(),), "clearance-reversed", "to-agree-anew"),
    "taken up": ((taking_back(),), (taking_up(),), "withdrawn-by-editor", "to-agree-anew"),
    "not met, heard behind its lapse": ((closing(),), (assessment(outcome="not-met"),), "clearance-lapsed", "not-met"),
}


@pytest.mark.parametrize(("away", "ends", "before", "after"), ENDING.values(), ids=ENDING)
async def test_the_notice_tells_how_it_ended(
    now: Running, away: tuple[Step, ...], ends: tuple[Step, ...], before: str, after: events.WithdrawnBy
) -> None:
    """What is read is how it is, since it went and not since it ended; why the editors had it go says nothing now."""
    await happen(now, *PUBLISHED, *away)
    went = await read(now, role=None)
    assert went["reason"] == before
    clock = now.clock
    assert isinstance(clock, SetClock)
    clock.forward(timedelta(days=1))
    await happen(now, *ends)
    told = await read(now, role=None)
    assert (told["reason"], told["notice"]) == (after, NOTICES[after])
    assert told["withdrawnAt"] == went["withdrawnAt"]
    assert "motivation" not in await read(now)
    service = now.service("publication")
    for name, read_model in service.read_models.items():
        found = await Rebuild(service.store, read_model).run(
            service.model, service.ids, act("operator"), "Een proef", dry=True
        )
        assert (found.added, found.removed, found.changed) == (0, 0, 0), name


async def test_a_withdrawal_that_closed_a_clearance_is_the_submitters(now: Running) -> None:
    """The notice is the same, whichever of the two is heard first."""
    await happen(now, *PUBLISHED, closing("withdrawn"))
    assert (await read(now))["state"] == "published"
    await happen(now, withdrawal())
    assert (await read(now))["reason"] == "withdrawn-by-submitter"


async def test_a_story_that_is_not_out_waits(now: Running) -> None:
    """What was agreed to is kept; nothing is published until it is decided anew."""
    await happen(now, *APPROVED, clearance_reversal())
    refused = await publication()(now)
    assert (refused.status_code, rule(refused)) == (409, "suspended-by-reversal")
    assert (await read(now))["suspended"] is True
    await happen(now, clearance(), publication())
    assert (await read(now))["state"] == "published"


async def test_the_seats_of_a_koploper_that_went_are_for_others(now: Running) -> None:
    """As when an editor takes its article back."""
    await happen(now, *INVITED)
    assert (await read(now, await first_meeting(now)))["seatsTaken"] == 1
    await happen(now, clearance_reversal())
    assert (await read(now, await first_meeting(now)))["seatsTaken"] == 0


async def test_the_editors_take_up_what_they_took_back(now: Running) -> None:
    """The public reads that it waits for who agrees to it, until it is out again."""
    await happen(now, *PUBLISHED, taking_back(), taking_up())
    assert (await read(now, role=None))["reason"] == "to-agree-anew"
    assert (await read(now))["reopenedAt"] is not None
    await happen(now, *ANEW)
    assert (await read(now, role=None))["state"] == "published"


async def test_the_contact_person_agrees_no_more(now: Running) -> None:
    """What was given with the agreement is forgotten at once, also for the office."""
    await happen(now, *APPROVED)
    kept = await contact(now)
    await happen(now, MINE)
    for at in kept.values():
        assert (await now.http.get(at, headers=by("editor"))).status_code == 410
    approvals = (await read(now))["drafts"][0]["approvals"]
    assert [each["by"] for each in approvals] == ["editor"]
    assert rule(await publication()(now)) == "approvals-missing"
    await happen(now, agreement(), publication())


async def test_consent_to_one_detail_is_withdrawn(now: Running) -> None:
    """What is out is corrected in the same moment, and the detail is gone for everybody; the others stay."""
    await happen(now, *PUBLISHED)
    kept = await contact(now)
    await happen(now, NO_MAIL)
    public = await read(now, role=None)
    assert (public["contact"], public["publishedVersion"]) == ({"name": "Anna Voorbeeld"}, 2)
    assert (await now.http.get(kept["email"], headers=by("submitter", SUBMITTER))).status_code == 410
    assert (await now.http.get(kept["name"])).status_code == 200
    withdrawn = (await read(now))["consentWithdrawn"]
    assert set(withdrawn) == {"email"}
    assert "consentWithdrawn" not in public


@pytest.mark.parametrize(
    "away", [taking_back(), assessment_reversal(), withdrawal()], ids=["taken back", "away", "withdrawn"]
)
async def test_consent_is_withdrawn_of_what_is_not_out_any_more(now: Running, away: Step) -> None:
    """The text is gone from the vault, whatever became of the article."""
    await happen(now, *PUBLISHED)
    kept = await contact(now)
    await happen(now, away, NO_MAIL)
    texts = {
        name: (await now.http.get(at, headers=by("submitter", SUBMITTER))).status_code for name, at in kept.items()
    }
    assert texts == {"name": 200, "email": 410}
    assert rule(await NO_MAIL(now)) == "nothing-consented"


async def test_agreeing_anew_forgets_what_was_given_before(now: Running) -> None:
    """Nobody would read it again."""
    await happen(now, *APPROVED)
    before = await contact(now)
    await happen(now, agreement())
    after = await contact(now)
    mine = by("submitter", SUBMITTER)
    assert {(await now.http.get(each, headers=mine)).status_code for each in before.values()} == {410}
    assert {(await now.http.get(each, headers=mine)).status_code for each in after.values()} == {200}


async def test_consent_that_is_given_again_counts(now: Running) -> None:
    """With the next draft, in new words."""
    await happen(now, *PUBLISHED, NO_MAIL)
    version = int((await now.http.get(STORY, headers=by("editor"))).headers["ETag"].strip('"')) + 1
    await happen(
        now,
        does("editor", "drafts", AUTHOR, title="T", intro="I", body="B"),
        approval(version),
        agreement(version),
        does("editor", "corrections", EDITOR, draftVersion=version),
    )
    assert (await read(now, role=None))["contact"]["email"] == "anna@example.org"
    assert "consentWithdrawn" not in await read(now)


REASON: Final = {"reason": "Een nieuw feit."}
OF_FIRST: Final = {"draftVersion": FIRST_DRAFT}
REFUSALS: list[tuple[str, tuple[Step, ...], Role, int, str, dict[str, Any], int]] = [
    ("not-found", (), "editor", EDITOR, "reversals", REASON, 404),
    ("not-withdrawn", PUBLISHED, "editor", EDITOR, "reversals", REASON, 409),
    ("role-may-not", (*PUBLISHED, taking_back()), "submitter", SUBMITTER, "reversals", REASON, 403),
    ("initiative-withdrawn", (*PUBLISHED, withdrawal()), "editor", EDITOR, "reversals", REASON, 409),
    ("invalid-input", (*PUBLISHED, taking_back()), "editor", EDITOR, "reversals", {}, 400),
    ("not-approved", DRAFTED, "submitter", SUBMITTER, "approval-withdrawals", OF_FIRST, 409),
    ("not-yours", APPROVED, "submitter", 99, "approval-withdrawals", OF_FIRST, 403),
    ("role-may-not", APPROVED, "adviser", 1, "approval-withdrawals", OF_FIRST, 403),
    ("no-such-draft", APPROVED, "editor", EDITOR, "approval-withdrawals", {"draftVersion": 9} | REASON, 409),
    ("already-published", PUBLISHED, "editor", EDITOR, "approval-withdrawals", OF_FIRST | REASON, 409),
    ("invalid-input", APPROVED, "editor", EDITOR, "approval-withdrawals", OF_FIRST, 400),
    ("invalid-input", APPROVED, "submitter", SUBMITTER, "approval-withdrawals", {"draftVersion": 0}, 400),
    ("not-found", (), "submitter", SUBMITTER, "consent-withdrawals", {"name": True}, 404),
    ("nothing-consented", OPEN, "submitter", SUBMITTER, "consent-withdrawals", {"name": True}, 409),
    ("nothing-consented", PUBLISHED, "submitter", SUBMITTER, "consent-withdrawals", {}, 409),
    ("nothing-consented", PUBLISHED, "submitter", SUBMITTER, "consent-withdrawals", {"phone": True}, 409),
    ("not-yours", PUBLISHED, "submitter", 99, "consent-withdrawals", {"name": True}, 403),
    ("role-may-not", PUBLISHED, "editor", EDITOR, "consent-withdrawals", {"name": True}, 403),
    ("invalid-input", PUBLISHED, "submitter", SUBMITTER, "consent-withdrawals", {"name": "ja"}, 400),
    ("invalid-input", PUBLISHED, "submitter", SUBMITTER, "consent-withdrawals", {"address": True}, 400),
]


@pytest.mark.parametrize(("named", "steps", "role", "number", "what", "body", "status"), REFUSALS)
async def test_what_is_refused(
    now: Running,
    named: str,
    steps: tuple[Step, ...],
    role: Role,
    number: int,
    what: str,
    body: dict[str, Any],
    status: int,
) -> None:
    """By the name of its rule, and nothing is recorded."""
    await happen(now, *steps)
    before = (await now.http.get(STORY, headers=by("editor"))).text
    answer = await now.http.post(f"{STORY}/{what}", json=body, headers=by(role, number))
    assert (answer.status_code, rule(answer)) == (status, named)
    assert (await now.http.get(STORY, headers=by("editor"))).text == before


async def test_a_rebuilt_read_model_is_the_same(now: Running) -> None:
    """Made anew from their facts, they say what they said."""
    await happen(now, *PUBLISHED, NO_MAIL, assessment_reversal(), assessment(), approval(), agreement(), MINE)
    await happen(now, agreement(), publication(), taking_back(), taking_up())
    service = now.service("publication")
    for name, read_model in service.read_models.items():
        found = await Rebuild(service.store, read_model).run(
            service.model, service.ids, act("operator"), "Een proef", dry=True
        )
        assert (found.added, found.removed, found.changed) == (0, 0, 0), name
