"""What of the log has an address and how long it may be kept: no second way to ask, and nothing that lacks a part."""

from pathlib import Path
from typing import Final

import httpx
import pytest

from services.events.api import tlog
from services.events.ledger import entries
from shared.testing.running import running
from tests.integration.services.events.ledgers import AUDITOR, served
from tests.integration.services.events.test_checks import spoil
from tests.integration.services.events.test_held import grown
from tests.integration.services.events.test_origins import anew, sign
from tests.integration.services.events.test_signed import LOG, get, signed, signing
from tests.integration.services.events.test_tree import many

THERE: Final = ("checkpoint", "1/checkpoint", "vkey", "1/vkey", "tile/0/000", "1/tile/0/001", "tile/0/001.p/255")
OTHERWISE: Final = [
    *("tile/0%2F000", "tile/0%2f000", "%74ile/0/000", "tile/0/00%30", "%63heckpoint", "1%2Fcheckpoint"),
    *("tile/00/000", "tile/0/0000", "tile/0/00", "tile/0/0", "tile/0/x000/001", "tile/0/x1/001", "tile/64/000"),
    *("tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/999"),
    *("tile/0/000.P/1", "TILE/0/000", "Tile/0/000", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/+1"),
    *("tile/0/000/", "tile//0/000", "tile/0//000", "/tile/0/000", "checkpoint/", "Checkpoint"),
    *("01/checkpoint", "001/tile/0/000", "0/checkpoint", "2/checkpoint", "-1/checkpoint", "1.0/checkpoint"),
    *("tile/0/002.p/89", "tile/0/002", "tile/0/003", "tile/1/000.p/3", "tile/2/000.p/1", "tile/\u0660/000"),
    *("tile/entries/000.p/256", "tile/entries/000.p/257", "tile/entries/000%2Ep/5", "tile/entries/x000/001"),
    *("tile/entries/00", "tile/entries/002.p/89", "tile/entries/003", "tile/Entries/000", "01/tile/entries/000"),
]


async def test_only_exact_paths_answer(tmp_path: Path) -> None:
    """As the specification writes them: else caches, and who compares, would have one thing under many names."""
    async with running(tmp_path, signing) as now:
        await many(now)
        await signed(now, 600)
        for path in THERE:
            assert (await get(now, path, AUDITOR)).status_code == 200, path
        for path in OTHERWISE:
            answer = await get(now, path, AUDITOR)
            assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store"), path
        async with served(now) as url, httpx.AsyncClient(base_url=url) as http:
            assert (await http.get(f"{LOG}/tile/0/000")).status_code == 200
            assert (await http.get(f"{LOG}/tile/0%2F000")).status_code == 404
            assert (await http.get(f"{LOG}/tile/0%252F000")).status_code == 404


@pytest.mark.parametrize(
    ("statement", "lacking", "whole"),
    [
        ("DELETE FROM entry WHERE position = 5", "tile/entries/000", "tile/entries/001"),
        ("DELETE FROM entry WHERE position = 600", "tile/entries/002.p/88", "tile/entries/002.p/87"),
        ("UPDATE entry SET body = zeroblob(65536) WHERE position = 5", "tile/entries/000", "tile/entries/001"),
        ("DELETE FROM tile WHERE level = 0 AND number = 1", "tile/0/001", "tile/0/000"),
        ("UPDATE tile SET hashes = substr(hashes, 1, 64) WHERE number = 2", "tile/0/002.p/88", "tile/0/002.p/2"),
        ("UPDATE checkpoint SET note = 'rubbish'", "checkpoint", "vkey"),
        ("UPDATE checkpoint SET note = 'rubbish'", "1/checkpoint", "tile/0/000"),
    ],
)
async def test_what_lacks_a_part_is_not_given_for_ever(
    tmp_path: Path, statement: str, lacking: str, whole: str
) -> None:
    """What was signed for and is not all here is our fault, and said so: no cache may keep half of it."""
    async with running(tmp_path, signing) as now:
        await many(now)
        await signed(now, 600)
        await spoil(now, statement)
        answer = await get(now, lacking, AUDITOR)
        assert (answer.status_code, answer.headers["cache-control"]) == (500, "no-store")
        assert answer.json()["type"] == "urn:koploper:problem:ledger-incomplete"
        assert (await get(now, whole, AUDITOR)).status_code == 200


@pytest.mark.parametrize(
    ("statement", "lacking", "whole"),
    [
        ("UPDATE checkpoint SET note = 'rubbish'", "checkpoints", "signing-keys"),
        ("UPDATE checkpoint SET note = 'rubbish'", "events/5/proof", "signing-keys"),
        ("DELETE FROM tile WHERE level = 0 AND number = 1", "events/300/proof", "events/5/proof"),
    ],
)
async def test_what_cannot_be_proved_is_said(tmp_path: Path, statement: str, lacking: str, whole: str) -> None:
    """Who asks for what was signed, or for a proof, hears what lacks, and that it is not their fault."""
    async with running(tmp_path, signing) as now:
        await many(now)
        await signed(now, 600)
        await spoil(now, statement)
        answer = await now.http.get(f"/events/v1/{lacking}", headers=AUDITOR)
        assert (answer.status_code, answer.json()["type"]) == (500, "urn:koploper:problem:ledger-incomplete")
        assert (await now.http.get(f"/events/v1/{whole}", headers=AUDITOR)).status_code == 200


async def test_what_goes_while_it_is_given_breaks_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody takes the first entries of a bundle for all of it: its length was told, and the connection ends."""
    monkeypatch.setattr(tlog, "AT_ONCE", 2)
    async with running(tmp_path, signing) as now:
        await many(now, 10)
        await signed(now, 10)
        there = entries.bodies
        monkeypatch.setattr(entries, "bodies", lambda *asked: there(*asked) if asked[1] < 7 else [])
        async with served(now) as url, httpx.AsyncClient(base_url=url) as http:
            with pytest.raises(httpx.RemoteProtocolError):
                await http.get(f"{LOG}/tile/entries/000.p/10", headers=AUDITOR)


async def test_how_long_it_may_be_kept(tmp_path: Path) -> None:
    """Full tiles for ever, others for a day, checkpoint and keys for seconds; entries by their reader only."""
    async with running(tmp_path, signing) as now:
        await many(now, 300)
        await signed(now, 300)
        for path, kept in {
            "checkpoint": "public, max-age=2",
            "vkey": "public, max-age=2",
            "tile/0/000": "public, max-age=31536000, immutable",
            "1/tile/0/000": "public, max-age=31536000, immutable",
            "tile/0/001.p/44": "public, max-age=86400",
            "tile/entries/000": "private, max-age=31536000, immutable",
            "tile/entries/001.p/44": "private, max-age=86400",
        }.items():
            answer = await get(now, path, AUDITOR)
            assert (answer.headers["cache-control"], len(answer.content)) == (
                kept,
                int(answer.headers["content-length"]),
            )


async def test_a_path_that_changes_is_not_kept(tmp_path: Path) -> None:
    """Where the ledger began anew, a path without its number is of another log than before; with it, it is not."""
    async with running(tmp_path, signing) as now:
        await grown(now, 1)
        kept = await grown(now, 2)
        await spoil(now, "UPDATE head SET size = 1", "UPDATE tile SET hashes = substr(hashes, 1, 32)")
        await spoil(now, "DELETE FROM entry WHERE position = 2")
        await sign(now)
        assert (await anew(now)).status_code == 201
        await now.settled()
        await signed(now, 2)
        assert (await get(now, "1/checkpoint")).content == kept.written
        assert (await get(now, "tile/0/000.p/2")).headers["cache-control"] == "public, max-age=2"
        assert (await get(now, "tile/entries/000.p/2", AUDITOR)).headers["cache-control"] == "private, max-age=2"
        assert (await get(now, "2/tile/0/000.p/2")).headers["cache-control"] == "public, max-age=86400"
