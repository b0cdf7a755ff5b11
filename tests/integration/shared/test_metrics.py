"""What is counted: once per commit, by the service that did it."""

import pytest
from sqlalchemy import Connection

from shared.errors import StoreAway
from shared.metrics import REGISTRY
from shared.turn import Turn
from tests.integration.shared.test_handle import together
from tests.toy.core import count
from tests.toy.hearing import delivery, nudge
from tests.toy.stand import Stand


class Since:
    """How much the counters of the toy have grown since this was made: they are the process's."""

    def __init__(self) -> None:
        self._before = self._now()

    def __getitem__(self, name: str) -> float:
        return self._now().get(name, 0) - self._before.get(name, 0)

    def _now(self) -> dict[str, float]:
        return {
            " ".join([sample.name, *(value for name, value in sorted(sample.labels.items()) if name != "service")]): (
                sample.value
            )
            for family in REGISTRY.collect()
            for sample in family.samples
            if sample.labels.get("service") == "toy"
        }


async def test_a_group(stand: Stand) -> None:
    """Its events are counted, how many commands it had, how long it took, and who was refused by which rule."""
    since = Since()
    await together(stand, count("a"), count("b"), count("b", 2_000), count("c", 0))
    assert since["koploper_appends_total"] == 2
    assert since["koploper_group_size_count"] == 2  # the first one that keeps the writer busy, and the four
    assert since["koploper_group_size_sum"] == 5
    assert since["koploper_handler_seconds_count commands"] == 2
    assert since["koploper_handler_seconds_sum commands"] > 0
    assert since["koploper_refusals_total too-many"] == 2


async def test_what_was_not_committed(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was not appended, so it does not count."""
    since = Since()

    def away(_: Turn, __: Connection) -> None:
        raise StoreAway("gone")

    monkeypatch.setattr(Turn, "write", away)
    with pytest.raises(StoreAway):
        await stand.handle(count("a"))
    with pytest.raises(StoreAway):
        await stand.inbox.receive([delivery(nudge("tally-a", 1))])
    assert since["koploper_appends_total"] == since["koploper_handled_total"] == 0


async def test_a_batch(stand: Stand) -> None:
    """Facts handled, duplicates dropped, events appended, and how long it took."""
    since = Since()
    await stand.inbox.receive([delivery(nudge("tally-a", 1)), delivery(nudge("tally-a", 2, 0))])
    await stand.inbox.receive([delivery(nudge("tally-a", 1))])
    assert since["koploper_handled_total"] == 2
    assert since["koploper_duplicates_total"] == 1
    assert since["koploper_appends_total"] == 1
    assert since["koploper_handler_seconds_count batch"] == 2
