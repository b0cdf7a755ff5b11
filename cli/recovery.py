"""Backups of one service's store, and putting one back so that it can only be opened when it has caught up."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from cli.language import say
from cli.operate import OPERATOR
from cli.system import CannotRun, Lock, build_one, store_url
from services.events.signed import put_back
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock, SystemIds
from shared.errors import StoreAway
from shared.restored import mark
from shared.store import backup as copies
from shared.store import migrate
from shared.web.app import Surroundings
from shared.web.reader import from_local_header

SQLITE: Final = b"SQLite format 3\0"
"""How its files begin: https://www.sqlite.org/fileformat.html#magic_header_string."""
LEDGER: Final = "events"
"""Catches up by what others send again, not from itself."""


def backup(service: str, file: Path, url: str | None, data: Path) -> None:
    """Keep a backup of a store in `file`, as it is at one moment; raises CannotRun."""
    with _said():
        copies.backup(url or _existing(service, data), file)


async def restore(service: str, file: Path, url: str | None, data: Path, reason: str) -> None:
    """Put a backup in the place of a store, marked so that it only reads until it has caught up; raises CannotRun.

    The fact that tells that it has caught up tells who had it put back, and why. The ledger's is marked so that it
    signs nothing until its witnesses have said what they saw, and tells that once it holds what it signed for.

    Nobody may use the store meanwhile: for a store in a data folder that is made sure.
    """
    lock = Lock.take(data) if url is None else None
    try:
        with _said():
            must_be_of(service, file)
            copies.restore(file, url or store_url(data, service))
            await _mark(service, url or store_url(data, service), reason)
    finally:
        if lock is not None:
            lock.release()


def is_sqlite(file: Path) -> bool:
    """Whether a file is a store of SQLite; raises OSError."""
    with file.open("rb") as opened:
        return opened.read(len(SQLITE)) == SQLITE


def must_be_of(service: str, file: Path) -> None:
    """Raise CannotRun when there is no such file, or it is no SQLite store, or a copy of another service's.

    Of PostgreSQL's that shows too late.
    """
    with _said():
        if not is_sqlite(file):
            return
    heads = [str(row[0]) for row in rows(service, file, "SELECT version_num FROM alembic_version")]
    if not any(head.startswith(f"{service}_") for head in heads):
        raise _no_backup(service, file, say(f"wel: {', '.join(heads)}", f"but: {', '.join(heads)}"))
    ((damage,),) = rows(service, file, "PRAGMA quick_check(1)")
    if damage != "ok":
        raise _no_backup(service, file, str(damage))


def rows(service: str, file: Path, query: str) -> list[tuple[Any, ...]]:
    """What a backup in a file of SQLite answers; raises CannotRun where it cannot: it is another's, or damaged."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as looked_into:
            return looked_into.execute(query).fetchall()
    except sqlite3.Error as wrong:
        raise _no_backup(service, file, str(wrong)) from wrong


def _no_backup(service: str, file: Path, why: str) -> CannotRun:
    return CannotRun(
        say(
            f"{file} is geen reservekopie van {service} ({why}); er is niets veranderd.",
            f"{file} is no backup of {service} ({why}); nothing was touched.",
        )
    )


async def _mark(service: str, url: str, reason: str) -> None:
    """Bring what was put back to the present shape, and mark it."""
    clock = SystemClock()
    around = Surroundings(EmbeddedBus("sqlite://"), clock, SystemIds(), from_local_header)  # never opened
    part = build_one(service, url, around)
    try:
        await migrate.upgrade(part.service.store, part.migrations)
        now = clock.now()
        put = put_back.mark if service == LEDGER else mark.put
        await part.service.store.write(partial(put, now=now, by=OPERATOR, reason=reason))
    finally:
        await part.service.close()


def _existing(service: str, data: Path) -> str:
    if not (data / f"{service}.db").exists():
        raise CannotRun(
            say(
                f"In {data} staan geen gegevens van {service}; geef --data of --store-url.",
                f"There are no data of {service} in {data}; give --data or --store-url.",
            )
        )
    return store_url(data, service)


@contextmanager
def _said() -> Iterator[None]:
    """What goes wrong in a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error, SQLAlchemyError, StoreAway, copies.CannotCopy, migrate.NewerStore) as wrong:
        raise CannotRun(say(f"Dat is niet gelukt: {wrong}", f"That did not work: {wrong}")) from wrong
