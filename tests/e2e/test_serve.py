"""Five services as processes on a real Kafka and a real PostgreSQL: acts, replicas, deaths, and a stop."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from rich.console import Console

from cli import demo
from cli.client import Client, NotReachable, SaysNo
from cli.demo import cast
from cli.demo.load import SET
from cli.demo.show import journeys
from cli.operate import OPERATOR
from cli.system import SERVICES
from shared.bus.protocol import topic_of
from tests.e2e.served import Site, served
from tests.parts.kafka import broker, make_topics
from tests.parts.postgres import Postgres

TAKEOVER: Final = 20.0
"""Seconds; 3 to 4.5 on a machine that has nothing else to do, and this test must not fail on one that has."""
SUBMISSION: Final = json.loads(SET.read_text())["initiatives"][0]["submission"]
AUDITOR: Final = cast.person("auditor", 90)


@pytest.fixture
async def site(tmp_path: Path, postgres: Postgres) -> AsyncIterator[Site]:
    with broker(tmp_path / "kafka") as kafka:
        make_topics(kafka, list(map(topic_of, (*SERVICES, "public"))))
        async with served(tmp_path, {name: postgres.fresh() for name in SERVICES}, kafka) as site:
            yield site


async def submitted(client: Client) -> str:
    """Put an initiative forward; gives its stream."""
    made = await client.post("/intake/v1/initiatives", SUBMISSION, cast.submitter(0))
    return f"initiative-{made['id']}"


async def in_ledger(client: Client, stream: str) -> None:
    """Return when the ledger has an event of this stream."""
    while True:
        page = await client.get("/events/v1/sources/intake/streams", AUDITOR, limit="500")
        if any(each["stream"] == stream for each in page["items"]):
            return
        await asyncio.sleep(0.02)


async def test_everything_as_its_operators_run_it(site: Site) -> None:
    """The demo by token; a relay's holder killed, and another paused; a stop under load that everybody survives."""
    async with site.client() as client:
        await demo.load(client, Console(quiet=True))
        stages = [each["stage"] for each in await journeys(client)]
        assert (len(stages), stages.count("nominated")) == (cast.INITIATIVES, 5)

        (first,) = site.of("intake")
        second = await site.begin("intake")
        await second.ready()
        first.signal(signal.SIGKILL)
        await first.ended()
        async with asyncio.timeout(TAKEOVER):
            await in_ledger(client, await submitted(client))

        third = await site.begin("intake")
        await third.ready()
        before = await client.get("/intake/v1/relay", OPERATOR)
        second.signal(signal.SIGSTOP)
        site.replicas.remove(second)
        async with asyncio.timeout(TAKEOVER):
            await in_ledger(client, await submitted(client))
        after = await client.get("/intake/v1/relay", OPERATOR)
        assert (after["epoch"], after["holder"] != before["holder"]) == (before["epoch"] + 1, True)
        second.signal(signal.SIGCONT)
        site.replicas.append(second)
        await in_ledger(client, await submitted(client))

        acting = [asyncio.create_task(_on_and_on(client)) for _ in range(8)]
        await asyncio.wait(acting, timeout=1)
        assert await site.stop() == [0] * 6
        await asyncio.gather(*acting)


async def _on_and_on(client: Client) -> None:
    try:
        while True:
            await submitted(client)
    except (NotReachable, SaysNo):
        return


def test_wrong_settings_are_told_at_once(tmp_path: Path) -> None:
    """By name, with what is wrong and what it may be; exit code 2, and no traceback."""
    told = subprocess.run(
        [sys.executable, "-m", "cli.main", "serve", "intake"],
        env={"KOPLOPER_PORT": "0", "KOPLOPER_TOKENS_FILE": f"{tmp_path}/none", "KOPLOPER_TAAL": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    names = re.findall(r"^  (KOPLOPER_\w+)", told.stderr, re.MULTILINE)
    assert names == [f"KOPLOPER_{name}" for name in ("STORE_URL", "PORT", "KAFKA_URL", "TOKENS_FILE")]
    assert "4 setting(s) are wrong" in told.stderr
    assert "Traceback" not in told.stderr
