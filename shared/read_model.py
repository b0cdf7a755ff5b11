"""What a read model is made of: a projection, and the facts it is fed with, in their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from sqlalchemy import Connection, bindparam, func, select

from shared.projection import Projection
from shared.store import schema
from shared.store.ready import Ready
from shared.turn import Model, Recorded

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
CHUNK: Final = 250
"""Facts read at once: few enough for a processor to keep at hand; measured, a thousand take a fifth longer each."""


class Source(Protocol[R_co]):
    """Where a read model's facts are read from, in order."""

    def count(self, connection: Connection) -> int: ...

    def after(self, connection: Connection, position: int) -> Iterator[tuple[int, R_co]]:
        """At most CHUNK facts behind `position`, each with its own, made only when it is asked for."""
        ...


@dataclass(frozen=True)
class ReadModel(Generic[R]):
    """A projection and the facts it is made of."""

    projection: Projection[R]
    source: Source[R]


def _after(limit: int) -> Ready:
    chosen = select(schema.event.c.position, schema.event.c.body).where(schema.event.c.position > bindparam("after"))
    return Ready(chosen.order_by(schema.event.c.position).limit(limit))


_AFTER: Final = _after(CHUNK)


@dataclass(frozen=True)
class OwnEvents:
    """A service's own events."""

    model: Model

    def count(self, connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(schema.event)).scalar_one())

    def after(self, connection: Connection, position: int) -> Iterator[tuple[int, Recorded]]:
        load = self.model.load
        return ((at, load(body)) for at, body in _AFTER.tuples(connection, after=position))
