"""A copy of one store as it is at one moment, made while it is used; and putting it in the place of what is there.

SQLite by its own online backup, PostgreSQL by its own tools (pg_dump, pg_restore), which must be on this machine.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from shared.store.postgres import Settings

DUMP: Final = ("pg_dump", "--format=custom", "--no-owner", "--no-privileges")
RESTORE: Final = ("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")


TOLD: Final = 3
"""Lines of a tool's complaint that are passed on."""


class CannotCopy(Exception):
    """Why there is no copy, or why it was not put back; the message is a sentence."""


def backup(store_url: str, file: Path) -> None:
    """Write a copy of a store to `file`, which must not be there yet; raises CannotCopy, and leaves nothing half."""
    if file.exists():
        raise CannotCopy(f"{file} is there already and is left as it is; give another name.")
    beside = file.with_name(f".{file.name}.unfinished")
    beside.unlink(missing_ok=True)
    if make_url(store_url).get_backend_name() == "sqlite":
        _copy(_file(store_url), beside)
    else:
        _tool(*DUMP, f"--file={beside}", url=store_url)
    beside.rename(file)


def restore(file: Path, store_url: str) -> None:
    """Put the copy in `file` in the place of a store, which nobody may use meanwhile; raises CannotCopy."""
    if not file.is_file():
        raise CannotCopy(f"There is no file {file}; nothing was touched.")
    if make_url(store_url).get_backend_name() == "sqlite":
        _copy(file, _file(store_url))
    else:
        _tool(*RESTORE, f"--dbname={_database(store_url)}", str(file), url=store_url)


def _file(store_url: str) -> Path:
    return Path(make_url(store_url).database or "")


def _database(store_url: str) -> str:
    return make_url(store_url).database or ""


def _copy(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.execute("SELECT 1 FROM event LIMIT 1")
            read.backup(written)
    except sqlite3.Error as wrong:
        raise CannotCopy(f"{source} cannot be copied to {target}: {wrong}.") from wrong


def _tool(name: str, *arguments: str, url: str) -> None:
    """Run one of PostgreSQL's tools on the database at `url`; its password goes by the environment, seen by nobody."""
    tool, where = shutil.which(name), make_url(url)
    if tool is None:
        raise CannotCopy(f"{name} is not on this machine; install PostgreSQL's client tools.")
    secret = Settings().password_file
    password = where.password or (secret.read_text().strip() if secret else "")
    environment = {
        **os.environ,
        "PGHOST": where.host or "",
        "PGPORT": str(where.port or 5432),
        "PGUSER": where.username or "",
        "PGDATABASE": where.database or "",
        "PGPASSWORD": password,
    }
    ran = subprocess.run(  # noqa: S603 - the tool that was found above, on our own store
        [tool, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        said = "; ".join(ran.stderr.strip().splitlines()[:TOLD]) or f"exit code {ran.returncode}"
        raise CannotCopy(f"{name} did not do it: {said}")
