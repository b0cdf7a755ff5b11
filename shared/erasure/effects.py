"""What goes with the fact that it was erased, and the list of what was."""

from collections.abc import Iterable
from typing import Final

from shared import vault
from shared.envelope import timestamp
from shared.erasure.facts import PersonDataErased
from shared.projection import Change, Projection, Put
from shared.store import schema
from shared.turn import Recorded


def forgets(fact: Recorded) -> Iterable[Change]:
    """The texts; rows beside the facts are for whoever has such rows."""
    if isinstance(fact.event, PersonDataErased):
        for ref in fact.event.texts:
            yield vault.forgotten(ref, fact.time)


def _erasures(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case PersonDataErased() as done:
            said = done.model_dump(include={"erasure", "because", "person", "initiative_id"})
            counted = {
                "texts": len(done.texts),
                "rows": len((*(done.rows or ()), *(done.rows_cleared or ()))),
                "done_at": timestamp(fact.time),
            }
            yield Put(schema.erasure, {"id": fact.id}, said | counted)
        case _:
            return


ERASURES: Final[Projection[Recorded]] = Projection("erasures", (schema.erasure,), _erasures)
