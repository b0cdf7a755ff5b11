"""`koploper restore`: what a backup has and the store that it replaces, told beforehand; and what to do afterwards."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from cli import recovery
from cli.language import say
from cli.operate import OPERATOR
from cli.system import store_url
from services.events.ledger.schema import entry
from shared.errors import StoreAway
from shared.store.schema import event
from shared.store.store import Store

SHOWN: Final = 20
"""Facts that are shown beforehand."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """Which backup takes the place of which store."""

    service: str
    file: Path
    url: str | None
    data: Path

    @property
    def place(self) -> str:
        """Where the store is, without a password."""
        return self.url.rpartition("@")[2] if self.url else str(self.data / f"{self.service}.db")

    @property
    def is_ledger(self) -> bool:
        return self.service == recovery.LEDGER


@dataclass(frozen=True, slots=True)
class There:
    """What the store holds now, and the first of those facts that the backup does not have."""

    facts: int
    behind: int
    first: Sequence[str]


def tell_before(console: Console, put_back: PutBack) -> None:
    """Show how many facts the backup has, and which the store has beyond them; raises CannotRun for no backup of it."""
    recovery.must_be_of(put_back.service, put_back.file)
    kept = _kept(put_back)
    there = _there(put_back, kept)
    for line in _lines(put_back, kept, there):
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def _lines(put_back: PutBack, kept: tuple[int, int] | None, there: There | None) -> list[str]:
    lines = [
        say(f"{put_back.file} komt in de plaats van {put_back.place}.", f"{put_back.file} replaces {put_back.place}.")
    ]
    if kept is not None:
        lines.append(say(f"In de reservekopie: {kept[0]} feiten.", f"In the backup: {kept[0]} facts."))
    if there is None:
        return [*lines, say("Wat er nu staat is niet te lezen.", "What is there now cannot be read.")]
    lines.append(say(f"Nu in de opslag: {there.facts} feiten.", f"In the store now: {there.facts} facts."))
    if there.behind:
        lines += [_goes(put_back, there.behind), *(f"  {each}" for each in there.first)]
    if there.behind > len(there.first):
        more = there.behind - len(there.first)
        lines.append(say(f"  … en nog {more}", f"  … and {more} more"))
    return lines


def _goes(put_back: PutBack, many: int) -> str:
    if put_back.is_ledger:
        return say(
            f"{many} daarvan heeft de reservekopie niet; ze komen terug als elke service ze opnieuw verstuurt:",
            f"The backup does not have {many} of them; they come back when each service sends them again:",
        )
    return say(
        f"{many} daarvan heeft de reservekopie niet; ze worden uit het logboek gehaald:",
        f"The backup does not have {many} of them; they are fetched from the ledger:",
    )


def _kept(put_back: PutBack) -> tuple[int, int] | None:
    """How many facts the backup has, and the position of its last; None where it is not of SQLite. Raises CannotRun."""
    if not recovery.is_sqlite(put_back.file):
        return None
    table = entry if put_back.is_ledger else event
    counted = f"SELECT count(*), coalesce(max(position), 0) FROM {table.name}"  # noqa: S608 - a name of ours
    ((many, last),) = recovery.rows(put_back.service, put_back.file, counted)
    return many, last


def _there(put_back: PutBack, kept: tuple[int, int] | None) -> There | None:
    """None where there is no store, or none that can be read."""
    if put_back.url is None and not (put_back.data / f"{put_back.service}.db").exists():
        return None
    store = Store(put_back.url or store_url(put_back.data, put_back.service), put_back.service)
    table, number = (entry, entry.c.sequence) if put_back.is_ledger else (event, event.c.version)
    behind = table.c.position > (0 if kept is None else kept[1])
    first = select(table.c.position, table.c.type, table.c.stream, number).where(behind).order_by(table.c.position)
    try:
        with store.read() as connection:
            facts = connection.execute(select(func.count()).select_from(table)).scalar_one()
            many = connection.execute(select(func.count()).select_from(table).where(behind)).scalar_one()
            rows = connection.execute(first.limit(SHOWN)).all()
    except (StoreAway, SQLAlchemyError, sqlite3.Error):
        return None
    finally:
        store.close()
    return There(facts, 0, ()) if kept is None else There(facts, many, [" ".join(map(str, row)) for row in rows])


def tell(console: Console, put_back: PutBack, reason: str, *, as_json: bool) -> None:
    """What was put back, and what is to be done now."""
    if as_json:
        told = {"service": put_back.service, "file": str(put_back.file), "place": put_back.place}
        console.print_json(json.dumps({**told, "restoredBy": str(OPERATOR), "reason": reason}))
        return
    name = put_back.service
    said = (
        say(
            "Het logboek is teruggezet. Start het, en geef daarna voor elke service `koploper republish`.",
            "The ledger was put back. Start it, and then give `koploper republish` for each service.",
        )
        if put_back.is_ledger
        else say(
            f"{name} is teruggezet. Start hem: hij leest alleen, tot hij bij is met het logboek.",
            f"{name} was put back. Start it: it only reads until it has caught up with the ledger.",
        )
    )
    console.print(said, soft_wrap=True, markup=False)
