"""Operators' acts: each is a fact of the service acted upon, with who and why, in the transaction of the act."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal

from pydantic import Field

from shared.actor import Role
from shared.decider import Command, Core, Decider
from shared.erasure import deciding
from shared.erasure.facts import PersonDataErased
from shared.event import Event, EventType, EventTypes

CATEGORY: Final = "operations"
OPERATOR: Final[frozenset[Role]] = frozenset({"operator"})

WaitingId = Field(description="The row that waited.", examples=["019b1c00-0000-7000-8000-0000000000b1"])
Source = Field(default=None, examples=["urn:nld:koploper:systeem:intake"])
Stream = Field(default=None, examples=["initiative-019b1c00-0000-7000-8000-000000000001"])
Sequence = Field(default=None, examples=[3])
Key = Field(
    description="The key, as a verifier is given it.",
    examples=["koploper.example/events/log+a1b2c3d4+AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"],
)
Reason = Field(min_length=1, max_length=500, examples=["The reaction was mended in release 0.2"])


class ParkedEventRetried(Event):
    """An operator had a waiting event tried again."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.parked-event-retried.v1")
    waiting_id: str = WaitingId
    source: str | None = Source
    stream: str | None = Stream
    sequence: int | None = Sequence
    outcome: Literal["handled", "failed"] = Field(examples=["handled"])
    reason: str = Reason


class ParkedEventDiscarded(Event):
    """An operator decided that a waiting event is not handled here; what waited behind it goes on."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.parked-event-discarded.v1")
    waiting_id: str = WaitingId
    source: str | None = Source
    stream: str | None = Stream
    sequence: int | None = Sequence
    reason: str = Reason


class ProjectionRebuilt(Event):
    """A read model was rebuilt from its events, and the rebuilt rows took the place of the old: an operator had it
    done, or a service itself after an upgrade.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.projection-rebuilt.v1")
    projection: str = Field(examples=["dossiers"])
    events: int = Field(description="How many events were read.", examples=[120])
    added: int = Field(examples=[0])
    removed: int = Field(examples=[0])
    changed: int = Field(examples=[2])
    reason: str = Reason


class EventsRepublished(Event):
    """An operator had the store's events sent again, from a position on; receivers drop what they know."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.events-republished.v1")
    from_position: int = Field(description="The first position that is sent again.", examples=[1])
    reason: str = Reason


class EventsRedelivered(Event):
    """An operator had events of the ledger delivered again to this service, or to one reaction of it that was new."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.events-redelivered.v1")
    from_position: int = Field(description="The ledger's first position that is delivered again.", examples=[1])
    to_position: int = Field(description="The last.", examples=[120])
    reaction: str | None = Field(
        default=None, description="The only reaction that hears them, past the inbox.", examples=["note-withdrawal"]
    )
    streams: tuple[str, ...] | None = Field(
        default=None,
        description="Only of these streams; none is all.",
        examples=[["initiative-019b1c00-0000-7000-8000-000000000001"]],
    )
    forced: bool | None = Field(default=None, description="Past the inbox to every reaction.", examples=[False])
    reason: str = Reason


class StoreReopened(Event):
    """A store that was restored from a backup has fetched what it lacked, and takes acts again.

    The ledger's fetches nothing: it holds again what it signed for, or signs as another log.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.store-reopened.v1")
    fetched: int = Field(description="Own events that the backup did not have.", examples=[12])
    heard: int = Field(description="Events of others that were handled after the backup.", examples=[30])
    texts_lost: int = Field(description="Texts of the vault that those events name and nobody has.", examples=[2])
    restored_by: str | None = Field(
        default=None,
        description="Who had it put back.",
        examples=["operator;id=0190d0de-0000-7000-8000-00000000005b"],
    )
    reason: str | None = Field(default=None, max_length=500, examples=["The disk of the old one was full"])


class LedgerBegunAnew(Event):
    """The ledger holds less than it signed for, so it signs from here on as another log: what was lost has a name."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.ledger-begun-anew.v1")
    origin: str = Field(description="Under what it signs from here on.", examples=["koploper.example/events/log/2"])
    entries: int = Field(description="How many entries were there, before this one.", examples=[7])
    old_origin: str = Field(description="Under what it signed before.", examples=["koploper.example/events/log"])
    old_size: int = Field(description="For how many entries it signed last, as far as is known.", examples=[12])
    old_root: str = Field(
        description="The root that it signed for them, in base64.",
        examples=["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
    )
    reason: str = Reason


class LedgerKeyAdded(Event):
    """The ledger signs with a further key, beside those that it had."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.ledger-key-added.v1")
    key: str = Key
    beside: list[str] = Field(description="The keys that sign with it, by their hashes.", examples=[["5f3c0a11"]])
    reason: str = Reason


class LedgerKeyRetired(Event):
    """The ledger no longer signs with a key; what it signed stays signed."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.ledger-key-retired.v1")
    key: str = Key
    left: list[str] = Field(description="The keys that sign on, by their hashes.", examples=[["a1b2c3d4"]])
    reason: str = Reason


OperatorsAct = (
    ParkedEventRetried
    | ParkedEventDiscarded
    | ProjectionRebuilt
    | EventsRepublished
    | EventsRedelivered
    | StoreReopened
    | LedgerBegunAnew
    | LedgerKeyAdded
    | LedgerKeyRetired
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Command):
    """Write down an operator's act on `service`, or what the service did by itself because of one."""

    roles: ClassVar[frozenset[Role]] = OPERATOR | {"system"}
    service: str
    fact: OperatorsAct

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"{CATEGORY}-{self.service}",)


def decide(command: Record, state: int) -> list[OperatorsAct]:  # noqa: ARG001 - what an operator did is a fact
    return [command.fact]


def evolve(state: int, event: OperatorsAct) -> int:  # noqa: ARG001 - acts are counted, nothing depends on them
    return state + 1


DECIDER: Final[Decider[Record, int, OperatorsAct]] = Decider(initial=0, decide=decide, evolve=evolve)


def with_operations(core: Core) -> Core:
    """The same core, that also records what operators do, and what is erased of persons."""
    types = EventTypes(
        *core.types.by_type.values(),
        ParkedEventRetried,
        ParkedEventDiscarded,
        ProjectionRebuilt,
        EventsRepublished,
        EventsRedelivered,
        StoreReopened,
        LedgerBegunAnew,
        LedgerKeyAdded,
        LedgerKeyRetired,
        PersonDataErased,
        upcasters=core.types.upcasters,
    )
    return replace(
        core, types=types, deciders={**core.deciders, CATEGORY: DECIDER, deciding.CATEGORY: deciding.DECIDER}
    )
