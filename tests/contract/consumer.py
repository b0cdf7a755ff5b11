"""A consumer in a process of its own: `python -m tests.contract.consumer ADAPTER PLACE EFFECTS UNTIL [FAULT]`.

Each message is a line appended to EFFECTS, durable before the bus hears that it was handled. Ends after the line UNTIL;
FAULT is a named point of shared/faults at which the process is killed.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from shared import faults
from shared.bus.protocol import Delivery
from tests.contract.buses import ADAPTERS, TOPIC


async def consume(adapter: str, place: Path, effects: Path, until: bytes) -> None:
    done = asyncio.Event()

    async def receive(batch: Sequence[Delivery]) -> None:
        with effects.open("ab") as file:
            file.writelines(delivery.body + b"\n" for delivery in batch)
            file.flush()
            os.fsync(file.fileno())
        if batch[-1].body == until:
            done.set()

    bus = ADAPTERS[adapter](place)
    bus.subscribe("reader", [TOPIC], receive)
    await bus.start()
    await done.wait()
    await bus.stop()


if __name__ == "__main__":
    adapter, place, effects, until, *fault = sys.argv[1:]
    for each in fault:
        faults.arm(each)
    asyncio.run(consume(adapter, Path(place), Path(effects), until.encode()))
