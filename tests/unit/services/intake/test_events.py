"""What a complete submission is: the words, the sizes and the shapes that intake holds people to."""

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from services.intake import events, reference, words
from shared.envelope import LIMIT, open_, seal
from shared.event import Event, Fact
from shared.testing.given import act, uuid
from tests.unit.services.intake.ketenstage import DESCRIPTION, REVISED, SUBMITTED

DESCRIBED = DESCRIPTION.model_dump(mode="json", by_alias=True)
ORGANISATION = {"name": "Zorggroep", "sector": "zorg"}


def examples(cls: type[Fact]) -> dict[str, Any]:
    return {str(field.alias): field.examples[0] for field in cls.model_fields.values() if field.examples}


@pytest.mark.parametrize("cls", events.TYPES.by_type.values())
def test_the_examples_of_a_fact_make_one(cls: type[Event]) -> None:
    """Every field of every event gives an example, and together they are read back as that event."""
    assert len(examples(cls)) == len(cls.model_fields)
    made = events.TYPES.load(cls.event_type, examples(cls))
    assert events.TYPES.load(cls.event_type, made.model_dump(mode="json", by_alias=True, exclude_none=True)) == made


@pytest.mark.parametrize("cls", get_args(events.InitiativeEvent))
def test_all_of_an_initiative_is_for_its_own_people(cls: type[Event]) -> None:
    """What intake records of it is read by the party and the office, not by the public."""
    assert cls.readers == "party"


@pytest.mark.parametrize(
    "cls", [*get_args(events.RegisterEvent), *get_args(events.SignalEvent), events.ConflictNotedByIntake]
)
def test_what_is_for_the_office(cls: type[Event]) -> None:
    """What others kept, what was found before anybody submitted it, and who has a stake in it, is for nobody else."""
    assert cls.readers == "office"


def test_changes_can_name_whatever_a_description_holds() -> None:
    """No field of a description is beyond revision."""
    assert set(events.Changes.model_fields) == set(events.Description.model_fields)
    assert events.Changes.model_validate(DESCRIBED).model_dump() == DESCRIPTION.model_dump()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", " \n"),
        ("title", "nul \0 inside"),
        ("title", "x" * 201),
        ("title", 5),
        ("title", None),
        ("summary", "x" * 2001),
        ("novelty", "x" * 4001),
        ("result", "x" * 4001),
        ("region", ""),
        ("region", "x" * 81),
        ("effects", []),
        ("effects", ["geluk"]),
        ("effects", ["meer-uren", "meer-uren"]),
        ("effects", "meer-uren"),
        ("themes", []),
        ("themes", ["Gezond werken"]),
        ("branches", []),
        ("branches", ["zorg;welzijn"]),
        ("organisations", []),
        ("organisations", [ORGANISATION] * 31),
        ("organisations", [ORGANISATION | {"sector": "bedrijf"}]),
        ("organisations", [ORGANISATION | {"name": "x" * 121}]),
        ("organisations", [ORGANISATION | {"role": ""}]),
        ("organisations", [ORGANISATION | {"phone": "050"}]),
        ("criteria", {"samenwerken": ""}),
        ("criteria", {"samenwerken": "x" * 4001}),
        ("criteria", {"betalen": "Ja."}),
        ("unknown", "x"),
    ],
)
def test_what_is_not_complete_or_not_in_the_words(field: str, value: object) -> None:
    """Missing, blank, oversized, unknown or repeated: each is refused where it stands."""
    with pytest.raises(ValidationError) as wrong:
        events.Description.model_validate(DESCRIBED | {field: value})
    assert {error["loc"][0] for error in wrong.value.errors()} == {field}


@pytest.mark.parametrize("field", events.Description.model_fields)
def test_every_part_is_asked_for(field: str) -> None:
    """A description without any one of its fields is not complete."""
    with pytest.raises(ValidationError):
        events.Description.model_validate({name: value for name, value in DESCRIBED.items() if name != field})


def test_texts_may_have_lines_and_any_script() -> None:
    """A text of several lines, with accents or smileys, is a text."""
    told = "Eén regel\n\n– en nóg een 🙂 "
    assert events.Description.model_validate(DESCRIBED | {"result": told}).result == told


def fullest(letter: str) -> events.InitiativeSubmitted:
    """As long as every size allows, in one letter."""
    text, name = letter * 4000, letter * 120
    words_as_many_and_long_as_there_may_be = tuple(f"{number:060}" for number in range(reference.MOST))
    return SUBMITTED.model_copy(
        update={
            "title": letter * 200,
            "summary": letter * 2000,
            "novelty": text,
            "result": text,
            "region": letter * 80,
            "effects": get_args(words.Effect),
            "themes": words_as_many_and_long_as_there_may_be,
            "branches": words_as_many_and_long_as_there_may_be,
            "organisations": (events.Organisation(name=name, sector="lokale-overheid", role=name),) * 30,
            "criteria": events.Criteria(samenwerken=text, innoveren=text, veranderen=text, opschalen=text),
        }
    )


def test_the_fullest_submission_fits_its_envelope() -> None:
    """Every size used up in plain letters leaves a third of the envelope free, also beside what travels around it."""
    events.TYPES.load(SUBMITTED.event_type, fullest("x").model_dump(mode="json", by_alias=True))
    body = seal(
        fullest("x"), act("submitter"), id=uuid(1), service="intake", stream=f"initiative-{uuid(1)}", sequence=1
    )
    assert len(body) < LIMIT * 2 / 3


def test_a_revision_travels_as_its_changes_alone() -> None:
    """What did not change is absent from the wire."""
    body = seal(REVISED, act("submitter"), id=uuid(2), service="intake", stream=f"initiative-{uuid(1)}", sequence=2)
    assert open_(body).data == {
        "title": "Ketenstage Groningen",
        "submissionVersion": 2,
        "submissionDigest": REVISED.submission_digest,
        "changed": ["title"],
    }
