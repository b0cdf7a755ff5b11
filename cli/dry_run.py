"""`koploper replay --dry-run` on data that nobody runs: nothing is started, and only shadow tables come and go."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from cli.at_rest import put_together
from cli.replaying import Rebuild, followed
from shared import rebuild as rebuilding
from shared.web.rebuild_api import Found, State, progress_of


async def compared(console: Console, asked: Rebuild, data: Path, *, quiet: bool) -> Mapping[str, Any]:
    """What a rebuild would change, in the words of a running system; raises CannotRun, and SaysNo when it fails."""
    async with put_together(data, reads_only=False) as parts:
        service = parts[asked.service].service
        rebuild = rebuilding.Rebuild(service.store, service.read_models[asked.projection])
        work = service.begin(
            rebuild.run(service.model, service.ids, service.own_act(), "", dry=True), f"compares {asked.projection}"
        )

        async def look() -> Mapping[str, Any]:
            state: State = "running"
            found, error = None, None
            if work.done() and (failure := work.exception()):
                state, error = "failed", str(failure) or type(failure).__name__
            elif work.done():
                state, found = "done", Found.model_validate(asdict(work.result()))
            now = progress_of(state, rebuild.events, rebuild.total, 0, rebuild.seconds, found, error)
            return now.model_dump(mode="json", by_alias=True)

        try:
            return await followed(console, look, f"{asked.service}/{asked.projection}", quiet=quiet)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
