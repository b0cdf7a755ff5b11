"""Which column of a spreadsheet is which field of a register, by what people call it, in Dutch and English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cli.language import say
from cli.registers.sheet import NoRegister, Row, Sheet

Kind = Literal["text", "several", "words", "since", "phone"]
"""`several` are parted by `;` or line ends, `words` by commas too."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its name in the API, what it is called on the screen, and other names for it."""

    name: str
    dutch: str
    english: str
    kind: Kind
    also: str
    """Further headings, parted by bars."""

    @property
    def label(self) -> str:
        return say(self.dutch, self.english)


FIELDS: Final = (
    Field("key", "sleutel", "key", "text", "id|nr|nummer|no|number|code|kenmerk|referentie|reference|volgnummer"),
    Field(
        "name",
        "naam",
        "name",
        "text",
        "initiatief|naam initiatief|naam van het initiatief|initiative|project|projectnaam|titel|title|koploper",
    ),
    Field(
        "organisation",
        "organisatie",
        "organisation",
        "text",
        "organization|trekker|penvoerder|aanvrager|hoofdaanvrager|naam organisatie|instelling|lead organisation",
    ),
    Field(
        "partners",
        "partners",
        "partners",
        "several",
        "partner|samenwerkingspartners|samenwerkingsverband|betrokken organisaties|deelnemers|participants",
    ),
    Field(
        "summary",
        "omschrijving",
        "description",
        "text",
        "samenvatting|beschrijving|korte omschrijving|toelichting|inhoud|summary",
    ),
    Field("region", "regio", "region", "text", "provincie|arbeidsmarktregio|gebied|province"),
    Field("place", "plaats", "place", "text", "gemeente|stad|woonplaats|vestigingsplaats|town|city|municipality"),
    Field("themes", "thema", "theme", "words", "themas|thema s|themes|onderwerp|onderwerpen"),
    Field("branches", "branche", "branch", "words", "branches|sector|sectoren|sectors"),
    Field("status", "status", "status", "text", "stand|stand van zaken|fase|state"),
    Field(
        "since",
        "sinds",
        "since",
        "since",
        "datum|startdatum|start|jaar|beginjaar|startjaar|datum start|koploper sinds|date|start date|year",
    ),
    Field("link", "link", "link", "text", "website|webpagina|url|internet|internetadres|site"),
    Field(
        "contact.name",
        "contactpersoon",
        "contact",
        "text",
        "contact|naam contactpersoon|contactnaam|contact person|contact name",
    ),
    Field(
        "contact.email",
        "e-mail",
        "e-mail",
        "text",
        "email|mail|e mail|e mailadres|emailadres|mailadres|e mail contactpersoon|email address|contact email",
    ),
    Field(
        "contact.phone",
        "telefoon",
        "phone",
        "phone",
        "telefoonnummer|tel|tel nr|mobiel|telefoon contactpersoon|phone number|telephone|contact phone",
    ),
)
BY_NAME: Final[Mapping[str, Field]] = {field.name: field for field in FIELDS}
NEEDED: Final = ("name", "organisation")
LOOKED_AT: Final = 20
"""Rows among which the headings are looked for: a title or an explanation may stand above them."""


def plain(heading: str) -> str:
    """A heading without capitals, accents and punctuation."""
    spread = unicodedata.normalize("NFKD", heading.casefold())
    return " ".join(re.findall("[a-z0-9]+", "".join(each for each in spread if not unicodedata.combining(each))))


KNOWN: Final[Mapping[str, Field]] = {
    plain(name): field
    for field in FIELDS
    for name in (field.dutch, field.english, field.name.replace(".", " "), *field.also.split("|"))
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which place in a row has which field; `left_out` are the headings of columns that are not brought in."""

    heading_row: int
    fields: Mapping[int, Field]
    headings: Mapping[int, str]
    left_out: Sequence[str]

    def heading(self, field: str) -> str:
        """What the file calls a field, or else what we do."""
        return next((self.headings[at] for at, each in self.fields.items() if each.name == field), BY_NAME[field].label)


def recognised(row: Row, given: Mapping[str, Field]) -> int:
    """How many cells of a row are headings that we know."""
    return sum(isinstance(cell, str) and (plain(cell) in given or plain(cell) in KNOWN) for cell in row.cells)


def find(sheet: Sheet, given: Mapping[str, Field]) -> Mapped:
    """The headings of a sheet; `given` says itself what some of them mean. Raises NoRegister where they do not do."""
    top = sheet.rows[:LOOKED_AT]
    best = max(top, key=lambda row: recognised(row, given), default=None)
    if best is None or recognised(best, given) == 0:
        names = ", ".join(BY_NAME[name].label for name in NEEDED)
        raise NoRegister(
            f"In de eerste {LOOKED_AT} rijen staan geen kolomkoppen die bekend zijn. Zet er een rij met minstens: "
            f"{names}.",
            f"The first {LOOKED_AT} rows hold no headings that are known. Put a row there with at least: {names}.",
        )
    headings = {at: cell for at, cell in enumerate(best.cells) if isinstance(cell, str)}
    fields = {at: field for at, cell in headings.items() if (field := _meant(plain(cell), given))}
    _once_each(fields, headings)
    _all_needed(fields)
    left_out = [cell for at, cell in headings.items() if at not in fields]
    return Mapped(best.number, fields, headings, left_out)


def _meant(heading: str, given: Mapping[str, Field]) -> Field | None:
    """What somebody said it means; else what it usually does, unless that was said of another."""
    usual = KNOWN.get(heading)
    return given.get(heading) or (None if usual in given.values() else usual)


def _once_each(fields: Mapping[int, Field], headings: Mapping[int, str]) -> None:
    for field in FIELDS:
        twice = [headings[at] for at, each in fields.items() if each is field]
        if len(twice) > 1:
            named = say(" en ", " and ").join(f"“{each}”" for each in twice)
            raise NoRegister(
                f"De kolommen {named} betekenen allebei {field.dutch}. Geef er een een andere kop, of zeg met "
                f"--column {field.name}=… welke het is.",
                f"The columns {named} both mean {field.english}. Give one another heading, or say with "
                f"--column {field.name}=… which it is.",
            )


def _all_needed(fields: Mapping[int, Field]) -> None:
    there = {field.name for field in fields.values()}
    lacking = [BY_NAME[name] for name in NEEDED if name not in there]
    if lacking:
        raise NoRegister(
            f"Een kolom ontbreekt: {', '.join(each.dutch for each in lacking)}. Voeg hem toe, of zeg met "
            f"--column {lacking[0].name}=… hoe hij hier heet.",
            f"A column lacks: {', '.join(each.english for each in lacking)}. Add it, or say with "
            f"--column {lacking[0].name}=… what it is called here.",
        )
