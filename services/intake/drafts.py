"""Drafts: what somebody has typed so far, complete or not. Rows with an expiry, and no facts.

Whatever stands in one may be personal, so the table is a vault: nothing of it goes into events, logs, metrics or what
operators are shown. A draft goes when it is submitted (`forgetting.py`), thrown away, or left alone for so long.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, Text, delete, func, insert, select, update

from shared import persons
from shared.envelope import moment, timestamp
from shared.errors import Stale
from shared.service import Job, Service
from shared.store import schema
from shared.store.store import AnyRow, erases

ADDRESS: Final = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"]+")

tables: Final = MetaData()
draft: Final = Table(
    "draft",
    tables,
    Column("id", Text, primary_key=True),
    Column("submitter", Text, nullable=False),  # who began it; the key says who may go on with it
    Column("version", Integer, nullable=False),
    Column("content", Text, nullable=False),  # the JSON as it was sent
    Column("saved_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)
Index("draft_expires_at", draft.c.expires_at)


def begin(connection: Connection, id: str, submitter: str, content: str, now: datetime, term: timedelta) -> None:
    """Keep a first version under `id`, for `term` from now."""
    connection.execute(insert(draft).values(id=id, submitter=submitter, version=1, content=content, **_kept(now, term)))


def find(connection: Connection, id: str, now: datetime) -> AnyRow | None:
    """The draft, unless its time has passed: then it is not there, swept away or not."""
    chosen = select(draft).where(draft.c.id == id, draft.c.expires_at > timestamp(now))
    return connection.execute(chosen).one_or_none()


def save(connection: Connection, row: AnyRow, content: str, now: datetime, term: timedelta) -> None:
    """Keep `content` in the place of what the draft held at `row`, for `term` from now."""
    values = {"version": row.version + 1, "content": content, **_kept(now, term)}
    connection.execute(update(draft).where(draft.c.id == row.id).values(values))


def throw_away(connection: Connection, id: str) -> None:
    """Nothing is left of it."""
    erases(connection)
    connection.execute(delete(draft).where(draft.c.id == id))


def about(connection: Connection, person: str, key: bytes) -> list[AnyRow]:
    """The drafts that somebody began, or in which their address stands; `key` makes ids of addresses."""
    rows = connection.execute(select(draft).order_by(draft.c.saved_at, draft.c.id))
    return [row for row in rows if row.submitter == person or person in _named(row.content, key)]


def _named(content: str, key: bytes) -> Iterator[str]:
    return (persons.of_email(key, found) for text in _texts(orjson.loads(content)) for found in ADDRESS.findall(text))


def _texts(node: Any) -> Iterator[str]:
    match node:
        case str():
            yield node
        case dict():
            for name, part in node.items():
                yield name
                yield from _texts(part)
        case list():
            for part in node:
                yield from _texts(part)
        case _:
            return


def seen(row: AnyRow, version: int | None) -> None:
    """Raise Stale when the draft is not at the version that somebody has seen; None has seen any."""
    if version is not None and row.version != version:
        raise Stale(
            f"If-Match names version {version} of this draft, the present one is {row.version}. "
            "It was kept as it is; read it again, and save or submit what you want to keep."
        )


def sweeping(service: Service) -> Job:
    """Throws away drafts whose time has passed, as often as there are any, and of who was erased since.

    The latter are there only when a backup brought them back that somebody had thrown away meanwhile.
    """
    return lambda: service.store.on_writer(lambda: _sweep(service))


def _sweep(service: Service) -> datetime | None:
    now = service.clock.now()
    with service.store.read() as connection:
        first = connection.execute(select(func.min(draft.c.expires_at))).scalar()
    if first is not None and first <= timestamp(now):
        with service.store.transaction() as connection:
            erases(connection)
            connection.execute(delete(draft).where(draft.c.expires_at <= timestamp(now)))
        return now
    _forget_again(service)
    return moment(first) if first else None


def _forget_again(service: Service) -> None:
    last = func.max(schema.erasure.c.done_at)
    erased = select(schema.erasure.c.person, last).where(schema.erasure.c.person.is_not(None))
    with service.store.read() as connection:
        persons_since = connection.execute(erased.group_by(schema.erasure.c.person)).all()
        back = {
            row.id
            for person, since in persons_since
            for row in about(connection, person, service.person_key)
            if row.saved_at <= since
        }
    if back:
        with service.store.transaction() as connection:
            for each in back:
                throw_away(connection, each)


def _kept(now: datetime, term: timedelta) -> dict[str, Any]:
    return {"saved_at": timestamp(now), "expires_at": timestamp(now + term)}
