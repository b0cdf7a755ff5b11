"""Waiting for what must come, as long as a busy machine may need for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

T = TypeVar("T")
PATIENCE: Final = 60.0
LOOK: Final = 0.02


async def found_within(look: Callable[[], Awaitable[T | None]], seconds: float = PATIENCE) -> T:
    """Look until there is something; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while (found := await look()) is None:  # noqa: ASYNC110 - what is looked at is another process
            await asyncio.sleep(LOOK)
    return found
