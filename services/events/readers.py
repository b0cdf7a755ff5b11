"""Who may see what: each event type, and field, says in its contract who may read it (`x-readers`).

`public`, `party` (the initiative's own people), `office` (all other roles; also what names nobody, and unknown types).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, assert_never, get_args

import orjson

from shared import shut
from shared.actor import Actor
from shared.envelope import Envelope
from shared.event import Readers
from shared.web.reader import sight

SIGHTS: Final[tuple[Readers, ...]] = get_args(Readers)
"""From who sees least to who sees all."""
SUFFIX: Final = ".schema.json"


@dataclass(frozen=True, slots=True)
class Declared:
    """Who may read an event, and which of its fields fewer people may."""

    event: Readers = "office"
    fields: Mapping[str, Readers] = field(default_factory=dict)


_UNKNOWN: Final = Declared()


@dataclass(frozen=True)
class Readership:
    """What all contracts say about who may read, by event type."""

    declared: Mapping[str, Declared]

    def types(self, sight: Readers) -> list[str]:
        """The event types that `sight` sees, of those that have a contract."""
        return sorted(type_ for type_, each in self.declared.items() if sees(sight, each.event))

    def data(self, envelope: Envelope, sight: Readers) -> Mapping[str, Any] | None:
        """What `sight` sees of the data; None when the event itself is hidden."""
        declared = self.declared.get(envelope.type, _UNKNOWN)
        if not sees(sight, declared.event):
            return None
        hidden = {name for name, readers in declared.fields.items() if not sees(sight, readers)}
        if hidden.isdisjoint(envelope.data):
            return envelope.data
        return {name: value for name, value in envelope.data.items() if name not in hidden}

    def body(self, envelope: Envelope, sight: Readers) -> bytes | None:
        """The envelope in JSON as `sight` sees it: the exact bytes when nothing is hidden; None when all of it is."""
        data = self.data(envelope, sight)
        if data is None or data is envelope.data:
            return None if data is None else envelope.body
        return orjson.dumps(orjson.loads(envelope.body) | {"data": data})


def sees(sight: Readers, readers: Readers) -> bool:
    """Whether what is meant for `readers` is shown to `sight`."""
    return SIGHTS.index(readers) <= SIGHTS.index(sight)


def load(folder: Path) -> Readership:
    """Read all contracts of a folder; raises ValueError for one that names readers we do not know."""
    return Readership(
        MappingProxyType(
            {file.name.removesuffix(SUFFIX): _declared(file) for file in sorted(folder.glob(f"*{SUFFIX}"))}
        )
    )


def _declared(file: Path) -> Declared:
    schema = orjson.loads(file.read_bytes())
    fields = {name: part["x-readers"] for name, part in schema.get("properties", {}).items() if "x-readers" in part}
    event = schema.get("x-readers", "office")
    if unknown := {event, *fields.values()} - set(SIGHTS):
        raise ValueError(f"{file.name} names readers that do not exist: {', '.join(sorted(unknown))}")
    return Declared(event, fields)


@dataclass(frozen=True, slots=True)
class Ties:
    """What somebody who reads has to do with initiatives: those of their own, and those that are shut to them.

    `found` are the streams of the signals by which those were found that are shut.
    """

    own: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()

    def after(self, initiative_id: str, change: "Change") -> "Ties":
        """What they have to do with them from here on."""
        match change:
            case "own":
                return replace(self, own=self.own | {initiative_id})
            case "shut":
                return replace(self, shut=self.shut | {initiative_id})
            case "open":
                return replace(self, shut=self.shut - {initiative_id})
            case _:
                assert_never(change)


NO_TIES: Final = Ties()
Change = Literal["own", "shut", "open"]


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who reads: what they see of everything; as whom they see more of their own initiatives, and as whom of
    the office nothing but what is public of those that are shut to them.
    """

    sight: Readers
    person: str | None
    officer: str | None = None

    @classmethod
    def of(cls, actor: Actor | None) -> "Onlooker":
        """How an actor reads; None is the public."""
        person = actor.id if actor is not None and actor.role in {"submitter", "tipper"} else None
        return cls(sight(actor), person, shut.person(actor))

    def sight_of(self, initiative_id: str | None, ties: Ties, stream: str = "") -> Readers:
        """How they see what is about an initiative, told in a stream."""
        if self.person is not None and initiative_id in ties.own:
            return "party"
        return "public" if initiative_id in ties.shut or stream in ties.found else self.sight

    def changes(self, person: str, change: Change) -> bool:
        """Whether it is theirs that something of `person` changed."""
        return person == (self.person if change == "own" else self.officer)
