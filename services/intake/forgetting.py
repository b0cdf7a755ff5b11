"""What goes for good with a fact of intake: drafts that were submitted or erased, a contact who is not named."""

from collections.abc import Iterable

from services.intake import events
from services.intake.drafts import draft
from shared import vault
from shared.erasure.facts import PersonDataErased
from shared.event import Kept
from shared.projection import Change, Remove
from shared.turn import Recorded


def forgets(fact: Recorded) -> Iterable[Change]:
    """The rows that go with `fact`; an initiative that comes of a draft has the draft's id."""
    match fact.event:
        case events.InitiativeSubmitted():
            yield Remove(draft, {"id": fact.subject})
        case events.ContactRemoved(contact=ref):
            yield vault.forgotten(ref, fact.time)
        case events.RegisterEntryChanged(former_contact=Kept(ref=ref)):
            yield vault.forgotten(ref, fact.time)
        case PersonDataErased(rows=rows):
            for row in rows or ():
                yield Remove(draft, {"id": row})
        case _:
            return
