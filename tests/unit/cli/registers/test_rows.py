"""From a row of a spreadsheet to what intake takes, or all that is wrong with it."""

from typing import Any, Final

import pytest

from cli.registers.columns import find
from cli.registers.rows import Read, read
from cli.registers.sheet import Cell, Fault, Row, Sheet

BASE: Final[dict[str, Cell]] = {"Naam": "Ketenstage", "Organisatie": "Noorderboog"}


def rows(*told: dict[str, Cell]) -> list[Read]:
    """Rows by their headings; the first row is those."""
    headings = list(dict.fromkeys(heading for each in told for heading in each))
    lines: list[list[Cell]] = [list(headings), *([each.get(heading) for heading in headings] for each in told)]
    sheet = Sheet([Row(number, cells) for number, cells in enumerate(lines, 1)])
    return read(sheet, find(sheet, {}), "kopgroep")


def body(**cells: Cell) -> Any:
    (row,) = rows({**BASE, **cells})
    assert row.wrong == []
    return row.body


def wrong(**cells: Cell) -> list[str]:
    (row,) = rows({**BASE, **cells})
    return list(row.wrong)


def test_a_row_is_what_intake_takes() -> None:
    """Lists are parted, contacts are a part of their own, what is empty is not there."""
    assert body(
        Nr=7.0,
        Partners="Alfa-college; Hanze, Groningen\nROC",
        Thema="opleiden, instroom; opleiden",
        Regio=None,
        Sinds="juni 2017",
        Website="https://example.org/ketenstage",
        Contactpersoon="Anna",
        Telefoon="050 123 4567",
    ) == {
        "key": "7",
        "name": "Ketenstage",
        "organisation": "Noorderboog",
        "partners": ["Alfa-college", "Hanze, Groningen", "ROC"],
        "themes": ["opleiden", "instroom"],
        "since": "2017-06",
        "link": "https://example.org/ketenstage",
        "contact": {"name": "Anna", "phone": "050 123 4567"},
    }


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Naam": None}, "Naam: is leeg"),
        ({"Naam": "x" * 201}, "Naam: is langer dan 200 tekens"),
        ({"Naam": "a\u0007b"}, "Naam: bevat tekens die niemand kan zien"),
        ({"Naam": True}, "Naam: hier staat WAAR of ONWAAR, geen tekst"),
        ({"Naam": Fault("hier staat een formule")}, "Naam: hier staat een formule"),
        ({"Partners": ";".join(f"p{n}" for n in range(51))}, "Partners: noemt er meer dan 50"),
        ({"Partners": "x" * 201}, "Partners: is langer dan 200 tekens"),
        ({"Website": "www.example.org"}, "Website: is geen link als https://www.example.org/pagina"),
        ({"Website": "javascript:alert(1)"}, "Website: is geen link als https://www.example.org/pagina"),
        ({"E-mail": "anna"}, "E-mail: is geen e-mailadres"),
        ({"Tel": "bel mij"}, "Tel: is geen telefoonnummer"),
        (
            {"Tel": 501234567},
            "Tel: hier staat een getal, zodat een 0 vooraan is verdwenen; maak er tekst van",
        ),
        ({"Nr": None}, "Nr: is leeg; geef elke rij een sleutel, of geen"),
    ],
)
def test_what_is_wrong_is_told_with_its_column(cells: dict[str, Cell], says: str) -> None:
    """In the words of the file."""
    assert wrong(**cells) == [says]


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    """Also what only intake would find; nothing twice."""
    assert wrong(Naam=None, Sinds="gisteren", **{"E-mail": "anna"}, Website="x") == [
        "Naam: is leeg",
        "Website: is geen link als https://www.example.org/pagina",
        "E-mail: is geen e-mailadres",
        "Sinds: “gisteren” is geen datum; schrijf 2017, 06-2017, 12-06-2017 of 12 juni 2017",
    ]


def test_rows_that_say_they_are_the_same_are_told_each_of_each() -> None:
    """By their key; without keys by name and organisation, whatever their capitals and spaces."""
    by_key = rows({**BASE, "Nr": "1"}, {**BASE, "Nr": "2"}, {**BASE, "Naam": "Anders", "Nr": " 1 "})
    assert [row.wrong for row in by_key] == [
        ["Heeft dezelfde sleutel als rij 4; laat er een staan."],
        [],
        ["Heeft dezelfde sleutel als rij 2; laat er een staan."],
    ]
    by_name = rows(BASE, {"Naam": "KETENSTAGE", "Organisatie": "Noorderboog  "}, {**BASE, "Organisatie": "Zuid"})
    assert [bool(row.wrong) for row in by_name] == [True, True, False]


def test_a_value_beside_the_columns_is_told() -> None:
    """A separator in a text without quotes moves all that follows."""
    sheet = Sheet([Row(1, ["Naam", "Organisatie"]), Row(2, ["Zorg", " wonen", "Noorderboog"])])
    ((row),) = read(sheet, find(sheet, {}), "kopgroep")
    assert row.wrong == ["Er staan meer cellen dan koppen."]


def test_a_row_may_be_shorter_than_the_headings() -> None:
    """Programs leave out empty cells at the end."""
    sheet = Sheet([Row(1, ["Naam", "Organisatie", "Regio"]), Row(2, ["Zorg", "Noorderboog"])])
    (row,) = read(sheet, find(sheet, {}), "kopgroep")
    assert (row.wrong, dict(row.body)) == ([], {"name": "Zorg", "organisation": "Noorderboog"})
