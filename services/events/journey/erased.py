"""Which texts, of those that a journey's steps name, their vaults do not have any more: readers see "gewist"."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from services.events.ledger.entries import Entry
from shared.vault import named

_TEXTS: Final = "texts"
_CONTACT: Final = "contact"
GONE: Final[Mapping[str, str]] = {
    "nl.koploper.person-data-erased.v1": _TEXTS,
    "nl.koploper.contact-removed.v1": _CONTACT,
    "nl.koploper.consent-withdrawn.v1": _TEXTS,
    "nl.koploper.approval-withdrawn.v1": _TEXTS,
}
"""The facts with which texts go, and the field that names them."""


def refs(entries: Sequence[Entry], shown: Sequence[Mapping[str, Any]]) -> list[str]:
    """The references in the data that are `shown`, of texts that went by one of `entries`, whoever may see that one."""
    gone = {ref for entry in entries for ref in _gone(entry)}
    return sorted(gone & {ref for data in shown for ref, _ in named(data)}) if gone else []


def _gone(entry: Entry) -> Iterator[str]:
    field = GONE.get(entry.envelope.type)
    if field is not None:
        yield from _refs(entry.envelope.data.get(field))


def _refs(found: Any) -> Iterator[str]:
    match found:
        case str(ref) | {"ref": str(ref)}:
            yield ref
        case list():
            for each in found:
                yield from _refs(each)
        case _:
            return
