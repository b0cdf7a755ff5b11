"""What the public reads where an article stood."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.publication import events

NOTICES: Final[Mapping[events.WithdrawnBy, str]] = MappingProxyType(
    {
        "withdrawn-by-submitter": "Dit verhaal is op verzoek van de inzender teruggenomen.",
        "withdrawn-by-editor": "Dit verhaal is door de redactie teruggenomen.",
    }
)
