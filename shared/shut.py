"""What is shut to whom: the rows that a service makes of its own facts, and what is asked of them.

Who declared a conflict of interest in what a stream is about (`conflict`) reads of it only what everybody reads. Every
list, item and text of the office asks here; `subject` is the id in a stream's name.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, select, true

from shared import conflict
from shared.actor import OFFICE, Actor
from shared.projection import Put, Remove
from shared.store import schema
from shared.store.among import among

_table: Final = schema.shut
_SUBJECTS: Final = select(_table.c.subject).where(_table.c.person == bindparam("person"))
_OF: Final = select(schema.event.c.body).where(among(schema.event.c.stream, "streams"))
STREAMS: Final = ("initiative", conflict.CATEGORY)
"""The streams of a subject whose facts name texts about it."""
Beside = Callable[[Connection, Collection[str]], Iterable[str]]
"""Which other streams of a service are about one of some subjects too."""


def nothing(_connection: Connection, _subjects: Collection[str]) -> Iterable[str]:
    return ()


def shut(subject: str, person: str) -> Put:
    """From here on `subject` is shut to `person`."""
    return Put(_table, {"person": person, "subject": subject}, {})


def open_again(subject: str, person: str) -> Remove:
    """From here on it no longer is."""
    return Remove(_table, {"person": person, "subject": subject})


def person(actor: Actor | None) -> str | None:
    """Whose conflicts count when an actor reads: the office's; what is somebody's own is never shut to them."""
    return actor.id if actor is not None and actor.role in OFFICE else None


def subjects(connection: Connection, actor: Actor | None) -> set[str]:
    """What is shut to an actor."""
    return from_(connection, person(actor))


def from_(connection: Connection, by: str | None) -> set[str]:
    """What is shut to a person; nothing to None."""
    return set() if by is None else set(connection.execute(_SUBJECTS, {"person": by}).scalars())


def persons(connection: Connection) -> set[str]:
    """Those to whom anything is shut."""
    return set(connection.execute(select(_table.c.person).distinct()).scalars())


def whom(connection: Connection, subject: str) -> set[str]:
    """To whom a subject is shut."""
    return set(connection.execute(select(_table.c.person).where(_table.c.subject == subject)).scalars())


def open_to(actor: Actor | None, subject: ColumnElement[str]) -> ColumnElement[bool]:
    """Which rows are not shut to an actor, by the column that names their subject."""
    by = person(actor)
    return true() if by is None else subject.not_in(select(_table.c.subject).where(_table.c.person == by))


def names(connection: Connection, actor: Actor | None, ref: str, beside: Beside = nothing) -> bool:
    """Whether facts about a subject that is shut to an actor, also `beside` its streams, name the vault entry `ref`."""
    return told_of(connection, subjects(connection, actor), ref, beside)


def told_of(connection: Connection, about: Collection[str], ref: str, beside: Beside = nothing) -> bool:
    """Whether facts about one of some subjects, also `beside` their streams, name the vault entry `ref`."""
    if not about:
        return False
    streams = [f"{category}-{subject}" for subject in about for category in STREAMS]
    named = f'"{ref}"'.encode()
    found = connection.execute(_OF, {"streams": [*streams, *beside(connection, about)]})
    return any(named in body for (body,) in found)
