"""The embedded bus before it is started: services already relay by then."""

from pathlib import Path

from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import Message


async def test_what_is_sent_before_the_start_is_kept(tmp_path: Path) -> None:
    """Services start, and relay, before the bus does: what they send on a new data folder is there afterwards."""
    bus = EmbeddedBus(f"sqlite:///{tmp_path / 'bus.db'}")
    await bus.publish("koploper.intake", [Message("initiative-1", b"{}")])
    await bus.start()
    found = await bus.after({"koploper.intake": 0})
    await bus.stop()
    assert [each.body for each in found] == [b"{}"]
