"""Reading in the vault: who may, and who did, when and why."""

from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from sqlalchemy import Connection, insert, select

from shared import shut
from shared.actor import Actor, Role
from shared.conflict import ConflictOfInterest
from shared.envelope import timestamp
from shared.errors import Forbidden, Unknown
from shared.store import schema

EVERYONE: Final = "public"

Purpose = Literal[
    "advice",
    "assessment",
    "contact",
    "operations",
    "own-data",
    "person-request",
    "publication",
    "published",
    "review",
    "supervision",
]
"""Why somebody looks into the vault. Words of a list: what people write could name somebody."""
ORDINARY: Final[Mapping[Role, Purpose]] = {
    "submitter": "own-data",
    "tipper": "own-data",
    "adviser": "assessment",
    "employers": "advice",
    "ministry-vws": "review",
    "ministry-ocw": "review",
    "ministry-szw": "review",
    "editor": "publication",
    "auditor": "supervision",
    "operator": "operations",
    "partner": "published",
    "system": "operations",
}
"""What somebody in a role looks for, unless they say otherwise."""


class NotAReader(Forbidden):
    """This actor is not among the entry's readers."""

    rule = "not-a-reader"


class Erased(Unknown):
    """The entry was erased; its reference stays."""

    rule = "erased"


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry as its reader gets it; `salt` in base64, so that the reader can check the digest in the ledger."""

    ref: str
    salt: str
    content: str


First = Callable[[Connection, Actor, str], None]
"""Raises the Refusal of an actor who has to do something before they read the text under a reference by their role."""


def anything(_connection: Connection, _actor: Actor, _ref: str) -> None:
    """Nothing has to be done first."""


def look(
    connection: Connection,
    ref: str,
    actor: Actor | None,
    now: datetime,
    also: Collection[str] = (),
    purpose: Purpose | None = None,
    beside: shut.Beside = shut.nothing,
    first: First = anything,
) -> Opened:
    """The entry under `ref` for `actor` (None is the public); the access is logged in the same transaction.

    `also` are readers whom it has just now, beside those it was sealed for; `purpose` is why, where that is not what
    the role ordinarily looks for; `beside` tells which streams are about a subject beside its own; `first` what
    the service asks before a text is read. Raises Unknown, Erased, NotAReader, and to those who read it by their role
    only ConflictOfInterest or what `first` does.
    """
    row = connection.execute(select(schema.vault).where(schema.vault.c.ref == ref)).one_or_none()
    if row is None:
        raise Unknown(f"There is no vault entry {ref} here.")
    readers = {*row.readers.split("\n"), *also}
    if not is_reader(readers, actor):
        raise NotAReader("This text is for others. Nothing was shown; ask the service's office when you need it.")
    if actor is not None and not {EVERYONE, str(actor)} & readers:
        if shut.names(connection, actor, ref, beside):
            raise ConflictOfInterest(
                "You declared a conflict of interest in the initiative that this text is about. Nothing was shown; "
                "leave it to a colleague."
            )
        first(connection, actor, ref)
    if row.content is None:
        raise Erased("This text was erased (gewist). The journey stands, and the digest in it says nothing any more.")
    note(connection, [ref], actor, now, purpose)
    return Opened(row.ref, b64encode(row.salt).decode(), row.content)


def is_reader(readers: Collection[str], actor: Actor | None) -> bool:
    """Whether what is for these `readers` is for `actor`."""
    return EVERYONE in readers or (actor is not None and not {actor.role, str(actor)}.isdisjoint(readers))


def ordinary(actor: Actor | None) -> Purpose:
    """What an actor looks for who does not say so."""
    return "published" if actor is None else ORDINARY[actor.role]


def note(
    connection: Connection, refs: Collection[str], actor: Actor | None, now: datetime, purpose: Purpose | None = None
) -> None:
    """Write down that `actor` was shown these texts, and why."""
    if not refs:
        return
    why, who = purpose or ordinary(actor), str(actor) if actor else EVERYONE
    rows = [{"ref": ref, "actor": who, "at": timestamp(now), "purpose": why} for ref in refs]
    connection.execute(insert(schema.vault_access), rows)


def unnoted(connection: Connection, refs: Collection[str], now: datetime) -> list[str]:
    """Those of these texts that nobody of the public was shown yet today, as far as is written down.

    What is published is for everybody: that it was read is noted once a day, and not how often.
    """
    log = schema.vault_access
    day = timestamp(now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
    today = select(log.c.ref).where(log.c.ref.in_(refs), log.c.actor == EVERYONE, log.c.at >= day)
    noted = set(connection.execute(today).scalars()) if refs else set()
    return [ref for ref in refs if ref not in noted]
