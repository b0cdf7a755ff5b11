"""Each service killed once on a real Kafka and a real PostgreSQL; `make faults` is the long run."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.faults.apart import kills, parts
from tests.faults.apart.fault import Scene, ended, while_acting
from tests.faults.apart.load import Load
from tests.faults.apart.run import without_faults
from tests.faults.apart.town import town
from tests.faults.evidence import SERVICES
from tests.parts.kafka import broker
from tests.parts.postgres import Postgres

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

SEED: Final = 3


@pytest.fixture
def kafka(tmp_path: Path) -> Iterator[str]:
    """A broker of this test alone, with the services' topics."""
    with broker(tmp_path / "kafka") as address:
        parts.make_topics(address)
        yield address


async def test_a_kill_of_every_service_loses_nothing(tmp_path: Path, kafka: str, postgres: Postgres) -> None:
    """Killed beside one another at points by seed, and started again: all that was acknowledged is everywhere, once."""
    expected = await without_faults(tmp_path)
    stores = {service: postgres.fresh() for service in SERVICES}
    async with town(tmp_path / "town", kafka, stores) as made:
        scene = Scene(made, Load(made, pace=0), Random(SEED), lambda _: None)
        await made.run()
        await while_acting(scene, kills.each(scene, 1))
        found = await ended(scene, expected)
    assert made.account.complaints == []
    assert made.account.faults == len(SERVICES)
    assert len(found.ledger) == len(found.stored) > len(made.witness.acts) > 0


def test_kills_are_planned() -> None:
    """As many at each point of a service, at any moment too; the same seed gives the same."""
    plans = [kills.plan(Random(seed), "intake", 12) for seed in (1, 1, 2)]
    points = [None if kill is None else kill.partition(":")[0] for kill in plans[0]]
    assert {points.count(each) for each in (*kills.POINTS, None)} == {2}
    assert plans[0] == plans[1] != plans[2]
    assert {kill and kill.partition(":")[0] for kill in kills.plan(Random(1), "events", 6)} == {*kills.LEDGERS, None}
