"""What follows from the organisations, over HTTP: proposed in the dossier, decided by the adviser."""

from typing import Any, Final

from tests.integration.services.assessment.advisers import NEW, Advisers, done, judgement

CARE: Final[dict[str, Any]] = {"name": "Noorderboog", "sector": "zorg", "role": "stageplaats"} | NEW
SCHOOL: Final = {"name": "Alfa-college", "sector": "onderwijs"}
MET: Final = {
    "met": True,
    "because": "Noorderboog (zorg) is from care or welfare, and takes part with Alfa-college (onderwijs).",
}


async def test_the_dossier_proposes_and_says_why(advisers: Advisers) -> None:
    """A dossier shows who takes part and what follows from that, and anew after a revision."""
    await advisers.submitted(organisations=[CARE], region="Groningen")
    first = await advisers.dossier()
    assert first["proposed"]["samenwerken"]["met"] is False
    assert (first["organisations"], first["region"]) == ([{"name": "Noorderboog", "sector": "zorg"}], "Groningen")
    await advisers.revised(organisations=[CARE, SCHOOL], region="Drenthe")
    then = await advisers.dossier()
    assert then["proposed"] == {"samenwerken": MET}
    assert then["region"] == "Drenthe"
    await advisers.revised(3, title="Ketenstage Noord")
    assert (await advisers.dossier())["proposed"] == {"samenwerken": MET}


async def test_the_finding_says_whether_the_adviser_differed(advisers: Advisers) -> None:
    """A finding keeps what was proposed when it was made; of other criteria nothing is."""
    await advisers.submitted(organisations=[CARE, SCHOOL])
    done(await advisers.post("judgements", judgement("samenwerken", met=False)))
    done(await advisers.post("judgements", judgement("innoveren")))
    criteria = (await advisers.dossier())["criteria"]
    assert (criteria["samenwerken"]["met"], criteria["samenwerken"]["proposed"]) == (False, True)
    assert criteria["innoveren"]["proposed"] is None


async def test_nothing_follows_from_what_was_not_told(advisers: Advisers) -> None:
    """A submission of before this was told is judged as ever."""
    await advisers.submitted()
    shown = await advisers.dossier()
    assert (shown["organisations"], shown["region"], shown["proposed"]) == (None, None, {})
    done(await advisers.post("judgements", judgement("samenwerken")))


async def test_its_submitter_is_not_shown_it(advisers: Advisers) -> None:
    """The proposal helps whoever judges; the outcome is what its submitter gets."""
    await advisers.submitted(organisations=[CARE, SCHOOL])
    assert "proposed" not in await advisers.dossier("submitter")
