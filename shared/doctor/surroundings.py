"""Checks of what a store lies in: SQLite's file and the disk that file is on, PostgreSQL's pages and indexes."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from shared.doctor.finding import Fault, first_line
from shared.doctor.look import look
from shared.errors import StoreAway
from shared.restored import mark
from shared.service import Service
from shared.store.many import POSTGRESQL

TOLD: Final = 5
"""Damages that are told of one file."""
FREE_SHARE: Final = 0.05
FREE_BYTES: Final = 200_000_000
DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
DAMAGED_STATES: Final = frozenset({"XX001", "XX002"})
_CHECKSUMS: Final = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
_INDEXES: Final = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisvalid AND indisready) ORDER BY 1"


def file_of(service: Service) -> Path:
    """The file that a service's store is in."""
    return Path(make_url(service.store.url).database or "")


async def store_damaged(service: Service) -> AsyncIterator[Fault]:
    """What the database finds wrong with what it keeps: torn pages, indexes that miss rows."""
    try:
        said = await look(service.store, _integrity)
    except StoreAway as away:
        if not is_damage(away):
            raise
        said = [str(away.__cause__ and away.__cause__.__cause__)]
    if said != ["ok"]:
        where = service.name if service.store.shared else file_of(service).name
        yield where, first_line("; ".join(said).replace("\n", " "))


def _integrity(connection: Connection) -> list[str]:
    if connection.dialect.name == POSTGRESQL:
        failed = connection.exec_driver_sql(_CHECKSUMS).scalar()
        told = [f"{failed} pages were not as their checksums say"] if failed else []
        told += [f"the index {name} is not whole" for name in connection.exec_driver_sql(_INDEXES).scalars()]
        return told or ["ok"]
    return [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA integrity_check({TOLD})")]


def is_damage(away: StoreAway) -> bool:
    """Whether a store cannot be used because it is damaged, not because it is locked or full."""
    cause = away.__cause__
    if not isinstance(cause, DBAPIError):
        return False
    code = getattr(cause.orig, "sqlite_errorcode", 0)
    return (code & 0xFF) in DAMAGE or getattr(cause.orig, "sqlstate", None) in DAMAGED_STATES


def damage_of(file: Path) -> str | None:
    """What a quick look at a file that nobody uses says is wrong with it; None when nothing is.

    It reads pages, not indexes: enough to know whether the file may be opened for work.
    """
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        try:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as damaged:
        if isinstance(damaged, sqlite3.OperationalError) and (damaged.sqlite_errorcode & 0xFF) not in DAMAGE:
            raise
        return str(damaged)
    return None if said == "ok" else str(said)


async def store_restored(service: Service) -> AsyncIterator[Fault]:
    """The store was put back from a backup and has not caught up, or cannot."""
    row = await look(service.store, mark.find)
    if row is not None:
        yield service.name, f"restored since {row.since}, and only reads: {row.trouble or 'it catches up'}"


async def disk_nearly_full(service: Service) -> AsyncIterator[Fault]:
    """Little room is left where the store's file grows."""
    folder = file_of(service).absolute().parent
    disk = shutil.disk_usage(folder)
    if disk.free < FREE_BYTES or disk.free < FREE_SHARE * disk.total:
        yield str(folder), f"{disk.free / 1e6:,.0f} MB free of {disk.total / 1e6:,.0f} MB"
