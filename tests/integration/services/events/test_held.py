"""What is written past the ledger, into what it signed or into its tree, is never signed over; why is said."""

from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Update, func, select, update

from services.events.ledger import schema
from services.events.signed import signing_keys
from services.events.signed.origins import Origin
from shared import metrics
from shared.notes import checkpoint, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.notes.note import Note
from shared.testing.given import uuid
from shared.testing.running import Running, running
from tests.integration.services.events.ledgers import submitted
from tests.integration.services.events.test_checks import found, spoil
from tests.integration.services.events.test_origins import anew, put_back, sign, sizes, trouble
from tests.integration.services.events.test_signed import ORIGIN, get, signed, signing
from tests.integration.services.events.test_tree import many

STRANGER: Final = Signer(ORIGIN, 1, b"s" * 32)


async def grown(now: Running, size: int) -> Note:
    """One more entry, signed."""
    await submitted(now, uuid(size))
    await now.settled()
    return await signed(now, size)


async def write(now: Running, **values: Any) -> None:
    """Write past the ledger into the newest checkpoint."""
    table = schema.checkpoint
    newest = select(func.max(table.c.size)).scalar_subquery()
    await past(now, update(table).where(table.c.size == newest).values(values))


async def past(now: Running, statement: Update) -> None:
    await now.service("events").store.write(lambda connection: connection.execute(statement))


def signs() -> float | None:
    """What operators see of it in their figures."""
    return metrics.REGISTRY.get_sample_value("koploper_ledger_signs", {"service": "events"})


def by_a_stranger(kept: Note) -> str:
    """The same text, signed with a key that this ledger never had."""
    return Note(kept.text).and_([STRANGER.sign(kept.text, 0)]).written.decode()


def of_another_size(kept: Note) -> str:
    """Another text under a signature that was made of this one."""
    told = checkpoint.read(kept.text)
    return Note(Checkpoint(ORIGIN, 1, told.root).text, kept.signatures).written.decode()


SPOILED: Final[dict[str, tuple[Any, str]]] = {
    "rubbish": (lambda _: {"note": "rubbish"}, "the checkpoint of 2 entries that is kept here cannot be read: "),
    "a note of nothing": (
        lambda kept: {"note": Note("a\n", kept.signatures).written.decode()},
        "cannot be read: a checkpoint has three lines",
    ),
    "a stranger's": (lambda kept: {"note": by_a_stranger(kept)}, "is not one that this ledger signed: none of "),
    "another text": (lambda kept: {"note": of_another_size(kept)}, "is not one that this ledger signed: "),
    "another size": (lambda _: {"size": 3}, "says that it is of 2 entries of koploper.example/events/log"),
    "another time": (lambda _: {"signed_at": "once"}, "when the checkpoint of 2 entries was signed cannot be read"),
}


@pytest.mark.parametrize("spoiled", SPOILED)
async def test_a_checkpoint_that_was_changed_is_not_signed_over(
    tmp_path: Path, spoiled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is kept of the last must be what a key of this ledger signed, under its own size; else nothing is signed."""
    change, says = SPOILED[spoiled]
    async with running(tmp_path, signing) as now:
        await grown(now, 1)
        kept = await grown(now, 2)
        assert signs() == 1
        await write(now, **change(kept))
        before = sizes(now)
        for number in (3, 4):
            await submitted(now, uuid(number))
        await now.settled()
        assert await sign(now) is None
        assert sizes(now) == before
        assert signs() == 0
        assert says in (await trouble(now))[0]
    assert "the ledger signs no more" in capsys.readouterr().out


async def test_a_key_of_before_still_counts(tmp_path: Path) -> None:
    """What was signed with a key that is not in the file any more is signed on: the store knows that it was used."""
    async with running(tmp_path, signing) as now:
        await grown(now, 1)
        file = tmp_path / "keys" / "ledger.key"
        file.write_text(STRANGER.written)
        assert (await grown(now, 2)).text.startswith(ORIGIN)
        with now.service("events").store.read() as connection:
            assert len(signing_keys.used(connection, Origin(1, ORIGIN))) == 2
        assert await trouble(now) == []


async def test_nodes_that_were_changed_are_not_signed_over(tmp_path: Path) -> None:
    """A node that stands in the new tree only, and does not follow from what was signed: no root is made of it."""
    async with running(tmp_path, signing) as now:
        await many(now, 300)
        before = await signed(now, 300)
        await many(now, 300, stream=2)
        with now.service("events").store.read() as connection:
            first = connection.execute(select(schema.tile.c.hashes).where(schema.tile.c.level == 1)).scalar_one()
        assert len(first) == 64
        await past(now, update(schema.tile).where(schema.tile.c.level == 1).values(hashes=first[:32] + bytes(32)))
        assert await sign(now) is None
        assert sizes(now) == [(1, 300)]
        assert note.read((await get(now, "checkpoint")).content) == before
        await submitted(now, uuid(3))
        await now.settled()
        await sign(now)
        assert sizes(now) == [(1, 300)]
        assert "ledger-tree" in {check for check, _, _ in await found(now)}
        [why] = await trouble(now)
        assert why.startswith("the tree of 601 entries does not follow from that of the 300 that were signed for")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tile WHERE level = 0 AND number = 1",
        "UPDATE tile SET hashes = '' WHERE level = 0 AND number = 1",
        "UPDATE tile SET hashes = hex(hashes) WHERE level = 0 AND number = 1",
    ],
)
async def test_a_tree_that_lacks_a_part_is_not_signed(tmp_path: Path, statement: str) -> None:
    """Also where what was signed before does not need it: the ledger is mute with a sentence, and goes on otherwise."""
    async with running(tmp_path, signing) as now:
        await many(now, 256)
        await signed(now, 256)
        await submitted(now, uuid(2))
        await now.settled()
        await spoil(now, statement)
        assert await sign(now) is None
        assert sizes(now) == [(1, 256)]
        assert (await trouble(now))[-1].endswith("entries lacks a part")


async def test_of_what_cannot_be_read_nothing_is_begun_anew(tmp_path: Path) -> None:
    """The next origin names the last checkpoint that this ledger did sign, not what somebody wrote in its place."""
    async with running(tmp_path, signing) as now:
        first = await grown(now, 1)
        await write(now, note=by_a_stranger(await grown(now, 2)))
        await sign(now)
        assert (await anew(now)).status_code == 201
        assert (await get(now, "1/checkpoint")).content == first.written
        await now.settled()
        assert checkpoint.read((await signed(now, 3)).text).origin == f"{ORIGIN}/2"


async def test_where_no_checkpoint_can_be_read_one_must_be_given(tmp_path: Path) -> None:
    """Nobody knows then what was signed, and it is said so."""
    async with running(tmp_path, signing) as now:
        kept = await grown(now, 1)
        await write(now, note="rubbish")
        await sign(now)
        refused = await anew(now)
        assert refused.json()["type"] == "urn:koploper:problem:checkpoint-unknown"
        assert refused.json()["detail"].startswith("None is kept here whole. Nothing was changed; ")
        given = {"reason": "Er is in geschreven", "checkpoint": kept.written.decode()}
        assert (await anew(now, given)).status_code == 201


async def test_what_a_witness_saw_and_cannot_be_read_keeps_it_mute(tmp_path: Path) -> None:
    """Who writes rubbish over it does not get a signature either."""
    async with put_back(tmp_path) as (now, _):
        await sign(now)
        await spoil(now, "UPDATE sighting SET note = 'rubbish', size = 2")
        assert await sign(now) is None
        assert sizes(now)[-1] == (1, 2)
        assert await trouble(now) == ["the first 2 entries are not, or not for sure, those that witness.example/w1 saw"]
