"""What the last release left behind: its ledger of the demo's journeys, and the read models that it had made of it.

`python -m tests.contract.release FOLDER` keeps those of a data folder that the release made (`koploper up --demo`);
do so when one is released, with that release's folder, and never because a test says that something differs.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, create_engine, inspect, select, text

from shared.store.store import AnyRow
from tests.contract.services import NAMES, part

FOLDER: Final = Path(__file__).parent
LEDGER, ROWS = "ledger.jsonl.gz", "rows.json.gz"

Row = Mapping[str, Any]
Rows = Mapping[str, Mapping[str, Sequence[Row]]]
"""The rows of read models by service and table, in the order of their keys."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry of the ledger: when it was recorded there, and its exact bytes."""

    recorded_at: str
    body: bytes


def ledger() -> list[Kept]:
    """The entries in the order of their positions."""
    lines = gzip.decompress((FOLDER / LEDGER).read_bytes()).decode().splitlines()
    return [Kept(line["recordedAt"], line["body"].encode()) for line in map(json.loads, lines)]


def rows() -> Rows:
    """What the release's read models were."""
    found: Rows = json.loads(gzip.decompress((FOLDER / ROWS).read_bytes()))
    return found


def tables(service: str) -> list[Table]:
    """The tables of a service's read models."""
    return [table for each in part(service).service.read_models.values() for table in each.projection.tables]


def rows_of(connection: Connection, table: Table) -> list[Row]:
    """The rows of a table as they are kept; of columns that this store does not have yet nothing."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    columns = [column for column in table.columns if column.name in there]
    chosen = select(*columns).order_by(*table.primary_key)
    return [_plain(row) for row in connection.execute(chosen)]


def _plain(row: AnyRow) -> Row:
    """A row without what is null: a column that comes later is null in the rows of before."""
    named = {name: value.hex() if isinstance(value, bytes) else value for name, value in row._mapping.items()}
    return {name: value for name, value in named.items() if value is not None}


def keep(data: Path) -> None:
    """Keep what a data folder holds; raises OSError when it holds no ledger."""
    if not (data / "events.db").exists():
        raise FileNotFoundError(f"{data} holds no ledger; name the data folder of a release with its demo.")
    lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in _entries(data))
    (FOLDER / LEDGER).write_bytes(gzip.compress(lines.encode(), mtime=0))
    found = {service: dict(_read_models(data, service)) for service in NAMES}
    (FOLDER / ROWS).write_bytes(gzip.compress(json.dumps(found, sort_keys=True).encode(), mtime=0))


def _entries(data: Path) -> Iterator[Mapping[str, str]]:
    with create_engine(f"sqlite:///{data / 'events.db'}").connect() as connection:
        for row in connection.execute(text("SELECT recorded_at, body FROM entry ORDER BY position")):
            yield {"recordedAt": row.recorded_at, "body": bytes(row.body).decode()}


def _read_models(data: Path, service: str) -> Iterator[tuple[str, Sequence[Row]]]:
    with create_engine(f"sqlite:///{data / service}.db").connect() as connection:
        there = set(inspect(connection).get_table_names())
        for table in tables(service):
            if table.name in there:
                yield table.name, rows_of(connection, table)
