"""Reaching what is to be examined: the system that runs, or the data that nobody runs, as they lie."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cli.at_rest import BUS, at_rest
from cli.client import Client
from cli.options import Target
from cli.reach import must_hold_data, reach, runs
from cli.system import SERVICES, CannotRun
from shared.doctor.surroundings import damage_of


@dataclass(frozen=True)
class Reached:
    """A client; whether a system runs behind it, and if not: which files are damaged, or what stopped it starting."""

    client: Client
    data: Path
    runs: bool
    damaged: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None


@asynccontextmanager
async def reached(target: Target) -> AsyncIterator[Reached]:
    """The system at a URL or on its data; where none runs its data at rest, for nothing is started to be looked into.

    Raises CannotRun and NotReachable as `looking` does.
    """
    async with AsyncExitStack() as stack:
        if runs(target):
            yield Reached(await stack.enter_async_context(reach(target)), target.data, runs=True)
            return
        must_hold_data(target.data)
        damaged, failure = damages(target.data), None
        if not damaged:
            try:
                client = await stack.enter_async_context(at_rest(target.data, compares=True))
            except CannotRun:
                raise
            except Exception as stopped:  # noqa: BLE001 - whatever stops it, the checks find why, or it is a finding
                failure = f"{type(stopped).__name__}: {stopped}"
            else:
                yield Reached(client, target.data, runs=False)
                return
        client = await stack.enter_async_context(at_rest(target.data, compares=True, damaged=True))
        yield Reached(client, target.data, runs=False, damaged=damaged, failure=failure)


def damages(data: Path) -> dict[str, str]:
    """What a quick look says is wrong with the files of a folder, by service or `bus`."""
    files = {name: data / f"{name}.db" for name in (*SERVICES, BUS)}
    looked = {name: damage_of(file) for name, file in files.items() if file.exists()}
    return {name: damage for name, damage in looked.items() if damage is not None}
