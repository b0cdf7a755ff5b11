"""Own events that a restored store lacks, put back as they were: exact bytes, read models, and who caused them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import orjson
from sqlalchemy import Connection, func, insert, select, tuple_

from shared import vault
from shared.restored.ledger import Place
from shared.store import schema
from shared.turn import Model, Recorded

_event: Final = schema.event


class Hole(Exception):
    """The ledger itself lacks an event that comes before one it has; nothing behind it can be put back."""


def known(connection: Connection, places: Sequence[Place]) -> dict[tuple[str, int], str]:
    """The ids under which the store has events at these places."""
    asked = [(place.stream, place.sequence) for place in places]
    chosen = select(_event.c.stream, _event.c.version, _event.c.id).where(
        tuple_(_event.c.stream, _event.c.version).in_(asked)
    )
    return {(row.stream, row.version): row.id for row in connection.execute(chosen)}


def append(connection: Connection, model: Model, bodies: Sequence[bytes]) -> int:
    """Append events by their exact bytes, those that are not there by now; tells how many. Raises Hole."""
    added: list[Recorded] = []
    for fact in map(model.load, bodies):
        last = _last(connection, fact.stream)
        if fact.version > last + 1:
            raise Hole(f"The ledger has {fact.stream} {fact.version}, and not {last + 1}.")
        if fact.version == last + 1:
            connection.execute(insert(_event).values(_row(connection, fact)))
            added.append(fact)
    model.write(connection, added)
    return len(added)


def _last(connection: Connection, stream: str) -> int:
    found = select(func.coalesce(func.max(_event.c.version), 0)).where(_event.c.stream == stream)
    return int(connection.execute(found).scalar_one())


def _row(connection: Connection, fact: Recorded) -> dict[str, object]:
    """`ordinal` counts what one reaction made in one stream of one cause, as when it was decided.

    The type is the one that was written: its upcasters are for whoever reads it.
    """
    made_before = select(func.count()).where(
        _event.c.stream == fact.stream,
        _event.c.causation == fact.causation,
        _event.c.reaction.is_(None) if fact.reaction is None else _event.c.reaction == fact.reaction,
    )
    return {
        "stream": fact.stream,
        "version": fact.version,
        "id": fact.id,
        "type": orjson.loads(fact.body)["type"],
        "causation": fact.causation,
        "reaction": fact.reaction,
        "ordinal": connection.execute(made_before).scalar_one(),
        "body": fact.body,
    }


def texts_lacking(connection: Connection, bodies: Sequence[bytes]) -> list[str]:
    """The vault's references that these events name and the store does not have."""
    refs = [ref for body in bodies for ref, _ in vault.named(orjson.loads(body)["data"])]
    there = set(connection.execute(select(schema.vault.c.ref).where(schema.vault.c.ref.in_(refs))).scalars())
    return [ref for ref in refs if ref not in there]


def first_unknown(connection: Connection, counts: Mapping[str, int]) -> int | None:
    """The position of the first event that the ledger, which has so many of each stream, does not have."""
    lacking = [
        (row.stream, counts.get(row.stream, 0) + 1)
        for row in connection.execute(
            select(_event.c.stream, func.max(_event.c.version).label("last")).group_by(_event.c.stream)
        )
        if row.last > counts.get(row.stream, 0)
    ]
    if not lacking:
        return None
    chosen = select(func.min(_event.c.position)).where(tuple_(_event.c.stream, _event.c.version).in_(lacking))
    return int(connection.execute(chosen).scalar_one())


def answered(connection: Connection, ids: Collection[str], timers: Collection[str]) -> set[str]:
    """Those of these foreign events on which a reaction, and not one of our `timers`, has acted here already."""
    by_reaction = _event.c.reaction.is_not(None) & _event.c.reaction.not_in(timers)
    chosen = select(_event.c.causation).where(_event.c.causation.in_(ids), by_reaction).distinct()
    return set(connection.execute(chosen).scalars())
