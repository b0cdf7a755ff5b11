"""To whom initiatives are shut, as every list and item asks."""

from collections.abc import Iterable
from typing import Final

from services.intake import events
from shared import shut
from shared.projection import Change, Projection
from shared.store import schema
from shared.turn import Recorded


def _shut(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ConflictNotedByIntake(person=person, stands=True):
            yield shut.shut(fact.subject, person)
        case events.ConflictNotedByIntake(person=person):
            yield shut.open_again(fact.subject, person)
        case _:
            return


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (Projection("shut", (schema.shut,), _shut),)
