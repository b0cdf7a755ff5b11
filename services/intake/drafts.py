"""Drafts: what somebody has typed so far, complete or not. Rows with an expiry, and no facts.

Whatever stands in one may be personal, so the table is a vault: nothing of it goes into events, logs, metrics or what
operators are shown. A draft goes when it is submitted (`forgetting.py`), thrown away, or left alone for so long.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import orjson
from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    or_,
    select,
    union,
    update,
)

from services.intake import addresses
from shared import persons
from shared.envelope import moment, timestamp
from shared.errors import Stale
from shared.service import Job, Service
from shared.store import schema
from shared.store.store import AnyRow, erases

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
    Column("cleared_at", Text),  # when somebody was taken out of it, unless it was saved since
)
Index("draft_expires_at", draft.c.expires_at)
Index("draft_submitter", draft.c.submitter)
draft_person: Final = Table(
    "draft_person",
    tables,
    Column("draft", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Whose address stands in a draft, by the id that is made of it."""
Index("draft_person_person", draft_person.c.person)


def named(content: str, key: bytes) -> frozenset[str]:
    """Whose addresses stand in it; `key` makes ids of them.

    Reads all of it, so not on the loop, nor on the writer's thread.
    """
    found = {address for text in addresses.texts(orjson.loads(content)) for address in addresses.found(text)}
    return frozenset(persons.of_email(key, address) for address in found)


def begin(
    connection: Connection,
    id: str,
    submitter: str,
    content: str,
    names: Collection[str],
    now: datetime,
    term: timedelta,
) -> None:
    """Keep a first version under `id`, for `term` from now; `names` are those whose address stands in it."""
    connection.execute(insert(draft).values(id=id, submitter=submitter, version=1, content=content, **_kept(now, term)))
    _index(connection, id, names)


def find(connection: Connection, id: str, now: datetime) -> AnyRow | None:
    """The draft, unless its time has passed: then it is not there, swept away or not."""
    chosen = select(draft).where(draft.c.id == id, draft.c.expires_at > timestamp(now))
    return connection.execute(chosen).one_or_none()


def save(
    connection: Connection, row: AnyRow, content: str, names: Collection[str], now: datetime, term: timedelta
) -> None:
    """Keep `content` in the place of what the draft held at `row`, for `term` from now."""
    values = {"version": row.version + 1, "content": content, "cleared_at": None, **_kept(now, term)}
    connection.execute(update(draft).where(draft.c.id == row.id).values(values))
    _index(connection, row.id, names)


def clear(connection: Connection, row: AnyRow, person: str, key: bytes, now: datetime) -> None:
    """Take somebody out of a draft of another: it has a new version, and lasts as long as before."""
    read = orjson.loads(row.content)
    content = orjson.dumps(addresses.without(read, lambda found: persons.of_email(key, found) == person)).decode()
    values = {"version": row.version + 1, "content": content, "cleared_at": timestamp(now)}
    erases(connection)
    connection.execute(update(draft).where(draft.c.id == row.id).values(values))
    _index(connection, row.id, named(content, key))


def forget(connection: Connection, person: str, key: bytes, now: datetime, since: datetime | None = None) -> None:
    """Throw away what somebody began, and take them out of what others did; saved until `since`, where that is said."""
    for row in about(connection, person):
        if since is not None and row.saved_at > timestamp(since):
            continue
        if row.submitter == person:
            throw_away(connection, row.id)
        else:
            clear(connection, row, person, key, now)


def throw_away(connection: Connection, id: str) -> None:
    """Nothing is left of it."""
    erases(connection)
    connection.execute(delete(draft).where(draft.c.id == id))
    unindex(connection, id)


def unindex(connection: Connection, id: str) -> None:
    """Forget who is named in it: it is submitted, or thrown away."""
    connection.execute(delete(draft_person).where(draft_person.c.draft == id))


def _index(connection: Connection, id: str, names: Iterable[str]) -> None:
    unindex(connection, id)
    if rows := [{"draft": id, "person": person} for person in names]:
        connection.execute(insert(draft_person), rows)


def about(connection: Connection, person: str) -> list[AnyRow]:
    """The drafts that somebody began, or in which their address stands."""
    naming = select(draft_person.c.draft).where(draft_person.c.person == person)
    theirs = or_(draft.c.submitter == person, draft.c.id.in_(naming))
    return list(connection.execute(select(draft).where(theirs).order_by(draft.c.saved_at, draft.c.id)))


def seen(row: AnyRow, version: int | None) -> None:
    """Raise Stale when the draft is not at the version that somebody has seen; None has seen any."""
    if version is not None and row.version != version:
        why = (
            " Somebody who was named in it asked to be forgotten, and was taken out of it."
            if row.cleared_at is not None
            else ""
        )
        raise Stale(
            f"If-Match names version {version} of this draft, the present one is {row.version}.{why} "
            "It was kept as it is; read it again, and save or submit what you want to keep."
        )


def sweeping(service: Service) -> Job:
    """Throws away drafts whose time has passed, as often as there are any."""
    return lambda: service.store.on_writer(partial(_sweep, service))


def _sweep(service: Service) -> datetime | None:
    now = service.clock.now()
    with service.store.read() as connection:
        first = connection.execute(select(func.min(draft.c.expires_at))).scalar()
    if first is not None and first <= timestamp(now):
        with service.store.transaction() as connection:
            erases(connection)
            connection.execute(delete(draft).where(draft.c.expires_at <= timestamp(now)))
            _tidy(connection)
        return now
    return moment(first) if first else None


def forget_again(service: Service, connection: Connection) -> None:
    """Forget who was erased since in what a backup brought back, whether or not it was thrown away meanwhile.

    What was submitted or erased since went with its fact.
    """
    erased = select(schema.erasure.c.person, func.max(schema.erasure.c.done_at)).group_by(schema.erasure.c.person)
    here = union(select(draft.c.submitter), select(draft_person.c.person))
    for person, since in connection.execute(erased.where(schema.erasure.c.person.in_(here))).all():
        forget(connection, person, service.person_key, service.clock.now(), moment(since))
    _tidy(connection)


def _tidy(connection: Connection) -> None:
    connection.execute(delete(draft_person).where(draft_person.c.draft.not_in(select(draft.c.id))))


def _kept(now: datetime, term: timedelta) -> dict[str, Any]:
    return {"saved_at": timestamp(now), "expires_at": timestamp(now + term)}
