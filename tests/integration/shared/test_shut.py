"""What is shut to whom, as rows: in lists, for one subject, and for the texts of the vault."""

from collections.abc import Collection
from typing import Final

import pytest
from sqlalchemy import Connection, select

from shared import conflict, projection, shut, vault
from shared.actor import OFFICE, Actor, Role
from shared.conflict import ConflictOfInterest
from shared.projection import Change
from shared.store import schema
from shared.testing.given import actor
from shared.web.reader import seen_by, sight_of
from tests.toy import reading
from tests.toy.stand import Stand

pytestmark = pytest.mark.usefixtures("on_both")

ADVISER: Final = actor("adviser")
OTHER: Final = actor("adviser", 2)
NAMES: Final = ("a", "b")


@pytest.fixture(autouse=True)
def _rows(stand: Stand) -> None:
    """Two subjects, of which the first is shut to adviser 1."""
    with stand.store.transaction() as connection:
        connection.execute(reading.tally.insert(), [{"name": name} for name in NAMES])
    change(stand, shut.shut("a", ADVISER.id))


def change(stand: Stand, *changes: Change) -> None:
    with stand.store.transaction() as connection:
        projection.write(connection, changes)


def seen(stand: Stand, by: Actor | None) -> list[str]:
    name = reading.tally.c.name
    chosen = select(name).where(seen_by(by, name, name)).order_by(name)  # what is theirs is named after them
    with stand.store.read() as connection:
        return list(connection.execute(chosen).scalars())


@pytest.mark.parametrize("role", sorted(OFFICE))
def test_lists_leave_it_out(stand: Stand, role: Role) -> None:
    """For that person in every role of the office, and for nobody else."""
    assert (seen(stand, actor(role)), seen(stand, actor(role, 2))) == (["b"], ["a", "b"])


def test_others_see_what_they_saw(stand: Stand) -> None:
    """Neither the public nor a submitter has to do with it."""
    assert (seen(stand, None), seen(stand, actor("partner")), seen(stand, actor("submitter"))) == ([], [], [])


def test_one_subject(stand: Stand) -> None:
    """What is shut to somebody they read as everybody does."""
    with stand.store.read() as connection:
        assert [sight_of(connection, ADVISER, name) for name in NAMES] == ["public", "office"]
        assert [sight_of(connection, OTHER, name) for name in NAMES] == ["office", "office"]
        assert sight_of(connection, None, "a") == "public"


def test_it_opens_again(stand: Stand) -> None:
    """And shutting or opening twice changes nothing more."""
    for _ in range(2):
        change(stand, shut.shut("a", ADVISER.id), shut.shut("b", OTHER.id))
    assert (seen(stand, ADVISER), seen(stand, OTHER)) == (["b"], ["a"])
    for _ in range(2):
        change(stand, shut.open_again("a", ADVISER.id))
    assert (seen(stand, ADVISER), seen(stand, OTHER)) == (["a", "b"], ["a"])
    with stand.store.read() as connection:
        assert shut.persons(connection) == {OTHER.id}
        assert [shut.whom(connection, name) for name in NAMES] == [set(), {OTHER.id}]


def kept(stand: Stand, *readers: str, stream: str = "initiative-a") -> str:
    """A text that a fact of this stream names."""
    entry = vault.entry(stand.ids, "geheim", readers)
    row = {"stream": stream, "id": stand.ids.new(), "type": "t", "causation": "c", "ordinal": 0}
    body = b'{"data":{"deep":[{"ref":"%s","digest":"d"}]}}' % entry.ref.encode()
    with stand.store.transaction() as connection:
        vault.keep(connection, [(stream, entry)])
        versions = len(connection.execute(schema.event.select()).all())
        connection.execute(schema.event.insert(), row | {"version": versions + 1, "body": body})
    return entry.ref


def read(stand: Stand, ref: str, by: Actor | None, beside: shut.Beside = shut.nothing) -> str:
    with stand.store.transaction() as connection:
        return vault.look(connection, ref, by, stand.clock.now(), beside=beside).content


@pytest.mark.parametrize("stream", ["initiative-a", conflict.stream_of("a")])
def test_texts_about_it(stand: Stand, stream: str) -> None:
    """Who reads them by role no longer does; the access that was refused is not logged as one."""
    ref = kept(stand, "adviser", "editor", stream=stream)
    for role in ("adviser", "editor"):
        with pytest.raises(ConflictOfInterest):
            read(stand, ref, actor(role))
    assert read(stand, ref, OTHER) == "geheim"
    assert [row.actor for row in stand.rows(schema.vault_access)] == [str(OTHER)]


def test_texts_of_what_else_is_about_it(stand: Stand) -> None:
    """A service says which streams are about a subject beside its own; nobody else is asked for."""
    asked: list[Collection[str]] = []

    def beside(_: Connection, subjects: Collection[str]) -> list[str]:
        asked.append(subjects)
        return ["signal-s"]

    ref, other = kept(stand, "adviser", stream="signal-s"), kept(stand, "adviser", stream="signal-t")
    with pytest.raises(ConflictOfInterest):
        read(stand, ref, ADVISER, beside)
    assert read(stand, other, ADVISER, beside) == "geheim"
    assert asked == [{"a"}, {"a"}]
    assert read(stand, ref, OTHER, beside) == "geheim"
    assert len(asked) == 2


def test_what_has_to_be_done_before_a_text_is_read(stand: Stand) -> None:
    """A service may ask it of who reads by their role; nobody is asked for what is theirs, or everybody's."""

    def first(_connection: Connection, actor: Actor, ref: str) -> None:
        raise Unwilling(f"{actor.role} {ref}")

    ref = kept(stand, "adviser", stream="initiative-b")
    with stand.store.transaction() as connection, pytest.raises(Unwilling, match=f"adviser {ref}"):
        vault.look(connection, ref, OTHER, stand.clock.now(), first=first)
    assert stand.rows(schema.vault_access) == []
    for readers in (("adviser", str(OTHER)), ("adviser", "public")):
        own = kept(stand, *readers, stream="initiative-b")
        with stand.store.transaction() as connection:
            assert vault.look(connection, own, OTHER, stand.clock.now(), first=first).content == "geheim"


class Unwilling(Exception):
    """Why not."""


def test_texts_that_are_theirs_or_everybodys(stand: Stand) -> None:
    """What was sealed for themselves, and what is public, they read."""
    assert read(stand, kept(stand, "editor", str(ADVISER)), ADVISER) == "geheim"
    assert read(stand, kept(stand, "public"), ADVISER) == "geheim"
    assert read(stand, kept(stand, "submitter"), actor("submitter")) == "geheim"


def test_texts_about_something_else(stand: Stand) -> None:
    """What is about another subject, or about none, is read as ever."""
    for stream in ("initiative-b", "signal-a", conflict.stream_of("b")):
        assert read(stand, kept(stand, "adviser", stream=stream), ADVISER) == "geheim"
