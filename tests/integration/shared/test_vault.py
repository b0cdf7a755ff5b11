"""The vault: texts apart from the events, for their readers only, and forgettable."""

import hashlib
from base64 import b64decode
from collections.abc import Sequence

import pytest

from shared import projection, vault
from shared.actor import Actor, Role
from shared.envelope import timestamp
from shared.errors import Unknown
from shared.store import schema
from shared.testing.given import actor, uuid
from tests.toy.stand import Stand

pytestmark = pytest.mark.usefixtures("on_both")

SUBMITTER = actor("submitter", 4)


@pytest.fixture
def kept(stand: Stand) -> vault.Entry:
    """A text for advisers and one submitter."""
    return keep(stand, "geheim é", ("adviser", str(SUBMITTER)))


def keep(
    stand: Stand, content: str, readers: tuple[str, ...], about: Sequence[str] | None = None, stream: str = "tally-a"
) -> vault.Entry:
    entry = vault.entry(stand.ids, content, readers, about)
    with stand.store.transaction() as connection:
        vault.keep(connection, [(stream, entry)])
    return entry


def about(stand: Stand, *persons: str) -> list[str]:
    with stand.store.read() as connection:
        return [ref for refs in vault.about(connection, persons).values() for ref in refs]


def look(stand: Stand, ref: str, by: Actor | None) -> vault.Opened:
    with stand.store.transaction() as connection:
        return vault.look(connection, ref, by, stand.clock.now())


def erase(stand: Stand, ref: str) -> None:
    with stand.store.transaction() as connection:
        projection.write(connection, [vault.forgotten(ref, stand.clock.now())])
        vault.unindex(connection, [ref])


def test_an_event_says_the_digest_only(kept: vault.Entry) -> None:
    """Its digest is SHA-256 of 32 bytes of salt and the text in UTF-8, in lowercase hex."""
    assert len(kept.salt) == 32
    assert kept.kept.ref == kept.ref
    assert kept.kept.digest == hashlib.sha256(kept.salt + "geheim é".encode()).hexdigest()


def test_equal_texts_have_nothing_in_common(stand: Stand) -> None:
    """Salt and reference differ, so that a digest tells nobody what the text is like."""
    one, other = (vault.entry(stand.ids, "the same", ()) for _ in range(2))
    assert {one.ref, one.salt, one.kept.digest}.isdisjoint({other.ref, other.salt, other.kept.digest})


@pytest.mark.parametrize("by", [actor("adviser", 1), actor("adviser", 2), SUBMITTER])
def test_a_reader_gets_text_and_salt(stand: Stand, kept: vault.Entry, by: Actor) -> None:
    """Whoever has the role, or is the one named, reads it and can check it against the digest."""
    opened = look(stand, kept.ref, by)
    assert opened.content == "geheim é"
    assert vault.digest(b64decode(opened.salt), opened.content) == kept.kept.digest


@pytest.mark.parametrize(("role", "number"), [("editor", 1), ("submitter", 5), ("operator", 4), (None, 0)])
def test_nobody_else_does(stand: Stand, kept: vault.Entry, role: Role | None, number: int) -> None:
    """Another role, another person in the same role, and the public are refused, and it is not logged as read."""
    with pytest.raises(vault.NotAReader, match="for others"):
        look(stand, kept.ref, actor(role, number) if role else None)
    assert not stand.rows(schema.vault_access)


def test_what_is_public_is_for_everybody(stand: Stand) -> None:
    """A text that a person agreed to publish is read by anyone."""
    public = keep(stand, "050 123 4567", (vault.EVERYONE,))
    assert look(stand, public.ref, None).content == "050 123 4567"
    assert look(stand, public.ref, actor("partner")).content == "050 123 4567"


def test_every_access_is_logged(stand: Stand, kept: vault.Entry) -> None:
    """Who read what when is written down, once per reading."""
    public = keep(stand, "for all", (vault.EVERYONE,))
    look(stand, kept.ref, SUBMITTER)
    look(stand, public.ref, None)
    look(stand, kept.ref, SUBMITTER)
    now = timestamp(stand.clock.now())
    assert [(row.ref, row.actor, row.at) for row in stand.rows(schema.vault_access)] == [
        (kept.ref, str(SUBMITTER), now),
        (public.ref, "public", now),
        (kept.ref, str(SUBMITTER), now),
    ]


def test_what_is_erased_is_gone(stand: Stand, kept: vault.Entry) -> None:
    """Text and salt are deleted; the reference stays and says so, to readers only."""
    erase(stand, kept.ref)
    with pytest.raises(vault.Erased, match="gewist"):
        look(stand, kept.ref, SUBMITTER)
    with pytest.raises(vault.NotAReader):
        look(stand, kept.ref, actor("editor"))
    (row,) = stand.rows(schema.vault)
    assert (row.salt, row.content, row.erased_at) == (None, None, timestamp(stand.clock.now()))


def test_all_that_is_about_somebody_is_erased(stand: Stand, kept: vault.Entry) -> None:
    """What is about others stays, and what is about both goes; nothing tells any more whose it was."""
    both = keep(stand, "both", ("adviser",), [SUBMITTER.id, uuid(7)])
    other = keep(stand, "stays", ("adviser",), [uuid(7)])
    with stand.store.transaction() as connection:
        vault.erase_about(connection, SUBMITTER.id, stand.clock.now())
    assert {row.ref: row.content for row in stand.rows(schema.vault)} == {
        kept.ref: None,
        both.ref: None,
        other.ref: "stays",
    }
    assert [(row.ref, row.person) for row in stand.rows(schema.vault_person)] == [(other.ref, uuid(7))]


def test_it_is_about_the_person_who_may_read_it(stand: Stand, kept: vault.Entry) -> None:
    """Without a word of others: not about all who have a role, nor about the public."""
    keep(stand, "a motivation", ("adviser", vault.EVERYONE))
    assert about(stand, SUBMITTER.id) == [kept.ref]
    assert about(stand, actor("adviser").id, "adviser", vault.EVERYONE) == []


def test_it_is_about_those_who_are_named(stand: Stand) -> None:
    """Each finds it, once, also who may not read it; and its reader does not, when others are named."""
    named = keep(stand, "a contact", ("adviser", str(SUBMITTER)), [uuid(7), uuid(8), uuid(7)])
    assert [about(stand, uuid(7)), about(stand, uuid(8)), about(stand, uuid(7), uuid(8))] == [[named.ref]] * 3
    assert about(stand, SUBMITTER.id) == []


def test_what_is_about_anybody_in_a_stream(stand: Stand, kept: vault.Entry) -> None:
    """What is about nobody is not among it, nor what another stream's facts name."""
    keep(stand, "a motivation", ("adviser",))
    keep(stand, "elsewhere", ("adviser", str(SUBMITTER)), stream="tally-b")
    with stand.store.read() as connection:
        assert vault.about_anybody(connection, ["tally-a"]) == {"tally-a": [kept.ref]}


def test_whom_it_was_about_is_erased_along(stand: Stand, kept: vault.Entry) -> None:
    """Nothing tells any more whose the erased text was; others' stay found."""
    other = keep(stand, "stays", (str(SUBMITTER),))
    erase(stand, kept.ref)
    assert about(stand, SUBMITTER.id) == [other.ref]


def test_what_never_was_is_unknown(stand: Stand) -> None:
    """A reference that is not here is not found."""
    with pytest.raises(Unknown, match="no vault entry nowhere here"):
        look(stand, "nowhere", SUBMITTER)
    assert issubclass(vault.Erased, Unknown)


def test_keeping_nothing_is_nothing(stand: Stand) -> None:
    """Facts without confidential text cost the vault nothing."""
    with stand.store.transaction() as connection:
        vault.keep(connection, [])
    assert not stand.rows(schema.vault)
