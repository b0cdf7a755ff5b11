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
from shared.web.rebuild_api import Found


async def compared(console: Console, asked: Rebuild, data: Path, *, quiet: bool) -> Mapping[str, Any]:
    """What a rebuild would change, in the words of a running system; raises CannotRun, and SaysNo when it fails."""
    async with put_together(data, reads_only=False) as parts:
        service = parts[asked.service].service
        rebuild = rebuilding.Rebuild(service.store, service.read_models[asked.projection])
        work = service.begin(
            rebuild.run(service.model, service.ids, service.own_act(), "", dry=True), f"compares {asked.projection}"
        )

        async def look() -> Mapping[str, Any]:
            pace = rebuild.events / rebuild.seconds if rebuild.events else None
            left = (rebuild.total - rebuild.events) / pace if pace and not work.done() else None
            so_far: dict[str, float | None] = {"events": rebuild.events, "total": rebuild.total, "resumed": 0}
            so_far |= {"perSecond": pace, "secondsLeft": left}
            if not work.done():
                return {"state": "running", **so_far}
            if failure := work.exception():
                return {"state": "failed", **so_far, "error": str(failure) or type(failure).__name__}
            found = Found.model_validate(asdict(work.result()))
            return {"state": "done", **so_far, "difference": found.model_dump(mode="json", by_alias=True)}

        try:
            return await followed(console, look, f"{asked.service}/{asked.projection}", quiet=quiet)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
