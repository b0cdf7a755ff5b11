"""Reactions: what a service makes of others' facts. It reads only the fields it names and answers with commands."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from sqlalchemy import Connection

from shared import faults, tracing
from shared.actor import Actor
from shared.bus.protocol import topic_of
from shared.clock import Clock, Ids
from shared.decider import Act, Command
from shared.envelope import Envelope
from shared.errors import Taken
from shared.service import Service
from shared.turn import Model, Turn


class Foreign(BaseModel):
    """The fields this service needs of another's fact; all others may come and go."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True
    )


F = TypeVar("F", bound=Foreign)


@dataclass(frozen=True, slots=True)
class Heard(Generic[F]):
    """A foreign fact with what this service reads of it, and the act in which it answers."""

    envelope: Envelope
    data: F
    act: Act

    @property
    def initiative_id(self) -> str:
        """The initiative the fact is about; raises ValueError when it names none."""
        if self.envelope.initiativeid is None:
            raise ValueError(f"{self.envelope.type} {self.envelope.id} names no initiative")
        return self.envelope.initiativeid


@dataclass(frozen=True, slots=True)
class Reaction(Generic[F]):
    """On facts of type `on` from `source`, of which `reads` are the needed fields, `gives` tells which commands follow.

    `gives` may look things up in this service's own store (the connection), never write. Where it `looks_again`, it
    does so at the moment of writing too: what it looks up are rows that no stream's version tells of, and another
    replica may have written some meanwhile.
    """

    name: str
    source: str
    on: str
    reads: type[F]
    gives: Callable[[Heard[F], Connection], Sequence[Command]]
    looks_again: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """The commands that a reaction gave on a fact."""

    reaction: Reaction[Any]
    heard: Heard[Any]
    commands: Sequence[Command]

    def holds(self, connection: Connection) -> bool:
        """Whether it would give the same now."""
        return list(self.reaction.gives(self.heard, connection)) == list(self.commands)


class UnknownVersion(Exception):
    """A type this service listens to came in a version it does not know."""


class Reactions:
    """The effects of a batch of foreign facts on one service: its commands, decided in one turn."""

    def __init__(self, model: Model, clock: Clock, ids: Ids, reactions: Sequence[Reaction[Any]]) -> None:
        self._model = model
        self._clock = clock
        self._ids = ids
        self.reactions: Final = tuple(reactions)
        self._actor: Final = Actor("system", model.service)
        self._on: dict[str, list[Reaction[Any]]] = {}
        for reaction in reactions:
            self._on.setdefault(reaction.on, []).append(reaction)
        self._names: Final = {_name(on) for on in self._on}

    def awaits(self, type: str) -> bool:
        """Whether a reaction listens to facts of this type, or to another version of it: that one is put aside."""
        return _name(type) in self._names

    def begin(self, connection: Connection, envelopes: Sequence[Envelope]) -> "Answering":
        """Find the commands that follow from `envelopes`, and read all their streams at once."""
        turn = Turn(self._model, self._ids)
        spans = {
            envelope.id: tracing.hearing(self._model.service, envelope, "react to")
            for envelope in envelopes
            if envelope.type in self._on
        }
        given = {
            envelope.id: self._given(envelope, connection, spans.get(envelope.id, tracing.NOTHING))
            for envelope in envelopes
        }
        every = [command for each in given.values() for one in each for command in one.commands]
        turn.read(connection, (stream for command in every for stream in command.streams))
        return Answering(turn, given, list(spans.values()))

    def known(self) -> set[str]:
        """All reactions by name."""
        return {each.name for each in self.reactions}

    def names(self, type: str, service: str) -> set[str]:
        """The reactions that listen to facts of a type that a service announces."""
        return {each.name for each in self._on.get(type, ()) if each.source == service}

    def past(self, connection: Connection, envelope: Envelope, names: Collection[str]) -> "Answering":
        """As `begin`, of one fact, and with only the reactions of these names: past the inbox."""
        turn = Turn(self._model, self._ids)
        span = tracing.hearing(self._model.service, envelope, "react again to")
        given = self._given(envelope, connection, span, names)
        turn.read(connection, (stream for one in given for each in one.commands for stream in each.streams))
        return Answering(turn, {envelope.id: given}, [span])

    def _given(
        self, envelope: Envelope, connection: Connection, span: tracing.Span, names: Collection[str] | None = None
    ) -> list[Given]:
        listening = [each for each in self._on.get(envelope.type, ()) if each.source == envelope.service]
        reactions = [each for each in listening if names is None or each.name in names]
        if envelope.type not in self._on and _name(envelope.type) in self._names:
            raise UnknownVersion(f"{envelope.type} is a version that {self._model.service} cannot read yet.")
        found = []
        for reaction in reactions:
            faults.reacting(reaction.name, envelope.stream)
            data = reaction.reads.model_validate(envelope.data)
            heard = Heard(envelope, data, self._act(envelope, reaction.name, span))
            found.append(Given(reaction, heard, reaction.gives(heard, connection)))
        return found

    def _act(self, envelope: Envelope, reaction: str, span: tracing.Span) -> Act:
        return Act(
            id=self._ids.new(),
            now=self._clock.now(),
            actor=self._actor,
            correlation_id=envelope.correlationid,
            causation_id=envelope.id,
            reaction=reaction,
            traceparent=span.header or envelope.traceparent,
        )


class Answering:
    """One batch's commands, decided in the order of its facts and written together."""

    def __init__(self, turn: Turn, given: Mapping[str, Sequence[Given]], spans: Sequence[tracing.Span]) -> None:
        self._turn = turn
        self._given = given
        self._spans = spans

    def take(self, envelope: Envelope) -> None:
        for each in self._given[envelope.id]:
            for command in each.commands:
                self._turn.decide(command)

    def write(self, connection: Connection) -> int:
        """Write what was decided; tells how many events were appended. Only what was written leaves its spans.

        Raises Taken when something was written meanwhile on which it depends.
        """
        for given in self._given.values():
            for each in given:
                if each.reaction.looks_again and not each.holds(connection):
                    raise Taken(f"{each.reaction.name}: what it looked up is not so any more")
        self._turn.write(connection)
        for span in self._spans:
            span.end()
        return len(self._turn.decided)


def reacting(reactions: Sequence[Reaction[Any]]) -> Callable[[Service], Reactions]:
    """How a service that has these reactions gets its effects."""
    return lambda service: Reactions(service.model, service.clock, service.ids, reactions)


def _name(type_: str) -> str:
    return type_.rpartition(".v")[0]


def topics(reactions: Sequence[Reaction[Any]]) -> list[str]:
    """The topics these reactions need to hear."""
    return sorted({topic_of(reaction.source) for reaction in reactions})
