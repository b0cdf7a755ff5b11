"""A dossier's manifest, read as what it is: a text that anybody may have written."""

import re
from typing import Final

import msgspec

from cli.language import say
from cli.verify.places import EVENTS, PROOFS

FORMAT: Final = "koploper-dossier/1"
METADATA_ENDS: Final = ".mdto.xml"
_NUMBERED: Final = re.compile(rf"(?:{EVENTS}|{PROOFS})([0-9]{{12}})\.")


class NotListed(Exception):
    """This is no manifest; the sentence says why."""


class Event(msgspec.Struct, frozen=True):
    """A fact, as the manifest tells of it."""

    position: int
    file: str
    proof: str
    source: str
    stream: str
    sequence: int
    type: str


class File(msgspec.Struct, frozen=True):
    """A file, how many bytes it has, and their SHA-256 in hex."""

    path: str
    bytes: int
    sha256: str


class Listing(msgspec.Struct, frozen=True, rename="camel"):
    """What a manifest lists."""

    format: str
    initiative_id: str
    position: int
    events: list[Event]
    files: list[File]

    def position_of(self, path: str) -> int | None:
        """The position of the fact that a file is of, by its name."""
        found = _NUMBERED.search(path)
        return None if found is None else int(found[1])


_decode: Final = msgspec.json.Decoder(Listing).decode


def listing(written: bytes) -> Listing:
    """Read it; raises NotListed, also where it does not say one thing about each file and each fact."""
    try:
        found = _decode(written)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise NotListed(say(f"het is niet te lezen: {error}", f"it cannot be read: {error}")) from error
    if found.format != FORMAT:
        other = repr(found.format[:40])
        raise NotListed(
            say(
                f"het is van de vorm {other}, en dit programma kent {FORMAT}",
                f"it is of the format {other}, and this program knows {FORMAT}",
            )
        )
    paths = [each.path for each in found.files]
    if len(set(paths)) != len(paths):
        raise NotListed(say("het noemt een bestand twee keer", "it lists a file twice"))
    positions = [each.position for each in found.events]
    if positions != sorted(set(positions)):
        raise NotListed(
            say(
                "het noemt niet elk feit één keer, in de volgorde van het logboek",
                "it does not list each fact once, in the order of the ledger",
            )
        )
    _must_be_all(found, set(paths))
    return found


def _must_be_all(found: Listing, paths: set[str]) -> None:
    """Every file of a fact belongs to one that is listed, and every fact has its two files."""
    named = [each for event in found.events for each in (event.file, event.proof)]
    for event in found.events:
        right = (f"{EVENTS}{event.position:012d}.json", f"{PROOFS}{event.position:012d}.tlog-proof")
        if (event.file, event.proof) != right:
            raise NotListed(
                say(
                    f"de bestanden van positie {event.position} heten niet daarnaar",
                    f"the files of position {event.position} are not named after it",
                )
            )
    of_facts = {path for path in paths if path.startswith((EVENTS, PROOFS))}
    if strange := sorted(of_facts ^ set(named)):
        one = repr(strange[0][:200])
        raise NotListed(
            say(
                f"{one} is genoemd als bestand of als dat van een feit, en niet als allebei",
                f"{one} is listed as a file or as one of a fact, and not as both",
            )
        )
