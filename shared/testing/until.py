"""Waiting for a condition instead of for a time."""

import asyncio
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 10.0
"""Seconds after which a test gives up; nothing waits that long when all is well."""
LOOK: Final = 0.002
"""Seconds between looks."""


async def until(so: Callable[[], object], within: float = PATIENCE) -> None:
    """Return as soon as `so()` is true; raises TimeoutError when it is not `within` so many seconds."""
    async with asyncio.timeout(within):
        while not so():  # noqa: ASYNC110 - what is waited for need not know of any event
            await asyncio.sleep(LOOK)
