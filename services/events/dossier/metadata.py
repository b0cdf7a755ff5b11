"""Metadata for an archive: MDTO 1.0.1 of the Nationaal Archief, one file on the dossier and one on each of its files.

https://www.nationaalarchief.nl/archiveren/mdto: namespace, elements and their order are those of its XML schema.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from pathlib import PurePosixPath
from typing import Final

from services.events.dossier.gather import Gathered
from services.events.dossier.packing import File
from services.events.dossier.words import Language
from shared.envelope import moment, timestamp

NAMESPACE: Final = "https://www.nationaalarchief.nl/mdto"
SCHEMA: Final = f"{NAMESPACE}/MDTO-XML1.0.1.xsd"
ENDS: Final = ".mdto.xml"
OF_DOSSIER: Final = f"dossier{ENDS}"
FOLDER: Final = "mdto"
ARCHIVER: Final = "Ministerie van Volksgezondheid, Welzijn en Sport"
"""Whose task it is that dossiers tell of (archiefvormer)."""
PLAIN: Final = ("Plain Text File", "x-fmt/111")
FORMATS: Final = {
    ".json": ("JSON Data Interchange Format", "fmt/817"),
    ".html": ("Hypertext Markup Language 5", "fmt/471"),
}
"""By how a file's name ends, what PRONOM calls its format; the others are texts."""
OF_FACTS: Final = "nl"
"""In what language people told what is in facts."""
SHORTEST: Final = " "
"""The first character that is no control character: XML has no way to write most of those."""


def of_dossier(gathered: Gathered, title: str, files: Sequence[File], language: Language) -> File:
    """What an archive wants to know of the whole (informatieobject)."""
    first, last = (each.date().isoformat() for each in (gathered.first_event_at, gathered.last_event_at))
    inside = [
        _identity(_number(gathered), gathered),
        _text("naam", title),
        _concept("aggregatieniveau", "Dossier", "Begrippenlijst Aggregatieniveaus MDTO"),
        _text(
            "omschrijving",
            f"De reis van initiatief {gathered.initiative_id} van aanmelding tot Koploper, zoals het logboek die kende "
            f"op positie {gathered.position}: {len(gathered.proven)} feiten met hun bewijs. Teksten uit kluizen zitten "
            "er niet in.",
        ),
        _tag(
            "dekkingInTijd",
            _concept("dekkingInTijdType", "Looptijd van het dossier", "Koploper"),
            _text("dekkingInTijdBegindatum", first),
            _text("dekkingInTijdEinddatum", last),
        ),
        *(_text("taal", each) for each in dict.fromkeys((language, OF_FACTS))),
        _tag(
            "event",
            _concept("eventType", "Creatie", "Begrippenlijst EventTypeLijst MDTO"),
            _text("eventTijd", gathered.recorded_at),
            _reference("eventVerantwoordelijkeActor", f"Koploper, logboek {gathered.checkpoint.origin}"),
        ),
        _concept("waardering", "Nader te bepalen", "Begrippenlijst Waarderingen MDTO", "N"),
        *(_reference("heeftRepresentatie", each.path, _number(gathered, each), _source(gathered)) for each in files),
        _reference("archiefvormer", ARCHIVER),
        _tag(
            "beperkingGebruik",
            _concept("beperkingGebruikType", "Beperkt openbaar", "Koploper"),
            _text(
                "beperkingGebruikNadereBeschrijving",
                "Bevat ook feiten die alleen voor betrokkenen en het kantoor zijn; bij elk feit staat in het contract "
                "van zijn soort wie het mag lezen.",
            ),
        ),
    ]
    return _file(OF_DOSSIER, "informatieobject", inside, gathered)


def of_file(gathered: Gathered, title: str, file: File) -> File:
    """What an archive wants to know of one file (bestand), with the checksum by which a change in it is seen."""
    label, code = FORMATS.get(PurePosixPath(file.path).suffix, PLAIN)
    inside = [
        _identity(_number(gathered, file), gathered),
        _text("naam", PurePosixPath(file.path).name),
        _text("omvang", str(len(file.content))),
        _concept("bestandsformaat", label, "PRONOM-register", code),
        _tag(
            "checksum",
            _concept("checksumAlgoritme", "SHA-256", "Begrippenlijst ChecksumAlgoritme MDTO"),
            _text("checksumWaarde", sha256(file.content).hexdigest()),
            _text("checksumDatum", timestamp(file.at)),
        ),
        _reference("isRepresentatieVan", title, _number(gathered), _source(gathered)),
    ]
    return _file(f"{FOLDER}/{file.path}{ENDS}", "bestand", inside, gathered)


def _number(gathered: Gathered, file: File | None = None) -> str:
    """What it is known by, of a dossier or of a file in it: by no other of any dossier."""
    whole = f"{gathered.initiative_id}@{gathered.position}"
    return whole if file is None else f"{whole}/{file.path}"


def _source(gathered: Gathered) -> str:
    return f"Koploper, logboek {gathered.checkpoint.origin}"


def _file(path: str, kind: str, inside: Iterable[str], gathered: Gathered) -> File:
    written = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<MDTO xmlns="{NAMESPACE}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}">\n{_tag(kind, *inside)}\n</MDTO>\n'
    )
    return File(path, written.encode(), moment(gathered.recorded_at))


def _identity(number: str, gathered: Gathered) -> str:
    return _tag("identificatie", _text("identificatieKenmerk", number), _text("identificatieBron", _source(gathered)))


def _concept(tag: str, label: str, known_in: str, code: str | None = None) -> str:
    coded = [] if code is None else [_text("begripCode", code)]
    return _tag(tag, _text("begripLabel", label), *coded, _reference("begripBegrippenlijst", known_in))


def _reference(tag: str, name: str, number: str | None = None, source: str = "") -> str:
    known = (
        []
        if number is None
        else [
            _tag(
                "verwijzingIdentificatie",
                _text("identificatieKenmerk", number),
                _text("identificatieBron", source),
            )
        ]
    )
    return _tag(tag, _text("verwijzingNaam", name), *known)


def _text(tag: str, text: str) -> str:
    return f"<{tag}>{escape(_writable(text), quote=False)}</{tag}>"


def _tag(tag: str, *inside: str) -> str:
    return f"<{tag}>{''.join(inside)}</{tag}>"


def _writable(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(each if _in_xml(each) else "\N{REPLACEMENT CHARACTER}" for each in text)


def _in_xml(letter: str) -> bool:
    return letter in "\t\n" or SHORTEST <= letter < "\ud800" or "\ue000" <= letter < "\ufffe" or letter > "\uffff"
