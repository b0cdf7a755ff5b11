"""`koploper up --bus kafka`: the same system and the same demo, with its facts over a real Kafka."""

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from cli.client import Client
from cli.demo.show import journeys
from tests.faults.asked import fates
from tests.faults.process import koploper
from tests.faults.waiting import found_within
from tests.parts.kafka import broker

pytestmark = [pytest.mark.xdist_group("up-kafka")]

FATES: Final = fates()


async def test_the_demo_goes_over_kafka(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All journeys end as they do without Kafka, a restart goes on, and the folder keeps to its bus."""
    data = tmp_path / "data"
    with broker(tmp_path / "broker") as address:
        monkeypatch.setenv("KOPLOPER_KAFKA_URL", address)
        async with koploper(data, "--bus", "kafka") as process:
            assert await process.ready(), process.said

            async def ended() -> bool | None:
                async with Client(process.url) as client:
                    return Counter(each["stage"] for each in await journeys(client)) == FATES or None

            await found_within(ended)
            assert await process.stop() == 0
        async with koploper(data) as process:
            assert await process.ready(), process.said
            assert await process.stop() == 0
        async with koploper(data, "--bus", "embedded") as process:
            assert await process.ended() == 2
            assert "andere bus (kafka)" in process.said
    assert not (data / "bus.db").exists()
