"""Which texts, of those that a journey's steps name, their vaults do not have any more: readers see "gewist".

By reference, wherever it was said: what went of a signal is said in no stream of the initiative that it led to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, Table, Text, bindparam, select

from services.events.ledger.entries import Entry
from services.events.ledger.schema import tables
from shared.projection import Change, Projection, Put
from shared.store.among import among
from shared.vault import named

erased: Final = Table(
    "erased",
    tables,
    Column("ref", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Which references are of texts that are gone, and where in the ledger that is said."""

_TEXTS: Final = "texts"
_CONTACT: Final = "contact"
GONE: Final[Mapping[str, str]] = {
    "nl.koploper.person-data-erased.v1": _TEXTS,
    "nl.koploper.contact-removed.v1": _CONTACT,
    "nl.koploper.consent-withdrawn.v1": _TEXTS,
    "nl.koploper.approval-withdrawn.v1": _TEXTS,
    "nl.koploper.article-approved.v1": "replaces",
    "nl.koploper.register-entry-changed.v1": "formerContact",
}
"""The facts with which texts go, and the field that names them."""


_AMONG: Final = (
    select(erased.c.ref)
    .where(among(erased.c.ref, "refs"), erased.c.position <= bindparam("until"))
    .distinct()
    .order_by(erased.c.ref)
)


def refs(connection: Connection, shown: Sequence[Mapping[str, Any]], until: int) -> list[str]:
    """The references in the data that are `shown`, of texts that went by an entry up to and with `until`, whoever may
    see that one.
    """
    asked = sorted({ref for data in shown for ref, _ in named(data)})
    return list(connection.execute(_AMONG, {"refs": asked, "until": until}).scalars())


def _erased(entry: Entry) -> Iterable[Change]:
    for ref in sorted(set(_gone(entry))):
        yield Put(erased, {"ref": ref, "position": entry.position}, {})


ERASED: Final[Projection[Entry]] = Projection("erased", (erased,), _erased)


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
