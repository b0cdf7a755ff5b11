"""Bring a store to the present shape: the plumbing that all stores have, then the service's own read models.

Two branches of one Alembic history per store: `shared/store/migrations` and `services/<service>/migrations`.
"""

import threading
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from shared.errors import StoreAway
from shared.store.many import POSTGRESQL
from shared.store.postgres import for_whole_tables
from shared.store.store import Store

PLUMBING: Final = Path(__file__).parent / "migrations"
PATIENCE: Final = 600.0
"""Seconds to wait for another replica that migrates."""
_one_at_a_time: Final = threading.Lock()
"""Alembic's `op` and `context` are the process's, and each store is brought up on a thread of its own."""

log = structlog.get_logger()


class NewerStore(Exception):
    """The store was made by a newer version than this one; nothing was touched."""


def check(connection: Connection, versions: Path, name: str) -> None:
    """Raise NewerStore when the store of `name` holds migrations that this version does not know."""
    script = ScriptDirectory.from_config(_config(versions))
    for head in MigrationContext.configure(connection).get_current_heads():
        try:
            script.get_revision(head)
        except CommandError as unknown:
            raise NewerStore(
                f"The data of {name} was made by a newer version ({head}). Nothing was touched; use that version."
            ) from unknown


def is_present(connection: Connection, versions: Path) -> bool:
    """Whether nothing is to be run on a store."""
    script = ScriptDirectory.from_config(_config(versions))
    return set(script.get_heads()) == set(MigrationContext.configure(connection).get_current_heads())


async def upgrade(store: Store, versions: Path) -> list[str]:
    """Run what is missing, in one transaction; `versions` is the folder of the service's own migrations.

    Gives the revisions that were run. Of several replicas that start at once one runs them, the others wait for it, at
    most PATIENCE. Raises NewerStore, as `check` does, and StoreAway.
    """
    until = monotonic() + (PATIENCE if store.shared else 0)
    while True:
        try:
            return await store.write(partial(_run, store.name, versions))
        except StoreAway as away:
            if monotonic() >= until or not store.is_waiting(away):
                raise
            log.info("another replica migrates; waiting for it", service=store.name)


def _run(name: str, versions: Path, connection: Connection) -> list[str]:
    if connection.dialect.name == POSTGRESQL:
        for_whole_tables(connection)
    check(connection, versions, name)
    before = set(_known(connection, versions))
    config = _config(versions)
    config.attributes["connection"] = connection
    with _one_at_a_time:
        command.upgrade(config, "heads")
    return [revision for revision in _known(connection, versions) if revision not in before]


def _known(connection: Connection, versions: Path) -> list[str]:
    """All revisions that were run here, the first first."""
    heads = MigrationContext.configure(connection).get_current_heads()
    script = ScriptDirectory.from_config(_config(versions))
    return [each.revision for each in script.iterate_revisions(heads, "base")][::-1] if heads else []


def _config(versions: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PLUMBING))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{PLUMBING / 'versions'}\n{versions}")
    return config
