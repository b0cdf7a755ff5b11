"""(d) Rebuilding a read model from a million events, against a scan that decodes the same rows into their classes."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Final

import orjson

from shared.actor import Actor
from shared.decider import Act
from shared.read_model import OwnEvents, ReadModel
from shared.rebuild import Rebuild
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.counting import MODEL, Counting, clock, counting, ids
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import MILLION, seed
from tests.toy.core import SERVICE

REBUILD: Final = Claim(
    "d",
    "rebuild of a read model from 1,000,000 events; against a scan that decodes the same rows into the event classes",
    "events/s",
    Goal("ratio", "≥", 0.4),
    "the scan reads `data` only; a projection gets the whole fact, so the rebuild checks the envelope too (id, actor, "
    "time, causation), and then folds and writes its rows",
)
CLAIMS: Final = (REBUILD,)


async def measure(bench: Bench) -> Measured:
    with folder() as place:
        async with counting(place) as store:
            with bench.busy("d: a million events", MILLION) as told:
                await asyncio.to_thread(seed, store, place, told)
            await rebuilt(store)  # the read model is there from now on, as it would be
            rounds = [
                Round(await rebuilt(store), await asyncio.to_thread(_scanned, place))
                for _ in bench.rounds("d: rebuild and scan")
            ]
    return {REBUILD: rounds}


async def rebuilt(counting: Counting) -> float:
    """Events per second of a rebuild that takes the live rows' place, as `koploper replay` does it."""
    act_id = ids.new()
    act = Act(id=act_id, now=clock.now(), actor=Actor("operator", act_id), correlation_id=act_id, causation_id=act_id)
    rebuild = Rebuild(counting.store, ReadModel(MODEL.projections[0], OwnEvents(MODEL)))
    found = await rebuild.run(MODEL, ids, act, "a measurement", dry=False)
    return found.events / found.seconds


def _scanned(place: Path) -> float:
    """Events per second of reading them and no more."""
    load = MODEL.core.types.load
    events = 0
    began = perf_counter()
    with closing(sqlite3.connect(place / f"{SERVICE}.db")) as connection:
        for type_, body in connection.execute("SELECT type, body FROM event ORDER BY position"):
            load(type_, orjson.loads(body)["data"])
            events += 1
    return events / (perf_counter() - began)
