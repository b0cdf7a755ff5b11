"""E-mail addresses are found wherever somebody typed them, in time that grows with the text only."""

from time import process_time
from typing import Any

import pytest

from services.intake import addresses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("anna@example.org", ["anna@example.org"]),
        (" anna@example.org ", ["anna@example.org"]),
        ("Bel anna@example.org.", ["anna@example.org"]),
        ("Anna <anna@example.org>, 'bea@mail.example.org'!", ["anna@example.org", "bea@mail.example.org"]),
        ("mailto:anna@example.org;bea@example.org", ["anna@example.org", "bea@example.org"]),
        ("anna@ example.org, @example.org, anna@example", []),
        ("anna@example", ["anna@example"]),
        ("a@b@c.nl", ["b@c.nl"]),
        ("x" * 300 + "@example.org", ["x" * 254 + "@example.org"]),
    ],
)
def test_in_a_text(text: str, expected: list[str]) -> None:
    """With what stands around it left out."""
    assert list(dict.fromkeys(addresses.found(text))) == expected


def test_a_text_that_is_one() -> None:
    """Also with characters at which it would end in a sentence."""
    assert "an,na@example.org" in set(addresses.found("an,na@example.org "))


@pytest.mark.parametrize("text", ["x" * 60_000, "@" * 60_000, "x@" * 30_000, "x.@x." * 12_000, "a@" + "b." * 30_000])
def test_whatever_was_typed_takes_no_time(text: str) -> None:
    """What a pattern tries again from each of its characters would take seconds."""
    began = process_time()
    list(addresses.found(text))
    assert process_time() - began < 1


@pytest.mark.parametrize(
    ("node", "expected"),
    [("a", ["a"]), ({"a": ["b", {"c": 1, "d": None}]}, ["a", "b", "c", "d"]), (1.5, [])],
)
def test_texts_of_what_was_typed(node: Any, expected: list[str]) -> None:
    """Values and names, however deep."""
    assert list(addresses.texts(node)) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"contact": {"name": "Anna", "email": "ANNA@example.org"}}, {"contact": {}}),
        ({"contact": {"name": "Anna <anna@example.org>"}, "title": "x"}, {"contact": {}, "title": "x"}),
        ({"who": [{"phone": "1", "note": "anna@example.org"}]}, {"who": [{}]}),
        ({"contact": {"email": "joanna@example.org"}}, {"contact": {"email": "joanna@example.org"}}),
        ({"email": "anna@example.org", "title": "x"}, {"email": "[gewist]", "title": "x"}),
        ({"criteria": {"innoveren": "Bel anna@example.org, of bea@example.org."}},
         {"criteria": {"innoveren": "Bel [gewist], of bea@example.org."}}),
        ({"anna@example.org": [1, None, "x"]}, {"[gewist]": [1, None, "x"]}),
    ],
)  # fmt: skip
def test_without_somebody(node: Any, expected: Any) -> None:
    """A contact person with the address is empty; from everything else the address is cut, and nothing more."""
    assert addresses.without(node, lambda found: found.casefold() == "anna@example.org") == expected


def test_without_an_address_that_is_all_there_is() -> None:
    """Also where it would end earlier in a sentence."""
    assert addresses.without({"a": " an,na@x.org"}, lambda found: found == "an,na@x.org") == {"a": "[gewist]"}
