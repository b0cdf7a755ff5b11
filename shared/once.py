"""Idempotency keys: a repeated request gets the first one's answer, a changed one under the same key is refused.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ - here scoped by actor and path, kept 24 h.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select

from shared import secret
from shared.clock import Ids
from shared.envelope import timestamp
from shared.errors import Refusal
from shared.store import schema
from shared.store.among import among
from shared.store.many import Many
from shared.store.ready import Ready

KEPT: Final = timedelta(hours=24)
SWEEP: Final = timedelta(minutes=1)
"""How long what has expired may stay in the table: looking for it costs as much as keeping an answer."""
NAME: Final = "idempotency"

_FIND: Final = Ready(select(schema.idempotency).where(among(schema.idempotency.c.scope, "scopes")))
_EXPIRE: Final = delete(schema.idempotency).where(schema.idempotency.c.expires <= bindparam("now"))
_KEEP: Final = Many.insert(schema.idempotency, schema.idempotency.c.keys())


class KeyReused(Refusal):
    """The same key came with another body."""

    rule = "idempotency-key-reused"


@dataclass(frozen=True, slots=True)
class Once:
    """What makes two requests one: `scope` of actor, path and key; `digest` of the body, keyed so it tells nothing."""

    scope: str
    digest: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a command: its resource, the version of its main stream after it, where the resource is."""

    resource: str
    version: int
    location: str
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer given before, and the digest of the body it was given to."""

    digest: str
    done: Done


def key(own: bytes, actor: str, path: str, given: str, body: bytes) -> Once:
    """The identity of a request; `own` is this store's own (see `secret_of`)."""
    scope = hashlib.sha256("\n".join((actor, path, given)).encode()).hexdigest()
    return Once(scope, hashlib.blake2b(body, key=own, digest_size=32).hexdigest())


def secret_of(connection: Connection, ids: Ids) -> bytes:
    """The store's own secret for this, made when it is first asked for."""
    return secret.of(connection, ids, NAME)


class Answers:
    """The answers a store's owner gave. What has expired is nobody's answer, and is swept away about once a minute."""

    def __init__(self) -> None:
        self._sweep: datetime | None = None

    def find(self, connection: Connection, scopes: Sequence[str], now: datetime) -> dict[str, Earlier]:
        """The answers given before under these scopes."""
        rows = _FIND.all(connection, scopes=list(scopes))
        lasting = [row for row in rows if row.expires > timestamp(now)]
        if len(lasting) < len(rows):  # their places are needed
            self._sweep = None
        return {
            row.scope: Earlier(row.digest, Done(row.resource, row.version, row.location, replayed=True))
            for row in lasting
        }

    def keep(self, connection: Connection, answers: Sequence[tuple[Once, Done]], now: datetime) -> None:
        """Remember answers for 24 hours."""
        if self._sweep is None or now >= self._sweep:
            connection.execute(_EXPIRE, {"now": timestamp(now)})
            self._sweep = now + SWEEP
        expires = timestamp(now + KEPT)
        _KEEP.execute(connection, [_row(key, done, expires) for key, done in answers])


def _row(key: Once, done: Done, expires: str) -> dict[str, Any]:
    return {
        "scope": key.scope,
        "digest": key.digest,
        "resource": done.resource,
        "version": done.version,
        "location": done.location,
        "expires": expires,
    }


def answered(connection: Connection, asked: Once | None, now: datetime) -> Done | None:
    """The answer this request was given before, if any; raises KeyReused when that was to another body."""
    if asked is None or not (found := Answers().find(connection, [asked.scope], now)):
        return None
    return replay(asked, found[asked.scope])


def replay(asked: Once, earlier: Earlier) -> Done:
    """The earlier answer; raises KeyReused when it was to another body."""
    if asked.digest != earlier.digest:
        raise KeyReused(
            "This Idempotency-Key was used for another body on this path. Nothing was changed; use a new key."
        )
    return earlier.done


def keep(connection: Connection, answers: Sequence[tuple[Once, Done]], now: datetime) -> None:
    """Remember answers for 24 hours, and forget those whose time has passed."""
    Answers().keep(connection, answers, now)
