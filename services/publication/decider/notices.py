"""What the public reads where an article stood."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.publication import events
from shared.event import Kept

NOTICES: Final[Mapping[events.WithdrawnBy, str]] = MappingProxyType(
    {
        "withdrawn-by-submitter": "Dit verhaal is op verzoek van de inzender teruggenomen.",
        "withdrawn-by-editor": "Dit verhaal is door de redactie teruggenomen.",
        "assessment-reversed": "Dit verhaal is teruggenomen: het initiatief wordt opnieuw getoetst.",
        "clearance-reversed": "Dit verhaal is teruggenomen: de ministeries kijken opnieuw naar het initiatief.",
        "clearance-lapsed": "Dit verhaal is teruggenomen: het akkoord van de ministeries geldt niet meer.",
        "not-met": "Dit verhaal is teruggenomen: het initiatief voldeed bij een nieuwe toetsing niet aan de criteria.",
        "to-agree-anew": "Dit verhaal is teruggenomen: het komt pas terug als redactie en inzender er opnieuw mee "
        "instemmen.",
    }
)


def gone(
    reason: events.WithdrawnBy, *, motivation: Kept | None = None, replaces: events.WithdrawnBy | None = None
) -> events.ArticleWithdrawn:
    """That an article went for this reason, or that this is how it is with one that went."""
    return events.ArticleWithdrawn(reason=reason, notice=NOTICES[reason], motivation=motivation, replaces=replaces)
