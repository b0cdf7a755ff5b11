"""What a service does by itself when a time comes: rows made of its own facts, and rung by the one clock.

A fact sets a row on its stream, moves it or takes it away, as in any other read model: so a row is there as surely as
its fact, a restart loses none, and it is rebuilt, restored and compared like all others. When its time has come the
service gives itself the command that follows. The fact that this makes moves the row or takes it away, in the same
transaction. Where two replicas ring for one row, the later of them finds it decided.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
import structlog
from sqlalchemy import bindparam, select

from shared import telemetry
from shared.actor import Actor
from shared.clock import Clock, Ids
from shared.decider import Act, Command
from shared.envelope import moment, timestamp
from shared.errors import Refusal, StoreAway, TooBusy
from shared.handle import Handle
from shared.projection import Put, Remove
from shared.store import schema
from shared.store.store import Store
from shared.turn import Recorded

AT_ONCE: Final = 100
"""Rows that are rung for together."""
BACKOFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60))
"""How long a row that could not be done is left alone after its first, second and any further failure."""

_table: Final = schema.schedule
_DUE: Final = (
    select(_table, schema.event.c.body)
    .outerjoin(schema.event, schema.event.c.id == _table.c.cause)
    .where(_table.c.at <= bindparam("now"))
    .order_by(_table.c.at, _table.c.stream, _table.c.name)
)
_NEXT: Final = select(_table.c.at).where(_table.c.at > bindparam("now")).order_by(_table.c.at).limit(1)
_STILL: Final = select(_table.c.cause).where(_table.c.stream == bindparam("of"), _table.c.name == bindparam("called"))

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Due:
    """A row whose time has come: `cause` is the id of the fact that set it, `data` what that fact says of it."""

    stream: str
    name: str
    at: datetime
    cause: str
    data: Mapping[str, Any]

    @property
    def place(self) -> "Place":
        return self.stream, self.name, self.cause

    @property
    def subject(self) -> str:
        """What its stream is about: the id in the stream's name."""
        return self.stream.partition("-")[2]


Place = tuple[str, str, str]
"""Stream, name and cause: which row of which fact."""


@dataclass(frozen=True, slots=True)
class Later:
    """Until when a row is left alone that could not be done so many times."""

    at: datetime
    failures: int


Gives = Callable[[Due, Act], Command]
"""The command that a service gives itself; its fact must move the row or take it away."""


def at(fact: Recorded, name: str, when: datetime, data: Mapping[str, Any]) -> Put:
    """Ring under `name` on the fact's stream at `when`, and not at the time that stood there."""
    values = {"at": timestamp(when), "cause": fact.id, "data": dict(data)}
    return Put(_table, {"stream": fact.stream, "name": name}, values)


def off(fact: Recorded, name: str) -> Remove:
    """Do not ring under `name` on the fact's stream any more."""
    return Remove(_table, {"stream": fact.stream, "name": name})


class Schedule:
    """Rings for one service: `gives` tells by a row's name which command follows."""

    def __init__(self, store: Store, handle: Handle, clock: Clock, ids: Ids, gives: Mapping[str, Gives]) -> None:
        self._store = store
        self._handle = handle
        self._clock = clock
        self._ids = ids
        self._gives = gives
        self._actor: Final = Actor("system", store.name)
        self._later: dict[Place, Later] = {}

    async def ring(self) -> datetime | None:
        """Do what is due, some of it, the earliest of each stream; tells when to ring again.

        Raises StoreAway: what was not done comes again.
        """
        due, following = await asyncio.to_thread(self._look)
        ends = await asyncio.gather(*(self._do(each, body) for each, body in due), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return self._clock.now() if due else following

    def _look(self) -> tuple[Sequence[tuple[Due, bytes | None]], datetime | None]:
        """What is due and not left alone for now, with the bytes of its cause; and when the next will be."""
        now = self._clock.now()
        limit = AT_ONCE + len(self._later)
        with self._store.read() as connection:
            rows = connection.execute(_DUE.limit(limit), {"now": timestamp(now)}).all()
            following = connection.execute(_NEXT, {"now": timestamp(now)}).scalar()
        found = [(Due(row.stream, row.name, moment(row.at), row.cause, row.data), row.body) for row in rows]
        if len(rows) < limit:
            there = {each.place for each, _ in found}
            self._later = {place: later for place, later in self._later.items() if place in there}
        first: dict[str, tuple[Due, bytes | None]] = {}
        for each, body in found:
            if each.place not in self._later or self._later[each.place].at <= now:
                first.setdefault(each.stream, (each, body))
        times = [later.at for later in self._later.values()] + ([moment(following)] if following else [])
        return list(first.values()), min(times, default=None)

    async def _do(self, due: Due, cause: bytes | None) -> None:
        try:
            with telemetry.about(service=self._store.name):
                await self._handle(self._gives[due.name](due, self._act(due, cause)))
                if not await asyncio.to_thread(self._stands, due):
                    return
                log.error("what was due left its row as it was", timer=due.name, stream=due.stream)
        except TooBusy:
            return  # it comes again
        except StoreAway:
            raise
        except Refusal:
            log.exception("what was due was refused", timer=due.name, stream=due.stream)
        except Exception:
            log.exception("what was due failed", timer=due.name, stream=due.stream)
        failures = self._later[due.place].failures + 1 if due.place in self._later else 1
        self._later[due.place] = Later(self._clock.now() + BACKOFF[min(failures, len(BACKOFF)) - 1], failures)

    def _act(self, due: Due, cause: bytes | None) -> Act:
        if cause is None:
            raise LookupError(f"the fact {due.cause} that set {due.name} of {due.stream} is not here")
        return Act(
            id=self._ids.new(),
            now=self._clock.now(),
            actor=self._actor,
            correlation_id=orjson.loads(cause)["correlationid"],
            causation_id=due.cause,
            reaction=due.name,
        )

    def _stands(self, due: Due) -> bool:
        """Whether the row is as it was: a fact that changes it names itself there."""
        with self._store.read() as connection:
            return connection.execute(_STILL, {"of": due.stream, "called": due.name}).scalar() == due.cause
