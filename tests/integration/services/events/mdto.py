"""MDTO 1.0.1 as the Nationaal Archief documents it: which elements, in which order, how many, and what is in them.

Its XML schema says nowhere that it may stand here; this says of it what a dossier's metadata use, and what they might.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

NAMESPACE: Final = "{https://www.nationaalarchief.nl/mdto}"
MANY: Final = 10**9
Part = tuple[str, str, int, int]
"""An element's name, its type, and how many of it there are at least and at most."""

OBJECT: Final[tuple[Part, ...]] = (("identificatie", "identificatie", 1, MANY), ("naam", "text", 1, 1))
TYPES: Final[Mapping[str, tuple[Part, ...]]] = {
    "informatieobject": (
        *OBJECT,
        ("aggregatieniveau", "begrip", 0, 1),
        ("classificatie", "begrip", 0, MANY),
        ("trefwoord", "text", 0, MANY),
        ("omschrijving", "text", 0, MANY),
        ("raadpleeglocatie", "raadpleeglocatie", 0, MANY),
        ("dekkingInTijd", "dekkingInTijd", 0, MANY),
        ("dekkingInRuimte", "verwijzing", 0, MANY),
        ("taal", "language", 0, MANY),
        ("event", "event", 0, MANY),
        ("waardering", "begrip", 1, 1),
        ("bewaartermijn", "termijn", 0, 1),
        ("informatiecategorie", "begrip", 0, 1),
        ("isOnderdeelVan", "verwijzing", 0, MANY),
        ("bevatOnderdeel", "verwijzing", 0, MANY),
        ("heeftRepresentatie", "verwijzing", 0, MANY),
        ("aanvullendeMetagegevens", "verwijzing", 0, MANY),
        ("gerelateerdInformatieobject", "gerelateerdInformatieobject", 0, MANY),
        ("archiefvormer", "verwijzing", 1, MANY),
        ("betrokkene", "betrokkene", 0, MANY),
        ("activiteit", "verwijzing", 0, 1),
        ("beperkingGebruik", "beperkingGebruik", 1, MANY),
    ),
    "bestand": (
        *OBJECT,
        ("omvang", "integer", 1, 1),
        ("bestandsformaat", "begrip", 1, 1),
        ("checksum", "checksum", 1, MANY),
        ("URLBestand", "anyURI", 0, 1),
        ("isRepresentatieVan", "verwijzing", 1, 1),
    ),
    "identificatie": (("identificatieKenmerk", "text", 1, 1), ("identificatieBron", "text", 1, 1)),
    "verwijzing": (("verwijzingNaam", "text", 1, 1), ("verwijzingIdentificatie", "identificatie", 0, 1)),
    "begrip": (
        ("begripLabel", "text", 1, 1),
        ("begripCode", "text", 0, 1),
        ("begripBegrippenlijst", "verwijzing", 1, 1),
    ),
    "dekkingInTijd": (
        ("dekkingInTijdType", "begrip", 1, 1),
        ("dekkingInTijdBegindatum", "date", 1, 1),
        ("dekkingInTijdEinddatum", "date", 0, 1),
    ),
    "event": (
        ("eventType", "begrip", 1, 1),
        ("eventTijd", "dateTime", 0, 1),
        ("eventVerantwoordelijkeActor", "verwijzing", 0, 1),
        ("eventResultaat", "text", 0, 1),
    ),
    "beperkingGebruik": (
        ("beperkingGebruikType", "begrip", 1, 1),
        ("beperkingGebruikNadereBeschrijving", "text", 0, 1),
        ("beperkingGebruikDocumentatie", "verwijzing", 0, MANY),
        ("beperkingGebruikTermijn", "termijn", 0, 1),
    ),
    "checksum": (
        ("checksumAlgoritme", "begrip", 1, 1),
        ("checksumWaarde", "text", 1, 1),
        ("checksumDatum", "dateTime", 1, 1),
    ),
}
"""Without those that no dossier has: `raadpleeglocatie`, `termijn`, `betrokkene`, `gerelateerdInformatieobject`."""


LISTS: Final[Mapping[str, Mapping[str, str | None]]] = {
    "Begrippenlijst Aggregatieniveaus MDTO": dict.fromkeys(("Archief", "Serie", "Dossier", "Archiefstuk")),
    "Begrippenlijst Waarderingen MDTO": {
        "Blijvend te bewaren": "B",
        "Tijdelijk te bewaren": "V",
        "Nader te bepalen": "N",
    },
}
"""Of lists that MDTO itself has and closes: what a concept is called, and its code where it has one."""
OF_MDTO: Final = frozenset(NAMESPACE + name for name in ("aggregatieniveau", "waardering"))
"""The elements whose concepts are of those."""


def identifiers(written: bytes) -> list[str]:
    """What a file is known by first, then what it refers to."""
    return [each.text or "" for each in ElementTree.fromstring(written).iter(f"{NAMESPACE}identificatieKenmerk")]  # noqa: S314


def languages(written: bytes) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(written).iter(f"{NAMESPACE}taal")]  # noqa: S314


def faults(written: bytes) -> list[str]:
    """In what a file is not valid."""
    root = ElementTree.fromstring(written)  # noqa: S314 - our own
    kinds = [each.tag.removeprefix(NAMESPACE) for each in root]
    if root.tag != f"{NAMESPACE}MDTO" or kinds not in (["informatieobject"], ["bestand"]):
        return [f"{root.tag} holds {kinds}"]
    return list(_faults(root[0], kinds[0]))


def _faults(found: Element, kind: str) -> Iterator[str]:
    if kind not in TYPES:
        if len(found) or not _fits(kind, found.text or ""):
            yield f"{found.tag} is no {kind}: {found.text!r}"
        return
    left = list(found)
    for name, of, least, most in TYPES[kind]:
        here = []
        while left and left[0].tag == NAMESPACE + name:
            here.append(left.pop(0))
        if not least <= len(here) <= most:
            yield f"{kind} has {len(here)} {name}"
        for each in here:
            yield from _faults(each, of)
    if left:
        yield f"{kind} has {left[0].tag} out of its place"
    if kind == "begrip":
        yield from _unlisted(found)


def _unlisted(concept: Element) -> Iterator[str]:
    label, code = concept.findtext(f"{NAMESPACE}begripLabel", ""), concept.findtext(f"{NAMESPACE}begripCode")
    of = concept.findtext(f"{NAMESPACE}begripBegrippenlijst/{NAMESPACE}verwijzingNaam") or ""
    listed = LISTS.get(of)
    if listed is not None and (label not in listed or code != listed[label]):
        yield f"{of} has no {label} ({code})"
    if listed is None and concept.tag in OF_MDTO:
        yield f"{concept.tag} is not of the list that MDTO has for it"


def _fits(kind: str, text: str) -> bool:
    match kind:
        case "text":
            return bool(text.strip())  # 1.0.2 refuses what is empty, too
        case "integer":
            return re.fullmatch("[0-9]+", text) is not None
        case "language":
            return re.fullmatch("[a-z]{2}", text) is not None
        case "date":
            return date.fromisoformat(text).isoformat() == text
        case "dateTime":
            return datetime.fromisoformat(text).tzinfo is not None
        case _:
            return False
