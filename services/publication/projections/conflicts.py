"""To whom stories are shut, as every list and item asks."""

from collections.abc import Iterable
from typing import Final

from services.publication import events
from shared import shut
from shared.projection import Change, Projection
from shared.store import schema
from shared.turn import Recorded


def _shut(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ConflictNotedByPublication(person=person, stands=True):
            yield shut.shut(fact.subject, person)
        case events.ConflictNotedByPublication(person=person):
            yield shut.open_again(fact.subject, person)
        case _:
            return


CONFLICTS: Final[tuple[Projection[Recorded], ...]] = (Projection("shut", (schema.shut,), _shut),)
