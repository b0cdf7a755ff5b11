"""The demo set on a system whose services are put together to be served: everybody acts by token."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from cli import demo, keyring
from cli.client import Client, SaysNo
from cli.demo import cast
from cli.demo.show import journeys
from cli.serving import serve
from cli.serving.serve import Missing
from cli.serving.settings import ServeSettings, Told
from cli.system import SERVICES, CannotRun, Front, started, store_url
from shared.auth import tokens
from shared.bus.embedded import EmbeddedBus
from shared.bus.settings import KafkaSettings
from shared.clock import SystemIds


def told(data: Path, name: str, wait: float = 0, url: str | None = None) -> Told:
    """The settings of a service on a store in `data`, or at `url`, with the demo's tokens."""
    file = data / keyring.HASHES
    own = ServeSettings(store_url=url or store_url(data, name), tokens_file=file, wait=wait)
    return Told(own, KafkaSettings(url="kafka:9092"), tokens.read(file))


@asynccontextmanager
async def served(data: Path) -> AsyncIterator[Client]:
    """All five, behind one address."""
    keyring.write(data, cast.people(), SystemIds())
    bus = EmbeddedBus(store_url(data, "bus"))
    parts = {name: serve.put_together(name, told(data, name), bus) for name in SERVICES}
    transport = httpx.ASGITransport(Front(parts))
    keys = keyring.read(data / keyring.SECRETS)
    async with started(parts, bus), Client("http://proxy", transport, keys) as client:
        yield client


async def test_the_demo_is_played_by_people_with_tokens(tmp_path: Path) -> None:
    """Ten journeys to their ends; and the same acts without a token are nobody's."""
    async with served(tmp_path) as client:
        await demo.load(client, Console(quiet=True))
        stages = sorted(each["stage"] for each in await journeys(client))
        client._keys = None
        with pytest.raises(SaysNo) as no:
            await client.get("/events/v1/journeys", cast.person("auditor", 90))
    assert (len(stages), stages.count("nominated")) == (cast.INITIATIVES, 5)
    assert no.value.status == 400


async def test_a_bus_that_does_not_answer_in_time(tmp_path: Path) -> None:
    """It is asked again for as long as was set, and then told in a sentence; nothing was started."""
    keyring.write(tmp_path, cast.people(), SystemIds())
    asked = 0

    async def away() -> None:
        nonlocal asked
        asked += 1
        raise Missing("kafka:9092 gives no answer.")

    bus = EmbeddedBus(store_url(tmp_path, "bus"))
    with pytest.raises(CannotRun, match="KOPLOPER_KAFKA_…"):
        await serve.serve("intake", told(tmp_path, "intake", wait=0.3), bus, away)
    assert asked > 1
    await bus.stop()


async def test_a_store_that_does_not_answer_in_time(tmp_path: Path) -> None:
    """A folder that is not there is a store that is away."""
    keyring.write(tmp_path, cast.people(), SystemIds())
    wrong = told(tmp_path, "intake")
    wrong = Told(wrong.serve.model_copy(update={"store_url": "sqlite:////nowhere/intake.db"}), wrong.kafka, {})
    bus = EmbeddedBus(store_url(tmp_path, "bus"))

    async def there() -> None: ...

    with pytest.raises(CannotRun, match="KOPLOPER_STORE_…"):
        await serve.serve("intake", wrong, bus, there)
    await bus.stop()
