"""The checksum that an MDTO file says, read so that nothing in the file can do harm."""

import re
from typing import Final
from xml.etree import ElementTree

from cli.language import say

CHECKSUM: Final = "{https://www.nationaalarchief.nl/mdto}checksumWaarde"
_DIGEST: Final = re.compile("[0-9a-f]{64}")


class NoChecksum(Exception):
    """It does not say one; the sentence says why."""


class _Plain(ElementTree.TreeBuilder):
    """Elements and texts only: what a document type brings along (entities that grow, other files) is refused."""

    def doctype(self, *_: object) -> None:
        raise NoChecksum(
            say(
                "het heeft een documenttype, en dat hebben metagegevens niet nodig",
                "it has a document type, which no metadata need",
            )
        )


def checksum(written: bytes) -> str:
    """The one SHA-256 that it says, in hex; raises NoChecksum."""
    try:
        root = ElementTree.fromstring(written, ElementTree.XMLParser(target=_Plain()))  # noqa: S314 - see _Plain
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise NoChecksum(say(f"het is geen XML: {error}", f"it is no XML: {error}")) from error
    told = [each.text or "" for each in root.iter(CHECKSUM)]
    if len(told) != 1 or not _DIGEST.fullmatch(told[0]):
        raise NoChecksum(say("het noemt niet één SHA-256", "it does not say one SHA-256"))
    return told[0]
