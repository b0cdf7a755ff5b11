"""A ledger of many journeys, each of 32 facts over weeks, all of them under way beside one another."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from services.events import projections
from services.events.ledger.entries import Entry
from services.events.readers import load
from shared import contracts
from shared.envelope import open_, source_of, timestamp
from shared.projection import Put
from shared.testing.given import uuid

CHUNK: Final = 10_000
BEGIN: Final = datetime(2019, 3, 4, 8, tzinfo=UTC)
BETWEEN: Final = timedelta(minutes=20)
"""From one submission to the next."""
THEMES: Final = ("arbeidsinnovatie", "uitstroom-beperken", "werken-naar-talent", "gezond-werken")
BRANCHES: Final = ("ziekenhuizen", "ggz", "vvt", "jeugdzorg", "onderwijs")
REGIONS: Final = ("Groningen", "Zeeland", "Midden", "Noord-Oost", "Amsterdam", "Limburg")
ORIGINS: Final = ("self-registered", "nominated-by-other", "approached")
STEPS: Final = (
    *(("intake", "initiative-submitted", 0), ("assessment", "dossier-opened", 0)),
    *(("review", "submission-noted-by-review", 0), ("publication", "submission-noted-by-publication", 0)),
    *(("assessment", "adviser-assigned", 1), ("assessment", "information-requested", 2)),
    *(("intake", "question-received", 2), ("intake", "information-supplied", 9)),
    *(("assessment", "information-received", 9), *(("assessment", "criterion-judged", 10),) * 4),
    *(("assessment", "criteria-assessed", 11), ("review", "assessment-noted-by-review", 11)),
    *(("review", "clearance-requested", 11), ("review", "inspectorate-checked", 15)),
    *(*(("review", "ministry-verdict-given", 20),) * 3, ("review", "ministry-cleared", 21)),
    *(("intake", "outcome-noted", 21), ("publication", "clearance-noted-by-publication", 21)),
    *(("publication", "story-opened", 21), *(("publication", "article-drafted", 30),) * 2),
    *(*(("publication", "article-approved", 35),) * 2, ("publication", "article-published", 36)),
    *(("publication", "koploper-invited", 37), ("publication", "invitation-answered", 40)),
    ("publication", "koploper-nominated", 60),
)
"""Who says what, and about how many days after the submission; nine in ten journeys go on at each decision."""
DECISIONS: Final = frozenset({"criteria-assessed", "ministry-cleared", "article-published", "koploper-nominated"})
FACTS: Final = len(STEPS)
MANY: Final = 35_000
"""So many that their facts are a million."""
_ENTRY: Final = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_MILESTONE: Final = (
    "INSERT INTO milestone VALUES"
    " (:sight, :initiative_id, :position, :time, :rank, :sequence, :told, :title, :published_title)"
)


def seed(store: Path, initiatives: int, told: Callable[[float], None], seed: int = 1) -> int:
    """Put their journeys into the ledger in this file, which no process uses; gives how many facts they are."""
    figures = projections.figures(load(contracts.FOLDER))
    position = 0
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # of this connection only
        connection.execute("BEGIN")
        for position, body in enumerate(bodies(initiatives, seed), 1):
            envelope = open_(body)
            entry = Entry(position, timestamp(envelope.time), envelope)
            connection.execute(_ENTRY, _row(entry))
            for change in figures.changes(entry):
                if isinstance(change, Put):
                    connection.execute(_MILESTONE, {**change.key, **change.values})
            if position % CHUNK == 0:
                connection.execute("COMMIT")
                connection.execute("BEGIN")
                told(CHUNK)
        connection.execute("UPDATE head SET size = ?, recorded_at = ?", (position, timestamp(envelope.time)))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return position


def _row(entry: Entry) -> tuple[Any, ...]:
    envelope = entry.envelope
    return (
        *(entry.position, entry.recorded_at, envelope.source, envelope.stream, envelope.sequence, envelope.type),
        *(entry.initiative_id, envelope.body),
    )


def bodies(initiatives: int, seed: int = 1) -> Iterator[bytes]:
    """The envelopes of the journeys of so many, in the order of their times."""
    dice = random.Random(seed)
    examples = {name: contracts.committed(f"nl.koploper.{name}.v1")[1] for _, name, _ in STEPS}
    planned = []
    for number in range(initiatives):
        submitted = BEGIN + number * BETWEEN
        for step, (_, name, day) in enumerate(STEPS):
            if name in DECISIONS and dice.random() < 0.1:
                break
            planned.append((submitted + timedelta(days=day + day * dice.random() / 4, seconds=step), number, step))
    sequences: dict[tuple[str, int], int] = {}
    for at, number, step in sorted(planned):
        service, name, _ = STEPS[step]
        sequence = sequences[service, number] = sequences.get((service, number), 0) + 1
        yield orjson.dumps(_envelope(examples[name], service, number, step, sequence, at))


def _envelope(
    example: Mapping[str, Any], service: str, number: int, step: int, sequence: int, at: datetime
) -> dict[str, Any]:
    initiative = initiative_id(number)
    data = dict(example["data"])
    for name, values in (("themes", THEMES), ("branches", BRANCHES)):
        if name in data:
            data[name] = list({values[number % len(values)], values[number // 7 % len(values)]})
    if "region" in data:
        data["region"] = REGIONS[number % len(REGIONS)]
    if "origin" in data:
        data["origin"] = ORIGINS[number % len(ORIGINS)]
    if "requestId" in data:
        data["requestId"] = _id(number, 5)
    return {
        **example,
        "id": _id(number, step),
        "source": source_of(service),
        "stream": f"initiative-{initiative}",
        "subject": initiative,
        "initiativeid": initiative,
        "sequence": str(sequence),
        "time": timestamp(at),
        "data": data,
    }


def initiative_id(number: int) -> str:
    """Of the so many-th initiative, from 0."""
    return uuid(1_000_000 + number)


def _id(number: int, step: int) -> str:
    return uuid(10_000_000 + number * 100 + step)
