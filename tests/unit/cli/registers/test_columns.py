"""Which column is which, by what people call it."""

import pytest

from cli.registers.columns import BY_NAME, FIELDS, KNOWN, find, plain
from cli.registers.sheet import Cell, NoRegister, Row, Sheet
from services.intake import events
from services.intake.api.registers import RegisterContact, RegisterRow


def sheet(*rows: list[Cell]) -> Sheet:
    return Sheet([Row(number, cells) for number, cells in enumerate(rows, 1) if any(cells)])


def found(*headings: str) -> dict[str, str]:
    """What each heading means; nothing where it is left out."""
    mapped = find(sheet(list(headings)), {})
    return {heading: field.name for at, heading in mapped.headings.items() if (field := mapped.fields.get(at))}


def test_every_field_of_a_row_has_a_column() -> None:
    """And no column leads nowhere."""
    rows = {*events.RegisterEntry.model_fields, "key"} | {f"contact.{name}" for name in RegisterContact.model_fields}
    assert {field.name for field in FIELDS} == rows
    assert {name.partition(".")[0] for name in rows} == set(RegisterRow.model_fields) - {"dry_run"}


def test_a_name_means_one_thing() -> None:
    """No two fields share one."""
    names = [
        plain(name)
        for field in FIELDS
        for name in {field.dutch, field.english, field.name.replace(".", " "), *field.also.split("|")}
    ]
    assert len(KNOWN) == len({(name, KNOWN[name].name) for name in names})
    assert all(KNOWN[plain(field.dutch)] is field for field in FIELDS)


def test_people_write_headings_as_they_like() -> None:
    """In capitals, with accents, dots and dashes."""
    headings = ("NAAM", " Organisatie ", "Thema’s", "E-mailadres", "Tel.nr.", "E-mail contactpersoon:", "Nr.")
    with pytest.raises(NoRegister, match="allebei"):
        found(*headings)
    assert found(*(each for each in headings if each != "E-mailadres")) == {
        "NAAM": "name",
        " Organisatie ": "organisation",
        "Thema’s": "themes",
        "Tel.nr.": "contact.phone",
        "E-mail contactpersoon:": "contact.email",
        "Nr.": "key",
    }


def test_what_is_not_known_is_left_out() -> None:
    """And told; a column without a heading is not there."""
    mapped = find(sheet(["Naam", "Organisatie", "Schoenmaat", None]), {})
    assert (list(mapped.fields), mapped.left_out) == ([0, 1], ["Schoenmaat"])


def test_headings_may_stand_below_a_title() -> None:
    """The first row that names most columns is theirs."""
    mapped = find(sheet(["Register van koplopers"], [], ["Naam", "Organisatie"], ["Naam van Janssen", "X"]), {})
    assert (mapped.heading_row, list(mapped.headings.values())) == (3, ["Naam", "Organisatie"])


@pytest.mark.parametrize(
    ("headings", "says"),
    [
        (["Kleur", "Maat"], "geen kolomkoppen"),
        (["Naam", "Regio"], "ontbreekt: organisatie"),
        (["Regio"], "ontbreekt: naam, organisatie"),
        (["Naam", "Titel", "Organisatie"], "“Naam” en “Titel” betekenen allebei naam"),
    ],
)
def test_headings_that_do_not_do_are_told(headings: list[Cell], says: str) -> None:
    """With what to do, and nothing was done."""
    with pytest.raises(NoRegister, match=says) as no:
        find(sheet(headings), {})
    assert str(no.value).endswith("Er is niets gedaan.")


def test_what_somebody_says_a_column_is_goes_first() -> None:
    """Then another column of that name is left out."""
    given = {plain("Projecttitel"): BY_NAME["name"]}
    mapped = find(sheet(["Naam", "Projecttitel", "Organisatie"]), given)
    assert {at: field.name for at, field in mapped.fields.items()} == {1: "name", 2: "organisation"}
    assert mapped.left_out == ["Naam"]
