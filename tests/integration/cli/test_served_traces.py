"""Five processes and a real Kafka between them: one act is one trace in all five, and each tells of itself."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from cli import keyring
from cli.client import Client
from cli.demo import cast
from cli.system import SERVICES, store_url
from shared.bus.protocol import topic_of
from shared.clock import SystemIds
from shared.testing.until import until
from tests.faults.process import PATIENCE, free_port
from tests.integration.submissions import KETENSTAGE
from tests.parts.collector import Collector, collecting
from tests.parts.kafka import PARTITIONS, broker

KOPLOPER: Final = Path(sys.executable).with_name("koploper")


@pytest.fixture
def kafka_alone(tmp_path: Path) -> Iterator[str]:
    """A broker of this test, with the topics under the names that services know."""
    with broker(tmp_path / "kafka") as address:
        topics = [NewTopic(topic_of(name), PARTITIONS, 1) for name in (*SERVICES, "public")]
        admin = AdminClient({"bootstrap.servers": address})
        for making in admin.create_topics(topics).values():
            making.result()
        yield address


@asynccontextmanager
async def served(name: str, data: Path, settings: Mapping[str, str]) -> AsyncIterator[str]:
    """One service in its own process, ready; where it answers. It must end in order."""
    port = free_port()
    environment = os.environ | settings | {"KOPLOPER_STORE_URL": store_url(data, name), "KOPLOPER_PORT": str(port)}
    with (data / f"{name}.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(KOPLOPER, "serve", name, env=environment, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ready(url: str) -> None:
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient(base_url=url) as client:
        while True:
            try:
                if (await client.get("/readyz")).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)  # it does not listen yet


async def scraped(url: str) -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{url}/metrics")).text


async def test_one_trace_goes_over_kafka_through_five_processes(kafka_alone: str, tmp_path: Path) -> None:
    """All five send spans of one act's trace, and each tells its own counts and how far it is behind on Kafka."""
    keyring.write(tmp_path, cast.people(), SystemIds())
    keys = keyring.read(tmp_path / keyring.SECRETS)
    with collecting() as collector:
        settings = {
            "KOPLOPER_KAFKA_URL": kafka_alone,
            "KOPLOPER_TOKENS_FILE": str(tmp_path / keyring.HASHES),
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        async with AsyncExitStack() as running:
            at = {name: await running.enter_async_context(served(name, tmp_path, settings)) for name in SERVICES}
            await asyncio.gather(*map(ready, at.values()))
            async with Client(at["intake"], keys=keys) as client:
                await client.post("/intake/v1/initiatives", KETENSTAGE, cast.submitter(0))
            await until(lambda: all_told(collector), PATIENCE)
            told = {name: await scraped(url) for name, url in at.items()}
    for name, text in told.items():
        assert set(re.findall(r'koploper_store_up\{service="(\w+)"\} 1', text)) == {name}
        heard = re.findall(rf'koploper_consumer_lag\{{partition="\d",service="{name}",topic="([\w.]+)"\}} 0', text)
        assert set(heard) <= set(map(topic_of, SERVICES))
    assert re.search(r'koploper_appends_total\{service="intake"\} [1-9]', told["intake"])
    assert 'topic="koploper.intake"' in told["events"]


def all_told(collector: Collector) -> bool:
    """Whether one trace has been told of by all five."""
    return any(collector.services(trace) == set(SERVICES) for trace in {span.trace for span in collector.spans})
