"""Whether a reason says who somebody is: by whole words of names, by addresses, and by the last digits of numbers."""

import orjson
import pytest

from services.intake.naming import names

AN = orjson.dumps({"name": "An van den Berg", "email": "an@example.org", "phone": "06 12345678"}).decode()
PIET = "Piet Jansen <piet@example.org>"
TOLD = "Bel me op +31 50 123 4567, of schrijf naar cor@example.org."


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("Verzoek van An", [AN]),
        ("mevrouw BERG vroeg het", [AN]),
        ("zie AN@example.org.", [AN]),
        ("belde met 06-12 34 56 78", [AN]),
        ("belde met +31612345678", [AN]),
        ("de heer Jansen belde", [PIET]),
        ("piet@example.org schreef", ["", PIET]),
        ("belde met 050 1234567", [TOLD]),
        ("cor@example.org", [TOLD]),
        ("x@example.org", ['["x@example.org"]']),
    ],
)
def test_who_it_is(reason: str, kept: list[str]) -> None:
    """In whatever case, with whatever between the digits, wherever it is kept."""
    assert names(reason, kept)


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("Opnieuw, na het terugzetten van een reservekopie", [AN, PIET, TOLD]),
        ("Verzoek per brief van 3 april 2019, kenmerk 12-34", [AN, PIET, TOLD]),
        ("Bel schrijf naar", [TOLD]),
        ("joan@example.org", [AN]),
        ("7", ["7", "null", "[1]"]),
        ("Piet", []),
    ],
)
def test_who_it_is_not(reason: str, kept: list[str]) -> None:
    """Words that everybody uses, part of a word or of an address, and other numbers."""
    assert not names(reason, kept)
