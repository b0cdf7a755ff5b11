"""Idempotency keys: scoped by actor and path, kept for 24 hours, telling nothing about the body."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from shared import once
from shared.clock import SystemIds
from shared.decider import Act
from shared.once import Done, Once
from shared.store import schema
from shared.testing.given import actor, uuid
from tests.toy.core import count
from tests.toy.stand import Stand

pytestmark = pytest.mark.usefixtures("on_both")

ONE = str(actor("editor", 1))


def now(stand: Stand) -> Act:
    return Act(id=uuid(1), now=stand.clock.now(), actor=actor("editor"), correlation_id=uuid(1), causation_id=uuid(1))


def key(actor: str = ONE, path: str = "/a", given: str = "k", body: bytes = b"{}", secret: bytes = b"s") -> Once:
    return once.key(secret, actor, path, given, body)


def test_the_same_request_has_the_same_identity() -> None:
    """Actor, path and key make the scope, the body its digest."""
    assert key() == key()
    assert key().scope == key(body=b"{ }").scope
    assert key().digest != key(body=b"{ }").digest


@pytest.mark.parametrize(
    "other", [key(actor=str(actor("editor", 2))), key(path="/b"), key(given="K"), key(path="/a\nk", given="k")]
)
def test_another_actor_path_or_key_is_another_request(other: Once) -> None:
    """Nobody gets an answer that was given to somebody else, or elsewhere."""
    assert other.scope != key().scope


def test_a_digest_tells_nothing_without_the_secret() -> None:
    """It is keyed, so that a guess at the body cannot be checked."""
    assert key().digest != key(secret=b"t").digest


def test_the_secret_is_made_once(stand: Stand) -> None:
    """A store keeps the secret it made first, over restarts."""

    def secret(connection: Connection) -> bytes:
        return once.secret_of(connection, SystemIds())

    with stand.store.transaction() as connection:
        first = secret(connection)
    with stand.store.transaction() as connection:
        assert secret(connection) == first
    assert len(first) == 32


async def test_an_answer_is_kept_for_a_day(stand: Stand) -> None:
    """Until the last microsecond of 24 hours the first answer is repeated; then the key is free again."""
    first = await stand.handle(count("a", given=now(stand)), once=key())
    stand.clock.forward(timedelta(hours=24) - timedelta(microseconds=1))
    assert (await stand.handle(count("a", given=now(stand)), once=key())).replayed
    stand.clock.forward(timedelta(microseconds=1))
    again = await stand.handle(count("a", given=now(stand)), once=key())
    assert (first.version, again.version, again.replayed) == (1, 2, False)


async def test_what_has_expired_is_forgotten(stand: Stand) -> None:
    """The table holds a day's keys, not all that ever came."""
    await stand.handle(count("a", given=now(stand)), once=key(given="old"))
    stand.clock.forward(timedelta(hours=24))
    await stand.handle(count("a", given=now(stand)), once=key(given="new"))
    assert [row.scope for row in stand.rows(schema.idempotency)] == [key(given="new").scope]


async def test_the_same_key_of_another_actor_is_another(stand: Stand) -> None:
    """Both are done."""
    for number in (1, 2):
        done = await stand.handle(count("a"), once=key(actor=str(actor("editor", number))))
        assert done == Done("", number, "")
