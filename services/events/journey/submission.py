"""A version of a submission as it was told, put together from the facts of intake that the ledger keeps; and the digest
that a stranger computes of it, as `docs/adr/0030-a-submission-from-draft-to-version.md` says how.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.events.ledger.entries import Entry
from services.events.readers import Readership
from shared.envelope import source_of
from shared.event import Readers

DESCRIBED: Final = (
    "title",
    "summary",
    "novelty",
    "result",
    "effects",
    "organisations",
    "region",
    "themes",
    "branches",
    "criteria",
)
"""The fields that make up a description."""
SEALED: Final = ("contact", "contacts")
"""Of whom a fact has the reference and the digest only."""
WORDS_OF: Final = "referenceVersion"
"""Of which reference data its themes and branches are; no part of what the digest is of."""
FIRST: Final = "nl.koploper.initiative-submitted.v1"
REVISED: Final = "nl.koploper.initiative-revised.v1"


@dataclass(frozen=True, slots=True)
class Version:
    """All that a version said, as a reader may see it; `entry` is the fact that made it."""

    entry: Entry
    said: Mapping[str, Any]
    digest: str
    """What is computed here of all that the facts say."""

    @property
    def recorded(self) -> str | None:
        """What the fact itself says; older ones do not."""
        told = self.entry.envelope.data.get("submissionDigest")
        return told if isinstance(told, str) else None


def version(entries: Sequence[Entry], number: int, readership: Readership, sight: Readers) -> Version | None:
    """Version `number` of what these entries (all about one initiative) are about; None when there is no such version,
    or one of the facts that it is made of is hidden from `sight`.
    """
    whole: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    for entry in _told(entries):
        visible = readership.data(entry.envelope, sight)
        if visible is None:
            return None
        whole |= _said(entry.envelope.data)
        shown |= _said(visible)
        if entry.envelope.data.get("submissionVersion") == number:
            return Version(entry, shown, digest(whole))
    return None


def digest(whole: Mapping[str, Any]) -> str:
    """SHA-256, in lowercase hex, of the canonical JSON of a version: contact persons count by their digests."""
    described = {name: whole[name] for name in DESCRIBED if name in whole}
    contacts = [_digest(each) for each in (whole.get("contact"), *_list(whole.get("contacts")))]
    canonical = json.dumps(
        described | {"contacts": contacts}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _told(entries: Sequence[Entry]) -> list[Entry]:
    """What intake told of the submission, in the order in which it did."""
    told = [
        each
        for each in entries
        if each.envelope.source == source_of("intake") and each.envelope.type in {FIRST, REVISED}
    ]
    return sorted(told, key=lambda each: each.envelope.sequence)


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in (*DESCRIBED, *SEALED, WORDS_OF) if data.get(name) is not None}


def _digest(kept: Any) -> str | None:
    return kept.get("digest") if isinstance(kept, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
