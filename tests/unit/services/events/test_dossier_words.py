"""What a dossier's page says of facts: the sentences of the live page, filled in the same way."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from services.events import pages
from services.events.dossier.words import ENUMERATED, words
from shared import envelope as envelopes
from shared.envelope import Envelope
from shared.testing.given import uuid

NL: Final = words("nl")
GONE: Final = frozenset({"r-1"})


def fact(kind: str, data: dict[str, Any], actor: str = f"adviser;id={uuid(7)}") -> Envelope:
    told = {
        "specversion": "1.0",
        "id": uuid(1),
        "source": "urn:nld:koploper:systeem:assessment",
        "type": f"nl.koploper.{kind}",
        "subject": "x",
        "time": "2019-04-01T12:00:00.000000Z",
        "stream": f"initiative-{uuid(2)}",
        "sequence": "1",
        "actor": actor,
        "correlationid": uuid(3),
        "causationid": uuid(4),
        "data": data,
    }
    return envelopes.open_(json.dumps(told).encode())


@pytest.mark.parametrize(
    ("kind", "data", "says"),
    [
        ("initiative-submitted.v1", {"title": "A", "region": "B"}, "Initiatief aangemeld: “A” uit B."),
        ("initiative-submitted.v1", {"title": "{region}", "region": "B"}, "Initiatief aangemeld: “{region}” uit B."),
        ("criterion-judged.v1", {"criterion": "innoveren", "met": True}, "Criterium innoveren: voldoet."),
        (
            "criterion-judged.v1",
            {"criterion": "innoveren", "met": True, "proposed": False},
            "Criterium innoveren: voldoet, anders dan uit de organisaties volgde.",
        ),
        (
            "policy-activated.v1",
            {"policyVersion": "2", "validFrom": "2019-03-01"},
            "Beleid 2 geldt vanaf 1 maart 2019.",
        ),
        ("policy-activated.v1", {"policyVersion": "2"}, "Beleid 2 geldt vanaf niet getoond."),
        (
            "article-withdrawn.v1",
            {"reason": "not-met"},
            "Artikel teruggenomen: het initiatief voldeed bij een nieuwe toetsing niet aan de criteria.",
        ),
        (
            "article-withdrawn.v1",
            {"reason": "not-met", "replaces": "assessment-reversed"},
            "Bericht bij het artikel aangepast: het initiatief voldeed bij een nieuwe toetsing niet aan de criteria.",
        ),
        ("made-up.v9", {}, "Onbekende gebeurtenis: made-up.v9"),
        ("contact-removed.v1", {"because": "made-up"}, "Onbekende gebeurtenis: contact-removed.v1"),
    ],
)
def test_a_sentence(kind: str, data: dict[str, Any], says: str) -> None:
    """Of what it is of and what it says; what people wrote is not filled in again, and what is unknown is named."""
    assert NL.sentence(fact(kind, data)) == says


def test_values() -> None:
    """Words for what is enumerated, what people wrote as it is, and of a vault's text what became of it."""
    kept = {"ref": "r-1", "digest": "d"}
    assert NL.shown("contact", kept, GONE) == "gewist"
    assert NL.shown("contact", kept | {"ref": "r-2"}, GONE) == "vertrouwelijk (in kluis)"
    assert NL.shown("outcome", "met", GONE) == "voldoet aan de criteria"
    assert NL.shown("title", "met", GONE) == "met"
    assert NL.shown("changed", ["title", "criteria.innoveren"], GONE) == ["Titel", "innoveren"]
    assert NL.shown("date", "2019-13-45", GONE) == "2019-13-45"
    assert NL.shown("data", {"met": True, "title": None, "x": [{"capacity": 3}]}, GONE) == {
        "Voldoet": "ja",
        "Titel": "niet getoond",
        "x": [{"Plaatsen": "3"}],
    }


def test_people_and_moments() -> None:
    """A role with enough of an id to tell people apart, the system by its service, and times in UTC."""
    assert NL.person(fact("a.v1", {})) == f"Adviseur ALN · {uuid(7)[-6:]}"
    assert NL.person(fact("a.v1", {}, "system;id=review")) == "Het systeem (Akkoord)"
    assert words("en").at(datetime(2021, 12, 31, 23, 59, 58, tzinfo=UTC)) == "31 December 2021 23:59:58 UTC"
    assert NL.at("2021-12-31T23:59:58.000001+01:00") == "31 december 2021 22:59:58 UTC"


def test_the_same_fields_have_words_as_on_the_page() -> None:
    """Nobody reads another word on paper than on screen."""
    script = (Path(pages.__file__).parent / "static" / "sentences.js").read_text()
    (listed,) = re.findall(r"const ENUMERATED = new Set\(\[(.*?)\]\)", script, re.DOTALL)
    assert set(re.findall(r'"(\w+)"', listed)) == ENUMERATED


def test_both_languages_have_all_texts() -> None:
    """Of the page itself, too."""
    assert words("en").own.keys() == NL.own.keys()
