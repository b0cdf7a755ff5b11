"""What somebody may do to the whole ledger, with its store and its key: each is named, and nothing of it is signed."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from cli.verify.trust import Trust
from cli.witness.app import app as witness_app
from services.events.signed.witnesses import Witness
from shared.notes import checkpoint, keys
from shared.testing.given import uuid
from shared.testing.running import running
from shared.testing.seeded import SeededIds, SetClock
from shared.testing.until import until
from tests.integration.services.events.ledgers import submitted
from tests.integration.services.events.test_checks import found, spoil
from tests.integration.services.events.test_origins import LATER, TRUST, grown, sign, sizes, trouble, verified, watching
from tests.integration.services.events.test_signed import every, get, replica, signed
from tests.integration.services.events.test_witnessed import KEY, LOG, listening, witnessed
from tests.unit.shared.merkle import reference


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared here is what people read in English."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")


async def test_the_whole_ledger_replaced_by_a_shorter_one(tmp_path: Path) -> None:
    """With the same key, and true in itself: the doctor names what the witness saw, and nobody vouches for it."""
    other = tmp_path / "other"
    other.mkdir()
    async with listening(witness_app(watching(tmp_path / "witness"))) as url:
        by_witness = (Witness(url, KEY.verifier),)
        async with running(tmp_path, partial(witnessed, by=by_witness)) as now:
            last = await grown(now, 1, 5)
        async with running(other, partial(witnessed, by=())) as now:
            await submitted(now, uuid(1))
            await submitted(now, uuid(2))
            await now.settled()
            await signed(now, 2)
            shorter = await verified(now, Trust(TRUST.log, TRUST.witnesses, [last]))
            assert [(each.what, each.says) for each in shorter.wrong] == [
                ("kept", "the log had 5 entries once, and has 2 now")
            ]
            alone = await verified(now, TRUST)
            assert alone.true is None
            assert "witness.example/w1 did not sign for these 2 entries" in alone.untold[0]
        later, ids = SetClock(LATER), SeededIds(1)
        async with running(other, partial(witnessed, by=by_witness), clock=later, ids=ids) as now:
            await submitted(now, uuid(9))
            await now.settled()
            await sign(now)
            assert sizes(now)[-1] == (1, 2)
            assert "witness.example/w1 saw 5 entries, and the ledger holds 3" in (await trouble(now))[0]


async def test_a_tail_that_was_cut_off(tmp_path: Path) -> None:
    """Entries, head and tree all taken back to before: what was signed is more, so doctor and verifier name it."""
    async with running(tmp_path, partial(witnessed, by=())) as now:
        for number in range(1, 6):
            await submitted(now, uuid(number))
        await now.settled()
        await signed(now, 5)
        await spoil(
            now,
            "DELETE FROM entry WHERE position > 3",
            "UPDATE head SET size = 3",
            "UPDATE tile SET hashes = substr(hashes, 1, 96)",
        )
        await sign(now)
        assert sizes(now)[-1] == (1, 5)
        assert "ledger-signed" in {check for check, _, _ in await found(now)}
        assert "the ledger holds 3 entries, and " in (await trouble(now))[0]
        cut = await verified(now, Trust((LOG.verifier,)))
        assert [(each.what, each.position) for each in cut.wrong] == [("file", 1)]
        assert "its server says that a part of it lacks" in cut.wrong[0].says


@pytest.mark.usefixtures("on_both")
async def test_two_ledger_replicas_appending_at_once(tmp_path: Path) -> None:
    """One tree grows of what both take in, entry by entry, and both sign for it: none is lost, none is double."""
    async with (
        running(tmp_path, replica) as one,
        running(tmp_path, replica, ids=SeededIds(1)) as other,
    ):
        await asyncio.gather(
            *(submitted(one, uuid(300 + number)) for number in range(15)),
            *(submitted(other, uuid(400 + number)) for number in range(15)),
        )
        await until(lambda: len(every(one)) == 30)
        told = checkpoint.read((await signed(one, 30)).text)
        assert told.root == reference.mth(every(other))
        assert (await get(one, "checkpoint")).content == (await get(other, "checkpoint")).content
        trusted = [keys.verifier(line) for line in (await get(other, "vkey")).text.split()]
        assert (await verified(other, Trust(trusted))).wrong == []
        assert [await found(each) for each in (one, other)] == [[], []]
