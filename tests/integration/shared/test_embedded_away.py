"""What the embedded bus says when whoever hears cannot be reached for a while."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from shared.bus import subscription
from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import Delivery, Message
from shared.errors import StoreAway
from shared.testing.running import store_url
from shared.testing.until import until


@pytest.mark.parametrize(
    ("failure", "traceback"), [(StoreAway("The store is locked."), False), (ZeroDivisionError("a bug"), True)]
)
async def test_only_what_nobody_foresaw_brings_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, *, traceback: bool
) -> None:
    """A store that is away is told in a line, again at each try; what else a handler raises is told with its place."""
    monkeypatch.setattr(subscription, "PAUSES", (0.001,))
    left = [failure]
    got: list[Delivery] = []

    async def receive(batch: Sequence[Delivery]) -> None:
        if left:
            raise left.pop()
        got.extend(batch)

    bus = EmbeddedBus(store_url(tmp_path, "bus"))
    bus.subscribe("reader", ["topic"], receive)
    with capture_logs() as said:
        await bus.start()
        await bus.publish("topic", [Message("a", b"a")])
        await until(lambda: got)
        await bus.stop()
    (line,) = [each for each in said if each["event"] == "batch comes again"]
    assert (line["exc_info"] is not None) == traceback
    assert str(failure) in line["error"]
