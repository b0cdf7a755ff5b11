"""What the ledger signs, and how it serves its log to anybody's tools."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import text

from services.events import app
from services.events.settings import Settings
from services.events.signed import checkpoints
from shared.merkle import hashing, tiles, verifying
from shared.merkle.tiles import Tile
from shared.notes import checkpoint, key_file, keys, note, proof
from shared.notes.checkpoint import Checkpoint
from shared.notes.key_file import UnusableKey
from shared.notes.keys import Signer
from shared.notes.note import Note
from shared.testing.given import uuid
from shared.testing.running import Running, replica_of, running, store_url
from shared.testing.seeded import SeededIds
from shared.testing.until import until
from shared.web.app import Part, Surroundings
from tests.integration.services.events.ledgers import AUDITOR, submitted
from tests.integration.services.events.test_checks import found, spoil
from tests.integration.services.events.test_replicas import replica as on_shared_store
from tests.integration.services.events.test_tree import bodies, many
from tests.unit.shared.merkle import reference

ORIGIN: Final = "koploper.example/events/log"
LOG: Final = "/events/log"


def signing(data: Path, around: Surroundings, *, origin: str = ORIGIN) -> Part:
    """A ledger that signs."""
    url, key = store_url(data, "events"), data / "keys" / "ledger.key"
    return app.build(Settings(store_url=url, ledger_key=key, ledger_origin=origin), around)


replica: Final = replica_of(signing)


async def get(now: Running, path: str, who: dict[str, str] | None = None) -> Any:
    return await now.http.get(f"{LOG}/{path}", headers=who or {})


async def signed(now: Running, size: int) -> Note:
    """The note that is served once so many entries are signed, after a look at who signed it."""

    def there() -> bool:
        with now.service("events").store.read() as connection:
            return checkpoints.signed_size(connection) == size

    now.clock.forward(timedelta(seconds=5))
    await until(there)
    found = note.read((await get(now, "checkpoint")).content)
    trusted = [keys.verifier(line) for line in (await get(now, "vkey")).text.split()]
    assert [key for key, _ in keys.signed_by(found, trusted)] == trusted
    return found


def every(now: Running) -> list[bytes]:
    with now.service("events").store.read() as connection:
        return bodies(connection)


@pytest.mark.usefixtures("on_both")
async def test_what_came_in_is_signed(tmp_path: Path) -> None:
    """Size and root of what is there are signed, again when more came in, and what was signed stays."""
    async with running(tmp_path, signing) as now:
        assert (await get(now, "checkpoint")).status_code == 404
        await submitted(now)
        await now.settled()
        first = await signed(now, 1)
        assert checkpoint.read(first.text) == Checkpoint(ORIGIN, 1, reference.mth(every(now)))  # type: ignore[arg-type]
        await many(now)
        second = checkpoint.read((await signed(now, 601)).text)
        assert second.root == reference.mth(every(now))
    async with running(tmp_path, signing, ids=SeededIds(1)) as now:
        assert checkpoint.read((await signed(now, 601)).text) == second
        verifying.consistency(1, 601, reference.proof(1, every(now)), checkpoint.read(first.text).root, second.root)


async def test_nothing_is_signed_twice(tmp_path: Path) -> None:
    """While nothing came in, or within the few seconds after a signature, there is no other."""
    async with running(tmp_path, signing) as now:
        await submitted(now)
        await now.settled()
        await signed(now, 1)
        job = now.service("events").jobs["checkpoints"](now.service("events"))
        await submitted(now, uuid(2))
        await now.settled()
        assert await job() == now.clock.now() + timedelta(seconds=5)
        assert checkpoint.read(note.read((await get(now, "checkpoint")).content).text).size == 1
        now.clock.forward(timedelta(seconds=5))
        assert await job() is None
        now.clock.forward(timedelta(seconds=5))
        assert await job() is None
        with now.service("events").store.read() as connection:
            assert connection.execute(text("SELECT size FROM checkpoint ORDER BY size")).scalars().all() == [1, 2]


async def test_two_replicas_sign_one_log(tmp_path: Path) -> None:
    """Two on one store have one key, whoever made it, and sign each size once."""
    async with running(tmp_path, replica) as one, running(tmp_path, replica, ids=SeededIds(1)) as other:
        await submitted(one)
        await submitted(other, uuid(2))
        await until(lambda: len(every(one)) == 2)
        assert (await signed(one, 2)).text == (await signed(other, 2)).text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0",
        "DELETE FROM tile",
        "UPDATE head SET size = 1",
    ],
)
async def test_a_ledger_that_was_changed_signs_no_more(
    tmp_path: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever takes back what was signed gets no signature for what is there instead, and operators are told."""
    async with running(tmp_path, signing) as now:
        await many(now, 3)
        before = await signed(now, 3)
        await spoil(now, statement)
        now.clock.forward(timedelta(seconds=5))
        service = now.service("events")
        assert await service.jobs["checkpoints"](service)() is None
        assert note.read((await get(now, "checkpoint")).content) == before
        assert "ledger-signed" in {check for check, _, _ in await found(now)}
    assert "the ledger signs no more" in capsys.readouterr().out


async def test_tiles_are_served(tmp_path: Path) -> None:
    """Every tile of the signed size is there for everybody; wider or further ones are not."""
    async with running(tmp_path, signing) as now:
        await many(now)
        root = checkpoint.read((await signed(now, 600)).text).root
        await submitted(now, uuid(2))
        await now.settled()
        found = {tile: (await get(now, f"tile/{tile.path}")) for tile in tiles.of(600)}
        data = every(now)
        for tile, answer in found.items():
            assert answer.content == reference.tile(data[:600], tile.level, tile.number)
            assert answer.headers["content-type"] == "application/octet-stream"
        assert (await get(now, "tile/0/002.p/50")).content == found[Tile(0, 2, 88)].content[: 50 * hashing.WIDTH]
        assert reference.mth(data[:600]) == root
        for path in ("0/002.p/89", "0/002", "0/003", "1/001", "2/000.p/1", "1/000.p/3", "0/x00", "..", "0/000.p/256"):
            answer = await get(now, f"tile/{path}")
            assert answer.status_code == 404, path
            assert answer.headers["content-type"].startswith("application/problem+json")


async def test_entries_are_served_to_auditors(tmp_path: Path) -> None:
    """A bundle is the exact bytes of its entries, each behind its length; nobody else gets it."""
    async with running(tmp_path, signing) as now:
        await many(now, 300)
        await signed(now, 300)
        data = every(now)
        for tile in (Tile(0, 0), Tile(0, 1, 44), Tile(0, 1, 3)):
            path = tile.path.removeprefix("0/")
            answer = await get(now, f"tile/entries/{path}", AUDITOR)
            asked = data[tile.number * 256 : tile.number * 256 + tile.width]
            assert answer.content == b"".join(len(each).to_bytes(2) + each for each in asked)
            assert (await get(now, f"tile/entries/{path}")).status_code in {401, 403}
        for path in ("002", "001", "001.p/45", "x"):
            assert (await get(now, f"tile/entries/{path}", AUDITOR)).status_code == 404


async def test_every_entry_has_a_proof(tmp_path: Path) -> None:
    """As a file that shows its own bytes to be under the newest checkpoint; of what is not signed there is none."""
    async with running(tmp_path, signing) as now:
        assert (await now.http.get("/events/v1/events/1/proof")).status_code == 404
        await many(now, 300)
        newest = await signed(now, 300)
        await submitted(now, uuid(2))
        await now.settled()
        data = every(now)
        for position in (1, 256, 257, 300):
            answer = await now.http.get(f"/events/v1/events/{position}/proof")
            assert answer.headers["content-disposition"] == f'attachment; filename="{position}.tlog-proof"'
            found = proof.read(answer.content)
            assert found.signed == newest
            found.check(hashing.leaf(data[position - 1]))
        for position in (0, 301, 302):
            answer = await now.http.get(f"/events/v1/events/{position}/proof")
            assert answer.status_code == 404
            assert "the newest checkpoint is for 300 entries" in answer.json()["detail"]


async def test_the_key_is_made_once(tmp_path: Path) -> None:
    """The first start makes it, for its owner only; the next uses it, and another origin may not."""
    async with running(tmp_path, signing) as now:
        key = (await get(now, "vkey")).text
    file = tmp_path / "keys" / "ledger.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["ledger.key"]
    async with running(tmp_path, signing, ids=SeededIds(1)) as now:
        assert (await get(now, "vkey")).text == key
    with pytest.raises(UnusableKey, match=r"signs for koploper\.example/events/log, and this should sign for another"):
        async with running(tmp_path, partial(signing, origin="another"), ids=SeededIds(2)):
            pass


async def test_two_keys_sign_while_one_goes(tmp_path: Path) -> None:
    """A file of two keys has both sign, so that who trusts either can go on."""
    file = tmp_path / "keys" / "ledger.key"
    both = [Signer(ORIGIN, 1, bytes([seed]) * 32) for seed in (1, 2)]
    key_file.make(file, both)
    async with running(tmp_path, signing) as now:
        await submitted(now)
        await now.settled()
        found = await signed(now, 1)
        for key in both:
            assert [who for who, _ in keys.signed_by(found, [key.verifier])] == [key.verifier]


async def test_a_ledger_without_a_key(tmp_path: Path) -> None:
    """Who names no file gets no signatures, and is told so."""
    async with running(tmp_path, on_shared_store) as now:
        await submitted(now)
        await now.settled()
        for path in ("checkpoint", "vkey", "tile/0/000.p/1"):
            assert (await get(now, path)).status_code == 404
