"""A turn: some commands decided one after the other, and written together in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import Connection, func, select

from shared import envelope, projection, vault
from shared.actor import Actor
from shared.clock import Ids
from shared.decider import Command, Core
from shared.erasure.facts import PersonDataErased
from shared.errors import Stale, Taken
from shared.event import Event
from shared.projection import Change, Projection
from shared.store import schema
from shared.store.among import among
from shared.store.many import Many
from shared.store.ready import Ready
from shared.store.store import erases


class Conflict(Taken):
    """Somebody else appended to a stream between reading it and writing to it; nothing was written."""


class Recorded(NamedTuple):
    """A fact as it stands in its stream. `version` is its place there, from 1."""

    event: Event
    id: str
    stream: str
    version: int
    time: datetime
    actor: Actor
    causation: str
    reaction: str | None
    body: bytes

    @property
    def subject(self) -> str:
        """What its stream is about: the id in the stream's name."""
        return self.stream.partition("-")[2]


def nothing_goes(_: Recorded) -> Iterable[Change]:
    return ()


def as_asked(_: Connection, commands: Sequence[Command]) -> Sequence[Command]:
    return commands


@dataclass(frozen=True)
class Model:
    """What a service is made of for those who store its facts: its name, its rules and its read models.

    `forgets` tells what goes with a fact, in its transaction, of what no fact can bring back: a text of the vault
    (`vault.forgotten`), a row that is kept beside the read models. A rebuild leaves such rows alone; a store that was
    put back from a backup forgets again what it had forgotten. `refreshed` gives the commands that somebody asks for
    with what holds now, where they were made with what held before (rules that change once a year): it is looked up
    where they are decided, so that nobody needs to look when they are made.
    """

    service: str
    core: Core
    projections: Sequence[Projection[Recorded]]
    forgets: Callable[[Recorded], Iterable[Change]] = nothing_goes
    refreshed: Callable[[Connection, Sequence[Command]], Sequence[Command]] = as_asked

    def write(self, connection: Connection, facts: Sequence[Recorded]) -> None:
        """Write what facts that were appended change: the read models, and what goes."""
        for each in self.projections:
            projection.write(connection, (change for fact in facts for change in each.changes(fact)))
        goes = [change for fact in facts for change in self.forgets(fact)]
        projection.write(connection, goes)
        if goes:
            erases(connection)
        if texts := [change.key["ref"] for change in goes if change.table is schema.vault]:
            vault.unindex(connection, texts)
        for fact in facts:
            if isinstance(fact.event, PersonDataErased) and fact.event.person is not None:
                vault.erase_about(connection, fact.event.person, fact.time)  # also what another replica kept meanwhile

    def load(self, body: bytes) -> Recorded:
        """A fact that this service stored, from its bytes; raises KeyError or ValueError for what it cannot read.

        Who sealed them checked them, so unlike what comes from others they are not checked again.
        """
        read = orjson.loads(body)
        return Recorded(
            self.core.types.load(read["type"], read["data"]),
            read["id"],
            read["stream"],
            int(read["sequence"]),
            envelope.moment(read["time"]),
            Actor.parse(read["actor"]),
            read["causationid"],
            read.get("reaction"),
            body,
        )


_EVENTS: Final = Ready(
    select(schema.event.c.stream, schema.event.c.version, schema.event.c.type, schema.event.c.body)
    .where(among(schema.event.c.stream, "streams"))
    .order_by(schema.event.c.stream, schema.event.c.version)
)
_VERSIONS: Final = Ready(
    select(schema.event.c.stream, func.max(schema.event.c.version).label("version"))
    .where(among(schema.event.c.stream, "streams"))
    .group_by(schema.event.c.stream)
)
_COLUMNS: Final = ("stream", "version", "id", "type", "causation", "reaction", "ordinal", "body")
_APPEND: Final = Many.insert(schema.event, _COLUMNS)


class Turn:
    """Decides commands over the streams it has read; each sees what the earlier ones decided."""

    def __init__(self, model: Model, ids: Ids) -> None:
        self._model = model
        self._ids = ids
        self._read: dict[str, int] = {}
        self._versions: dict[str, int] = {}
        self._states: dict[str, Any] = {}
        self.decided: list[Recorded] = []

    def read(self, connection: Connection, streams: Iterable[str]) -> None:
        """Read the streams not read yet, in one statement."""
        missing = sorted({stream for stream in streams if stream not in self._read})
        if not missing:
            return
        core = self._model.core
        for stream in missing:
            self._read[stream] = self._versions[stream] = 0
            self._states[stream] = core.decider(stream).initial
        for stream, version, type_, body in _EVENTS.all(connection, streams=missing):
            read = orjson.loads(body)
            fact = _made(core.types.load(type_, read["data"]), read["actor"])
            self._states[stream] = core.decider(stream).evolve(self._states[stream], fact)
            self._read[stream] = self._versions[stream] = version

    def decide(self, command: Command, expected: int | None = None) -> int:
        """Decide one command whose streams were read; gives the version of its main stream after it.

        Raises a Refusal, and Stale when `expected` is given and is not the main stream's version; the turn is then as
        before.
        """
        main = command.streams[0]
        if expected is not None and self._versions[main] != expected:
            raise Stale(
                f"If-Match names version {expected}, the present one is {self._versions[main]}. "
                "Nothing was changed; read it again and decide anew."
            )
        core = self._model.core
        facts = core.decide(command, [self._states[stream] for stream in command.streams])
        placed = [(stream, fact) for stream, made in zip(command.streams, facts, strict=True) for fact in made]
        recorded = self._record(command, placed)
        for fact in recorded:
            evolve = core.decider(fact.stream).evolve
            self._states[fact.stream] = evolve(self._states[fact.stream], fact.event)
            self._versions[fact.stream] = fact.version
        self.decided += recorded
        return self._versions[main]

    def _record(self, command: Command, placed: Sequence[tuple[str, Event]]) -> list[Recorded]:
        act = command.act
        versions = {stream: self._versions[stream] for stream in command.streams}
        recorded = []
        for stream, fact in placed:
            versions[stream] += 1
            event_id, version = self._ids.new(), versions[stream]
            body = envelope.seal(fact, act, id=event_id, service=self._model.service, stream=stream, sequence=version)
            recorded.append(
                Recorded(fact, event_id, stream, version, act.now, act.actor, act.causation_id, act.reaction, body)
            )
        return recorded

    def write(self, connection: Connection) -> None:
        """Write what was decided, events and read models; raises Conflict when a read stream has grown since."""
        if not self._read:
            return
        present = {row.stream: row.version for row in _VERSIONS.all(connection, streams=list(self._read))}
        for stream, version in self._read.items():
            if present.get(stream, 0) != version:
                raise Conflict(f"{stream}: read up to {version}, now at {present.get(stream, 0)}")
        if self.decided:
            _APPEND.execute(connection, _rows(self.decided))
            self._model.write(connection, self.decided)


def _made(fact: Event, actor: str) -> Event:
    """A fact that is decided on, with who made it."""
    if fact.maker is None or getattr(fact, fact.maker) is not None:
        return fact
    return fact.model_copy(update={fact.maker: Actor.parse(actor).id})


def _rows(facts: Iterable[Recorded]) -> list[dict[str, Any]]:
    """The rows of `facts`. `ordinal` counts what one reaction made in one stream of one cause, from 0."""
    made: Counter[tuple[str, str, str | None]] = Counter()
    rows = []
    for fact in facts:
        origin = (fact.stream, fact.causation, fact.reaction)
        rows.append(
            {
                "stream": fact.stream,
                "version": fact.version,
                "id": fact.id,
                "type": fact.event.event_type,
                "causation": fact.causation,
                "reaction": fact.reaction,
                "ordinal": made[origin],
                "body": fact.body,
            }
        )
        made[origin] += 1
    return rows
