"""The checksum that an MDTO file says, read so that nothing in the file can do harm."""

import re
from typing import Final
from xml.etree import ElementTree

CHECKSUM: Final = "{https://www.nationaalarchief.nl/mdto}checksumWaarde"
_DIGEST: Final = re.compile("[0-9a-f]{64}")


class NoChecksum(Exception):
    """It does not say one; the sentence says why."""


class _Plain(ElementTree.TreeBuilder):
    """Elements and texts only: what a document type brings along (entities that grow, other files) is refused."""

    def doctype(self, *_: object) -> None:
        raise NoChecksum("it has a document type, which no metadata need")


def checksum(written: bytes) -> str:
    """The one SHA-256 that it says, in hex; raises NoChecksum."""
    try:
        root = ElementTree.fromstring(written, ElementTree.XMLParser(target=_Plain()))  # noqa: S314 - see _Plain
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise NoChecksum(f"it is no XML: {error}") from error
    told = [each.text or "" for each in root.iter(CHECKSUM)]
    if len(told) != 1 or not _DIGEST.fullmatch(told[0]):
        raise NoChecksum("it does not say one SHA-256")
    return told[0]
