"""What goes with a fact: in its transaction, again after a restore, and never because a read model is built anew."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

import pytest

from shared import vault
from shared.envelope import timestamp
from shared.handle import Handle
from shared.projection import Change
from shared.read_model import OwnEvents, ReadModel
from shared.rebuild import Rebuild
from shared.restored import own
from shared.store import schema
from shared.testing.given import act, uuid
from shared.turn import Recorded
from tests.toy import reading
from tests.toy.core import Counted, TooMany, count
from tests.toy.stand import MODEL, Stand

pytestmark = pytest.mark.usefixtures("on_both")


def forgets(fact: Recorded) -> Iterable[Change]:
    """A count forgets the text that its note names."""
    if isinstance(fact.event, Counted):
        yield vault.forgotten(fact.event.note, fact.time)


FORGETTING = replace(MODEL, forgets=forgets)


def keep(stand: Stand, *texts: str) -> list[str]:
    entries = [vault.entry(stand.ids, text, ("adviser",), [uuid(7)]) for text in texts]
    with stand.store.transaction() as connection:
        vault.keep(connection, [("tally-a", entry) for entry in entries])
    return [entry.ref for entry in entries]


def texts(stand: Stand) -> list[tuple[str | None, bytes | None, str | None]]:
    return [(row.content, row.salt and b"salt", row.erased_at) for row in stand.rows(schema.vault)]


async def test_a_text_goes_with_the_fact_that_says_so(stand: Stand) -> None:
    """Text, salt and whom it was about are gone when the fact is there, and stay when it was refused."""
    gone, stays = keep(stand, "goes", "stays")
    handle = Handle(stand.store, FORGETTING, stand.ids)
    with pytest.raises(TooMany):
        await handle(count("a", 5_000, note=gone))
    assert [content for content, *_ in texts(stand)] == ["goes", "stays"]
    await handle(count("a", note=gone))
    assert texts(stand) == [(None, None, timestamp(stand.clock.now())), ("stays", b"salt", None)]
    assert [row.ref for row in stand.rows(schema.vault_person)] == [stays]


async def test_a_text_kept_in_the_same_group_goes_too(stand: Stand) -> None:
    """What one command keeps and the next one, written with it, forgets is not there afterwards."""
    entry = vault.entry(stand.ids, "goes", ("adviser",), [uuid(7)])
    handle = Handle(stand.store, FORGETTING, stand.ids)
    await asyncio.gather(
        handle(count("b")),  # keeps the writer busy, so that what follows is one group
        handle(count("a"), keep=[entry]),
        handle(count("a", note=entry.ref)),
    )
    assert [content for content, *_ in texts(stand)] == [None]
    assert stand.rows(schema.vault_person) == []


async def test_a_restored_store_forgets_again(stand: Stand) -> None:
    """A fact that is put back takes with it what a backup of before had brought back."""
    (gone,) = keep(stand, "goes")
    await stand.handle(count("a", note=gone))
    (body,) = [row.body for row in stand.rows(schema.event)]
    with stand.store.transaction() as connection:
        connection.execute(schema.event.delete())
        assert own.append(connection, FORGETTING, [body]) == 1
    assert [content for content, *_ in texts(stand)] == [None]


async def test_a_rebuild_forgets_nothing(stand: Stand) -> None:
    """A read model is made of the same facts again, and what lies beside it is left alone."""
    await Handle(stand.store, FORGETTING, stand.ids)(count("a", note="later"))
    with stand.store.transaction() as connection:
        vault.keep(connection, [("tally-a", vault.Entry("later", b"salt", "stays", ("adviser",)))])
    read_model = ReadModel(reading.PROJECTIONS[0], OwnEvents(FORGETTING))
    await Rebuild(stand.store, read_model).run(FORGETTING, stand.ids, act("operator"), "a test", dry=False)
    assert [content for content, *_ in texts(stand)] == ["stays"]
