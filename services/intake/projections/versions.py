"""What each version of a submission said anew, and when, by whom; a version itself is what they said up to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import JSON, Column, Connection, Integer, Select, Table, Text, select

from services.intake import events
from services.intake.projections.initiatives import tables
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put
from shared.store.store import AnyRow
from shared.turn import Recorded

TOLD: Final = (*events.DESCRIBED, "contact", "contacts")
"""What a version consists of."""
SAID: Final = (*TOLD, "reference_version")
"""And of which reference data its themes and branches are."""

told_version: Final = Table(
    "told_version",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Text),
    Column("by", Text),
    Column("submission_digest", Text),
    Column("said", JSON),
)


def _version(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.InitiativeSubmitted() | events.InitiativeRevised() as told:
            yield Put(
                told_version,
                {"initiative_id": fact.subject, "number": told.submission_version},
                {
                    "at": timestamp(fact.time),
                    "by": str(fact.actor),
                    "submission_digest": told.submission_digest,
                    "said": told.model_dump(mode="json", by_alias=True, exclude_none=True, include=set(SAID)),
                },
            )
        case _:
            return


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (Projection("versions", (told_version,), _version),)


@dataclass(frozen=True, slots=True)
class Told:
    """A version as it stood: `whole` is all that it said, by the names of its fields."""

    row: AnyRow
    whole: dict[str, Any]


def versions(initiative_id: str) -> Select[*tuple[Any, ...]]:
    """The versions of an initiative."""
    return select(told_version).where(told_version.c.initiative_id == initiative_id)


def told_up_to(connection: Connection, initiative_id: str, number: int) -> list[Told]:
    """The versions of an initiative up to one, the first first; empty when there is no such version."""
    chosen = versions(initiative_id).where(told_version.c.number <= number).order_by(told_version.c.number)
    found: list[Told] = []
    whole: dict[str, Any] = {"contacts": []}
    for row in connection.execute(chosen):
        whole = {**whole, **row.said}
        found.append(Told(row, whole))
    return found if len(found) == number else []
