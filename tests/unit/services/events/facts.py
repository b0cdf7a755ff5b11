"""Envelopes as the services send them, and entries as the ledger keeps them; only what a test names matters."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

import orjson

from services.events.ledger.entries import Entry
from services.events.readers import Declared, Readership
from shared import envelope as envelopes
from shared.envelope import Envelope, source_of, timestamp
from shared.testing.given import NOON, uuid

ID: Final = uuid(1)
OTHER: Final = uuid(2)
SUBMITTER: Final = uuid(1)

READERSHIP: Final = Readership(
    {
        "nl.koploper.initiative-submitted.v1": Declared("party"),
        "nl.koploper.initiative-revised.v1": Declared("party"),
        "nl.koploper.initiative-withdrawn.v1": Declared("party"),
        "nl.koploper.outcome-noted.v1": Declared("party"),
        "nl.koploper.dossier-opened.v1": Declared("party"),
        "nl.koploper.criteria-assessed.v1": Declared("party", {"criteria": "office"}),
        "nl.koploper.assessment-reversed.v1": Declared("party", {"reason": "office"}),
        "nl.koploper.ministry-cleared.v1": Declared("party"),
        "nl.koploper.clearance-reversed.v1": Declared(),
        "nl.koploper.ministry-refused.v1": Declared(),
        "nl.koploper.conflict-declared.v1": Declared(),
        "nl.koploper.conflict-declaration-withdrawn.v1": Declared(),
        "nl.koploper.article-published.v1": Declared("public"),
        "nl.koploper.article-withdrawn.v1": Declared("public", {"motivation": "office"}),
        "nl.koploper.article-withdrawal-reversed.v1": Declared("party", {"reason": "office"}),
        "nl.koploper.invitation-lapsed.v1": Declared("party"),
        "nl.koploper.koploper-nominated.v1": Declared("public"),
        "nl.koploper.nomination-reversed.v1": Declared("public", {"reason": "office"}),
    }
)
"""Who may read what, as in the contracts."""

SERVICES: Final[Mapping[str, str]] = {
    "initiative-submitted.v1": "intake",
    "initiative-revised.v1": "intake",
    "initiative-withdrawn.v1": "intake",
    "outcome-noted.v1": "intake",
    "dossier-opened.v1": "assessment",
    "criterion-judged.v1": "assessment",
    "information-requested.v1": "assessment",
    "information-supplied.v1": "intake",
    "assessment-deferred.v1": "assessment",
    "assessment-resumed.v1": "assessment",
    "dossier-revised.v1": "assessment",
    "conflict-declared.v1": "assessment",
    "conflict-declaration-withdrawn.v1": "assessment",
    "criteria-assessed.v1": "assessment",
    "assessment-reversed.v1": "assessment",
    "ministry-cleared.v1": "review",
    "clearance-reversed.v1": "review",
    "ministry-refused.v1": "review",
    "article-published.v1": "publication",
    "article-corrected.v1": "publication",
    "article-withdrawn.v1": "publication",
    "koploper-nominated.v1": "publication",
}
SUBMITTED: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "title": "Ketenstage",
        "region": "Groningen",
        "themes": ["gezond-werken"],
        "origin": "approached",
        "submitter": SUBMITTER,
    }
)
MET: Final[Mapping[str, Any]] = MappingProxyType({"outcome": "met", "submissionVersion": 1, "criteria": {"a": 1}})
OF_MET: Final[Mapping[str, Any]] = MappingProxyType({"outcome": "met", "submissionVersion": 1})
"""Of the reversal of an assessment: which outcome it was."""
NOT_MET: Final[Mapping[str, Any]] = MappingProxyType({"outcome": "not-met", "submissionVersion": 1})


class Facts:
    """Makes envelopes, numbered in their streams; each is a minute later unless it says when."""

    def __init__(self) -> None:
        self._made = 0
        self._sequences: dict[tuple[str, str], int] = {}

    def __call__(
        self,
        type_: str,
        data: Mapping[str, Any] = MappingProxyType({}),
        *,
        initiative: str = ID,
        minutes: int | None = None,
        **attributes: str,
    ) -> Envelope:
        self._made += 1
        service = SERVICES.get(type_, "publication")
        stream = attributes.pop("stream", f"initiative-{initiative}")
        place = (service, stream)
        self._sequences[place] = self._sequences.get(place, 0) + 1
        at = NOON + timedelta(minutes=self._made if minutes is None else minutes)
        read = {
            "specversion": "1.0",
            "id": uuid(1000 + self._made),
            "source": source_of(service),
            "type": f"nl.koploper.{type_}",
            "subject": stream.partition("-")[2],
            "time": timestamp(at),
            "stream": stream,
            "sequence": str(self._sequences[place]),
            "initiativeid": initiative,
            "actor": f"submitter;id={SUBMITTER}" if service == "intake" else f"system;id={service}",
            "correlationid": uuid(900),
            "causationid": uuid(900),
            "data": dict(data),
        }
        return envelopes.open_(orjson.dumps(read | attributes))


def entries(*made: Envelope) -> list[Entry]:
    """The entries of a ledger in which these arrived, in this order, a second apart."""
    return [
        Entry(position, timestamp(NOON + timedelta(days=1, seconds=position)), each)
        for position, each in enumerate(made, 1)
    ]


def types(made: Iterable[Entry]) -> list[str]:
    """Their types, without what all have."""
    return [each.envelope.type.removeprefix("nl.koploper.").removesuffix(".v1") for each in made]
