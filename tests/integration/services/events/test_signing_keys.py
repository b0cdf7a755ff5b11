"""Another key to sign with: both sign for a time, an operator says why, and who knows either goes on trusting."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from cli.verify import log, places
from cli.verify.trust import Trust
from cli.witness import watched
from cli.witness.app import app as witness_app
from cli.witness.record import Record
from cli.witness.witness import Witness as Watching
from services.events.signed.witnesses import Witness
from shared.notes import keys
from shared.notes.keys import Verifier
from shared.testing.given import uuid
from shared.testing.running import Running, by, running
from shared.testing.seeded import SeededIds, SetClock
from tests.integration.services.events.ledgers import AUDITOR, ledger, served, submitted
from tests.integration.services.events.test_checks import found
from tests.integration.services.events.test_origins import sign
from tests.integration.services.events.test_signed import get, replica, signed, signing
from tests.integration.services.events.test_witnessed import KEY, LOG, cosigned, listening, witnessed

OPERATOR: Final = by("operator")
WHY: Final = {"reason": "Elk jaar een andere"}
KEYS: Final = "/events/v1/signing-keys"
LATE: Final = timedelta(minutes=1)


async def add(now: Running, who: dict[str, str] = OPERATOR, body: dict[str, Any] = WHY) -> Any:
    return await now.http.post(KEYS, json=body, headers=who)


async def retire(now: Running, key: str, who: dict[str, str] = OPERATOR) -> Any:
    return await now.http.post(f"{KEYS}/{key}/retirements", json=WHY, headers=who)


async def listed(now: Running) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await now.http.get(KEYS)).json()["items"]
    return items


async def more(now: Running, size: int) -> None:
    await submitted(now, uuid(size))
    await now.settled()


async def newest(now: Running) -> Verifier:
    return keys.verifier((await listed(now))[0]["key"])


async def trusted(now: Running, *key: Verifier) -> bool:
    """Whether who knows these keys takes the ledger's word."""
    async with served(now) as url:
        return (await asyncio.to_thread(lambda: log.verify(places.Served(url, None), Trust(key)))).true is True


async def test_both_sign_for_a_time_and_who_knows_either_goes_on(tmp_path: Path) -> None:
    """A verifier and a witness that know the old key, and ones that know the new: until the old one is retired."""
    old_seen = Watching(KEY, watched.logs([str(LOG.verifier)]), Record(tmp_path / "witness"), SetClock())
    async with listening(witness_app(old_seen)) as url:
        by_witness = (Witness(url, KEY.verifier),)
        async with running(tmp_path, partial(witnessed, by=by_witness)) as now:
            now.clock.forward(LATE)
            await more(now, 1)
            await signed(now, 1)
            now.clock.forward(LATE)
            assert (await add(now)).status_code == 201
            new = await newest(now)
            assert new != LOG.verifier
            both = await signed(now, 2)
            assert [who for who, _ in keys.signed_by(both, [LOG.verifier, new])] == [new, LOG.verifier]
            assert (await get(now, "vkey")).text.split() == [str(new), str(LOG.verifier)]
            assert await cosigned(now, 2)
            assert [await trusted(now, LOG.verifier), await trusted(now, new)] == [True, True]
            old_seen._logs = {LOG.name: [new]}  # type: ignore[misc]
            await more(now, 3)
            await signed(now, 3)
            assert await cosigned(now, 3)
            done = await retire(now, LOG.verifier.key_id.hex())
            assert done.status_code == 201
            last = await signed(now, 4)
            assert [who for who, _ in keys.signed_by(last, [LOG.verifier, new])] == [new]
            assert await cosigned(now, 4)
            assert [await trusted(now, LOG.verifier), await trusted(now, new)] == [False, True]
            assert [(each["hash"], each["retiredAt"] is None) for each in await listed(now)] == [
                (new.key_id.hex(), True),
                (LOG.verifier.key_id.hex(), False),
            ]
            assert await found(now) == []


async def test_each_is_in_the_ledger_with_who_and_why(tmp_path: Path) -> None:
    """The very next entry says which key, beside which others, by whom, and why; never a secret."""
    async with running(tmp_path, signing) as now:
        [first] = await listed(now)
        await add(now)
        [added] = [each["hash"] for each in await listed(now) if each != first]
        await sign(now)
        await retire(now, first["hash"])
        await now.settled()
        told = (await now.http.get("/events/v1/events", headers=AUDITOR)).json()["items"]
        assert [(each["event"]["type"], each["event"]["actor"]) for each in told] == [
            ("nl.koploper.ledger-key-added.v1", OPERATOR["Koploper-Actor"]),
            ("nl.koploper.ledger-key-retired.v1", OPERATOR["Koploper-Actor"]),
        ]
        assert told[0]["event"]["data"]["beside"] == [first["hash"]]
        assert told[1]["event"]["data"] == {"key": first["key"], "left": [added], **WHY}
        file = (tmp_path / "keys" / "ledger.key").read_text()
        assert file.count("PRIVATE+KEY+") == 1
        assert (tmp_path / "keys" / "ledger.key").stat().st_mode & 0o777 == 0o600
        assert [each.name for each in (tmp_path / "keys").iterdir()] == ["ledger.key"]


async def test_another_replica_signs_with_it_too(tmp_path: Path) -> None:
    """All replicas read the one file again when it changes: whichever is asked, none has to be started again."""
    async with running(tmp_path, replica) as one, running(tmp_path, replica, ids=SeededIds(1)) as other:
        await add(one)
        await sign(other)
        assert (await get(other, "vkey")).text == (await get(one, "vkey")).text
        assert len((await get(other, "vkey")).text.split()) == 2
        await asyncio.gather(add(one), add(other))
        await sign(other)
        await sign(one)
        assert len((await get(other, "vkey")).text.split()) == len({each["hash"] for each in await listed(one)}) == 4


async def test_the_last_key_cannot_go(tmp_path: Path) -> None:
    """Nor one whose successors have signed nothing yet, nor one that there is not."""
    async with running(tmp_path, signing) as now:
        [first] = await listed(now)
        refused = await retire(now, first["hash"])
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:koploper:problem:last-key")
        await add(now)
        refused = await retire(now, first["hash"])
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:koploper:problem:others-have-not-signed")
        assert (await retire(now, "00000000")).status_code == 404
        assert (await retire(now, "x")).status_code == 400
        await sign(now)
        assert (await retire(now, first["hash"])).status_code == 201
        assert (await retire(now, first["hash"])).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "editor", "adviser", "partner"])
async def test_only_an_operator_may(tmp_path: Path, role: Any) -> None:
    """And not without a reason."""
    async with running(tmp_path, signing) as now:
        [first] = await listed(now)
        assert (await add(now, by(role))).status_code == 403
        assert (await retire(now, first["hash"], by(role))).status_code == 403
        for body in ({}, {"reason": " "}, {"reason": "x\x00"}, WHY | {"key": "mine"}):
            assert (await add(now, body=body)).status_code == 400
        assert len(await listed(now)) == 1


async def test_a_key_file_that_is_away_is_told(tmp_path: Path) -> None:
    """Nothing is signed without it, the doctor says so, no other is made; when it is back all goes on."""
    file, aside = tmp_path / "keys" / "ledger.key", tmp_path / "aside"
    async with running(tmp_path, signing) as now:
        await more(now, 1)
        await signed(now, 1)
        file.rename(aside)
        await more(now, 2)
        await sign(now)
        assert not file.exists()
        assert [check for check, _, why in await found(now) if "the keys cannot be used" in why] == ["ledger-signed"]
        assert (await add(now)).json()["type"] == "urn:koploper:problem:key-file-away"
        file.write_text("rubbish")
        file.chmod(0o600)
        await sign(now)
        assert [check for check, _, why in await found(now) if "cannot be read" in why] == ["ledger-signed"]
        assert (await retire(now, "00000000")).json()["type"] == "urn:koploper:problem:key-file-away"
        aside.rename(file)
        await signed(now, 2)
        assert await found(now) == []


async def test_a_key_that_others_can_read_signs_nothing(tmp_path: Path) -> None:
    """Also when that is so from a moment on while it runs; the doctor says what to do, and then it goes on."""
    file = tmp_path / "keys" / "ledger.key"
    async with running(tmp_path, signing) as now:
        await more(now, 1)
        await signed(now, 1)
        file.chmod(0o640)
        await more(now, 2)
        await sign(now)
        assert [check for check, _, why in await found(now) if f"chmod 600 {file}" in why] == ["ledger-signed"]
        assert (await add(now)).json()["type"] == "urn:koploper:problem:key-file-away"
        file.chmod(0o600)
        await signed(now, 2)
        assert await found(now) == []


async def test_a_ledger_without_a_key_has_none_to_rotate(tmp_path: Path) -> None:
    """Who named no file is told so."""
    async with running(tmp_path, ledger) as now:
        assert (await add(now)).json()["type"] == "urn:koploper:problem:ledger-without-key"
        assert (await retire(now, "00000000")).json()["type"] == "urn:koploper:problem:ledger-without-key"
        assert await listed(now) == []
