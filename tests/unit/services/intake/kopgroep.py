"""One row of a register to test with, and the facts and commands about it in their shortest form."""

from typing import Any, Final

from services.intake import commands, events
from shared.event import Kept
from shared.testing.given import act
from tests.unit.services.intake.ketenstage import kept

ENTRY: Final = events.RegisterEntry(name="Ketenstage", organisation="Noorderboog", region="Groningen")
ELSEWHERE: Final = ENTRY.model_copy(update={"region": "Drenthe"})
ANNA: Final = kept(11)
BRAM: Final = kept(12)


def bring_in(
    entry: events.RegisterEntry = ENTRY, contact: Kept | None = ANNA, known: Kept | None = None
) -> commands.ImportEntry:
    return commands.ImportEntry(
        act=act("operator"), register_name="kopgroep", key="17", entry=entry, contact=contact, known=known
    )


def said(entry: events.RegisterEntry = ENTRY, contact: Kept | None = ANNA) -> dict[str, Any]:
    return {**dict(entry), "register_name": "kopgroep", "key": "17", "contact": contact}


IMPORTED: Final = events.RegisterEntryImported(**said())


def changed(
    entry: events.RegisterEntry = ENTRY, contact: Kept | None = ANNA, former: Kept | None = None
) -> events.RegisterEntryChanged:
    return events.RegisterEntryChanged(**said(entry, contact), former_contact=former)
