"""What the organisations listed say about *Samenwerken*, and that an adviser may differ."""

from dataclasses import replace
from typing import Final

import pytest

from services.assessment import commands, cooperation, events
from tests.unit.services.assessment.dossiers import (
    given,
    judge,
    judged,
    listed,
    note_revision,
    open_dossier,
    opened,
    revised,
)

CARE: Final = ("Noorderboog", "zorg")
CASES: Final[dict[str, tuple[list[tuple[str, str]], bool, str]]] = {
    "care and education": (
        [CARE, ("Alfa-college", "onderwijs")],
        True,
        "Noorderboog (zorg) is from care or welfare, and takes part with Alfa-college (onderwijs).",
    ),
    "education first": (
        [("Alfa-college", "onderwijs"), CARE],
        True,
        "Noorderboog (zorg) is from care or welfare, and takes part with Alfa-college (onderwijs).",
    ),
    "two of care": (
        [CARE, ("De Koperhorst", "zorg")],
        True,
        "Noorderboog (zorg) is from care or welfare, and takes part with De Koperhorst (zorg).",
    ),
    "welfare and local government": (
        [("Gemeente Bronckhorst", "lokale-overheid"), ("Sité", "welzijn")],
        True,
        "Sité (welzijn) is from care or welfare, and takes part with Gemeente Bronckhorst (lokale-overheid).",
    ),
    "care and something else": (
        [CARE, ("Woonstichting", "overig")],
        True,
        "Noorderboog (zorg) is from care or welfare, and takes part with Woonstichting (overig).",
    ),
    "care alone": (
        [CARE],
        False,
        "Noorderboog (zorg) is the only organisation; at least one other has to take part.",
    ),
    "the same one twice": (
        [CARE, ("  NOORDERBOOG ", "zorg")],
        False,
        "Noorderboog (zorg) is the only organisation; at least one other has to take part.",
    ),
    "the same one in two sectors": (
        [("Noorderboog", "onderwijs"), ("Noorderboog", "zorg")],
        False,
        "Noorderboog (onderwijs, zorg) is the only organisation; at least one other has to take part.",
    ),
    "the same one in full width": (
        [CARE, ("\uff2eoorderboog", "welzijn")],
        False,
        "Noorderboog (zorg, welzijn) is the only organisation; at least one other has to take part.",
    ),
    "nobody of care or welfare": (
        [("Alfa-college", "onderwijs"), ("Gemeente Groningen", "lokale-overheid")],
        False,
        (
            "None of the organisations is from care or welfare: Alfa-college (onderwijs), "
            "Gemeente Groningen (lokale-overheid)."
        ),
    ),
    "nobody at all": ([], False, "None of the organisations is from care or welfare: none is listed."),
    "a sector of a later day": (
        [CARE, ("Zorgverzekeraar", "verzekering")],
        True,
        "Noorderboog (zorg) is from care or welfare, and takes part with Zorgverzekeraar (verzekering).",
    ),
    "more than are named": (
        [CARE, *((f"School {number}", "onderwijs") for number in range(1, 8))],
        True,
        (
            "Noorderboog (zorg) is from care or welfare, and takes part with School 1 (onderwijs), "
            "School 2 (onderwijs), School 3 (onderwijs), School 4 (onderwijs), School 5 (onderwijs) and 2 more."
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_follows_from_the_organisations(name: str) -> None:
    """At least one organisation of care or welfare, and at least one other; and the reason names them."""
    organisations, met, because = CASES[name]
    assert cooperation.proposal(listed(*organisations)) == cooperation.Proposal(met=met, because=because)


TOGETHER: Final = listed(CARE, ("Alfa-college", "onderwijs"))
ALONE: Final = listed(CARE)


@pytest.mark.parametrize("met", [True, False])
@pytest.mark.parametrize(("organisations", "proposed"), [(TOGETHER, True), (ALONE, False)])
def test_a_judgement_says_what_was_proposed(
    met: bool, organisations: tuple[events.Organisation, ...], proposed: bool
) -> None:
    """The adviser decides, and may differ; the fact holds both."""
    given(opened(organisations=organisations)).when(judge("samenwerken", met=met)).then(
        [judged("samenwerken", met=met, proposed=proposed)]
    )


def test_nothing_is_proposed_for_other_criteria() -> None:
    """Only cooperation follows from the list."""
    given(opened(organisations=TOGETHER)).when(judge("innoveren")).then([judged("innoveren")])


def test_nothing_is_proposed_where_it_was_not_told() -> None:
    """A dossier that was opened before anybody told who takes part has no proposal."""
    given(opened()).when(judge("samenwerken")).then([judged("samenwerken")])


def test_the_organisations_told_last_count() -> None:
    """A revision of them changes what follows; one that says nothing of them does not."""
    first = opened(organisations=ALONE)
    joined = revised(2, organisations=TOGETHER)
    for facts in ([first, joined], [first, joined, revised(3, title="Anders")]):
        version = len(facts)
        given(*facts).when(judge("samenwerken")).then([judged("samenwerken", version=version, proposed=True)])


def test_a_revision_that_came_first_is_kept_whole() -> None:
    """What a revision told before its submission had arrived is laid over it."""
    early = events.RevisionNotedByAssessment(submission_version=2, organisations=TOGETHER, region="Twente")
    given().when(note_revision(2, organisations=TOGETHER, region="Twente")).then([early])
    latest = events.RevisionNotedByAssessment(submission_version=3, title="Anders")
    outcome = given(early, latest).when(open_alone())
    outcome.then(
        [
            opened(organisations=ALONE, region="Groningen"),
            revised(3, title="Anders", organisations=TOGETHER, region="Twente"),
        ]
    )


def open_alone() -> commands.OpenDossier:
    return replace(open_dossier(), organisations=ALONE, region="Groningen")
