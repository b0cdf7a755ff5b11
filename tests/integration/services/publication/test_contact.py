"""What a contact person lets be published is public while it is out, and no longer."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from shared.actor import Role
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    BASE,
    DETAILS,
    DRAFTED,
    FIRST_DRAFT,
    NOTHING_AGREED,
    SUBMITTER,
    Step,
    agreement,
    approval,
    correction,
    draft,
    happen,
    publication,
    read,
    taking_back,
    withdrawal,
)

SECOND_DRAFT: Final = FIRST_DRAFT + 4


@pytest.fixture
async def now(running: Run) -> AsyncIterator[Running]:
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED, approval(), agreement())
        yield now


async def agreed(now: Running) -> str:
    """Where the name is kept that the contact person let be published with the first draft."""
    ((contact,),) = [
        [given for given in written["approvals"] if given["by"] == "contact"]
        for written in (await read(now))["drafts"]
        if written["draftVersion"] == FIRST_DRAFT
    ]
    return f"{BASE}/vault/{contact['published']['name']['ref']}"


async def status(now: Running, at: str, headers: dict[str, Any] | None = None) -> int:
    return (await now.http.get(at, headers=headers)).status_code


async def test_before_publication_it_is_for_its_own_people(now: Running) -> None:
    """The contact person and those who write and check the article read it; others do not yet."""
    at = await agreed(now)
    assert await status(now, at) == 403
    assert await status(now, at, by("partner")) == 403
    assert await status(now, at, by("submitter", 99)) == 403
    assert await status(now, at, by("submitter", SUBMITTER)) == 200
    assert await status(now, at, by("editor")) == 200


@pytest.mark.parametrize("role", [None, "partner", "submitter", "auditor"])
async def test_once_published_it_is_for_everybody(now: Running, role: Role | None) -> None:
    """Whoever reads the fact that names it can read it, and check it against its digest."""
    at = await agreed(now)
    await happen(now, publication())
    answer = await now.http.get(at, headers=by(role, 99) if role else None)
    assert (answer.status_code, answer.json()["content"]) == (200, DETAILS["name"])


@pytest.mark.parametrize("ending", [taking_back(), withdrawal()], ids=["taken-back", "withdrawn"])
async def test_once_taken_back_it_is_not(now: Running, ending: Step) -> None:
    """The facts that name it stay; what they name is for its own people again."""
    at = await agreed(now)
    await happen(now, publication(), ending)
    assert await status(now, at) == 403
    assert await status(now, at, by("submitter", SUBMITTER)) == 200


async def test_what_a_correction_leaves_out_is_public_no_more(now: Running) -> None:
    """Consent to less, published, is all there is consent to."""
    at = await agreed(now)
    await happen(now, publication(), draft(), approval(SECOND_DRAFT), agreement(SECOND_DRAFT, **NOTHING_AGREED))
    assert await status(now, at) == 200
    await happen(now, correction(SECOND_DRAFT))
    assert await status(now, at) == 403
