"""Reference data: what their files say, what they must be, that a version never changes, and who is held to which."""

from dataclasses import replace
from typing import Any, Final

import pytest
from pydantic import ValidationError

from services.intake import commands, errors, events, shipped
from services.intake.decider import CORE
from services.intake.decider.reference import Active, Inactive, evolve
from services.intake.reference import FIRST, Reference, Term
from shared.errors import Refusal, RoleMayNot
from shared.event import Event
from shared.testing.given import Given, act
from tests.unit.services.intake import ketenstage as k

NOW: Final = shipped.first()
NEXT: Final = Reference.model_validate_json((shipped.REFERENCES / "2021-01.json").read_bytes())
THREE: Final = "meer-kiezen-voor, beter-leren-in, anders-werken-in"
RESTRICTED: Final = NEXT.model_copy(update={"branches": NEXT.branches[:2]})
"""As the next version, with hospitals and mental health care only."""


def activate(reference: Reference = NOW) -> commands.ActivateReference:
    return commands.ActivateReference(act=act(), reference=reference)


def activated(reference: Reference = NOW) -> events.ReferenceActivated:
    return events.ReferenceActivated(**dict(reference))


def given(*facts: Event) -> Given:
    return Given(CORE, list(facts))


def changes(**told: Any) -> events.Changes:
    return events.Changes(**told)


@pytest.mark.parametrize("path", sorted(shipped.REFERENCES.glob("*.json")), ids=lambda path: str(path.stem))
def test_a_file_is_named_after_its_version(path: Any) -> None:
    """Every file in references/ holds reference data, and its name is their version."""
    assert Reference.model_validate_json(path.read_bytes()).reference_version == path.stem


def test_six_themes_became_three() -> None:
    """Those of the Actie Leer Netwerk, and by 2021 one per line of the programme."""
    assert [theme.name for theme in NOW.themes] == [
        "arbeidsinnovatie",
        "uitstroom-beperken",
        "werken-naar-talent",
        "meer-uren-werken",
        "gezond-werken",
        "leven-lang-ontwikkelen",
    ]
    assert [theme.name for theme in NEXT.themes] == ["meer-kiezen-voor", "beter-leren-in", "anders-werken-in"]
    assert NOW.reference_version == FIRST
    assert len(NOW.branches) == 10


def term(name: str = "x", nl: str = "X", en: str = "X") -> dict[str, str]:
    return {"name": name, "nl": nl, "en": en}


@pytest.mark.parametrize(
    "fields",
    [
        {"themes": []},
        {"branches": []},
        {"themes": [term(), term(nl="Y", en="Y")]},
        {"themes": [term(), term("y", en="Y")]},
        {"themes": [term(), term("y", nl="Y")]},
        {"themes": [term("Gezond werken")]},
        {"themes": [term("x" * 61)]},
        {"themes": [term(nl="")]},
        {"themes": [term(nl=" X")]},
        {"themes": [term(nl="X\u001b[31m")]},
        {"themes": [term(str(n), str(n), str(n)) for n in range(21)]},
        {"themes": [{"name": "x", "nl": "X"}]},
        {"themes": [term() | {"de": "X"}]},
        {"reference_version": "nieuw"},
        {"valid_from": "2019-02-30"},
        {"colours": []},
    ],
)
def test_what_are_no_reference_data(fields: dict[str, Any]) -> None:
    """A name and a label each once; names as in facts, labels that people can read in both languages."""
    with pytest.raises(ValidationError):
        Reference.model_validate(NOW.model_dump() | fields)


def test_a_version_is_activated_once() -> None:
    """The same again is nothing; other words under its name are refused, and what was known stays."""
    given().when(activate()).then([activated()])
    given(activated()).when(activate()).then([])
    other = NOW.model_copy(update={"themes": NEXT.themes})
    given(activated()).when(activate(other)).refused_with(errors.ReferenceChanged)


@pytest.mark.parametrize(("in_force", "facts"), [(None, []), (FIRST, []), (NEXT.reference_version, [activated()])])
def test_what_held_before_is_brought_back(in_force: str | None, facts: list[Event]) -> None:
    """It holds again when it is activated after others, and only then is there anything to record."""
    given(activated()).when(replace(activate(), in_force=in_force)).then(facts)


def test_an_operator_lets_them_hold() -> None:
    """And nobody who chooses from them, or judges what was chosen."""
    given().when(replace(activate(), act=act("operator"))).then([activated()])
    for role in ("submitter", "adviser", "editor", "auditor"):
        given().when(replace(activate(), act=act(role))).refused_with(RoleMayNot)


def test_a_version_holds_from_its_first_day() -> None:
    """Not before; all acts of tests are in 2019."""
    given().when(activate(NEXT)).refused_with(errors.ReferenceNotValidYet)


def test_a_second_activation_cannot_follow() -> None:
    """Of facts that say so, the first stands."""
    assert evolve(Inactive(), activated()) == Active(activated())
    assert evolve(Active(activated()), activated(NEXT)) == Active(activated())


def test_a_submission_says_of_which_version_its_words_are() -> None:
    """So that it is read under those for ever."""
    given().when(k.submit()).then([k.SUBMITTED])
    assert k.SUBMITTED.reference_version == FIRST


def wrong(given: Given, command: commands.Submit | commands.Revise) -> list[tuple[str, str]]:
    """Where an unknown word stands, and what is said of it."""
    refusal: Refusal | None = given.when(command).refusal
    assert isinstance(refusal, errors.UnknownWords)
    return [(each.pointer, each.detail) for each in refusal.wrong]


def test_words_that_do_not_hold_are_refused_with_those_that_do() -> None:
    """Each of them, where it stands."""
    names = ", ".join(theme.name for theme in NEXT.themes)
    assert wrong(given(), k.submit(reference=RESTRICTED)) == [
        ("/themes/0", f"choose from {names}"),
        ("/branches/0", "choose from ziekenhuizen, ggz"),
    ]


@pytest.mark.parametrize(
    ("held_to", "says"),
    [
        (NEXT, f"One word is not in the reference data that hold now (2021-01), see errors: themes are {THREE}. "),
        (
            RESTRICTED,
            f"2 words are not in the reference data that hold now (2021-01), see errors: themes are {THREE}; ",
        ),
        (RESTRICTED, "; branches are ziekenhuizen, ggz. Nothing was changed; choose from these and send it again."),
    ],
)
def test_the_sentence_names_those_that_hold(held_to: Reference, says: str) -> None:
    """Of the list in which something does not, so that whoever reads it knows what to choose."""
    refusal = given().when(k.submit(reference=held_to)).refusal
    assert refusal is not None
    assert says in refusal.sentence


def test_a_revision_may_tell_words_that_hold_now() -> None:
    """And then names their version."""
    new = changes(themes=("beter-leren-in",))
    revised = k.revised(new).model_copy(update={"reference_version": NEXT.reference_version})
    given(k.SUBMITTED).when(k.revise(new, reference=NEXT)).then([revised])
    assert wrong(given(k.SUBMITTED), k.revise(changes(themes=("gezond-werken",)), reference=NEXT))[0][0] == "/themes/0"


def test_a_revision_of_other_fields_keeps_old_words() -> None:
    """Nothing that holds now is asked of them, also when they are sent along as they were."""
    told = changes(title="Ketenstage Groningen", themes=k.DESCRIPTION.themes)
    assert k.REVISED.reference_version is None
    given(k.SUBMITTED).when(k.revise(told, reference=RESTRICTED)).then([k.REVISED])


def test_a_revision_of_words_is_of_one_version() -> None:
    """With new themes the branches are to hold now too: one that no longer does is to be told anew."""
    found = wrong(given(k.SUBMITTED), k.revise(changes(themes=("beter-leren-in",)), reference=RESTRICTED))
    assert found == [("/branches/0", "choose from ziekenhuizen, ggz")]
    both = changes(themes=("beter-leren-in",), branches=("ggz",))
    given(k.SUBMITTED).when(k.revise(both, reference=RESTRICTED)).then(
        [k.revised(both).model_copy(update={"reference_version": RESTRICTED.reference_version})]
    )


def test_a_label_has_two_languages() -> None:
    """A term is read in both."""
    assert Term(name="ggz", nl="ggz", en="mental health care").model_dump() == term("ggz", "ggz", "mental health care")
