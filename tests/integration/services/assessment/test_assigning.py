"""Who sees to a dossier, over HTTP: taken, given, found in the list, and not told to its submitter."""

from shared.testing.given import actor, uuid
from tests.integration.services.assessment.advisers import DOSSIERS, Advisers, done

ONE, OTHER = actor("adviser").id, actor("adviser", 2).id


async def found(advisers: Advisers, adviser: str, role: str = "adviser") -> list[str]:
    answer = await advisers.get(f"{DOSSIERS}?adviser={adviser}", role)  # type: ignore[arg-type]
    return [each["id"] for each in answer.json()["items"]]


async def test_taken_and_given(advisers: Advisers) -> None:
    """Without a name one takes it oneself; the list shows whose are whose."""
    await advisers.submitted()
    await advisers.submitted(of=101)
    assert (await advisers.dossier())["adviser"] is None
    done(await advisers.post("assignments", {}))
    assert (await advisers.dossier())["adviser"] == ONE
    assert await found(advisers, ONE) == [uuid(100)]
    done(await advisers.post("assignments", {"adviser": OTHER}))
    assert (await advisers.dossier())["adviser"] == OTHER
    assert await found(advisers, ONE) == []


async def test_its_submitter_is_not_told(advisers: Advisers) -> None:
    """Who sees to it is the office's; asking for it does not tell either."""
    await advisers.submitted()
    done(await advisers.post("assignments", {}))
    assert "adviser" not in await advisers.dossier("submitter")
    assert await found(advisers, OTHER, "submitter") == await found(advisers, ONE, "submitter") == [uuid(100)]


async def test_what_is_no_adviser(advisers: Advisers) -> None:
    """Only an id is one."""
    await advisers.submitted()
    for adviser in ("jan", 7, ""):
        answer = await advisers.post("assignments", {"adviser": adviser})
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:koploper:problem:invalid-input")
