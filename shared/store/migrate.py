"""Bring a store to the present shape: the plumbing that all stores have, then the service's own read models.

Two branches of one Alembic history per store: `shared/store/migrations` and `services/<service>/migrations`.
"""

import threading
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from shared.store.store import Store

PLUMBING: Final = Path(__file__).parent / "migrations"
_one_at_a_time: Final = threading.Lock()
"""Alembic's `op` and `context` are the process's, and each store is brought up on a thread of its own."""


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


async def upgrade(store: Store, versions: Path) -> None:
    """Run what is missing, in one transaction; `versions` is the folder of the service's own migrations.

    Raises NewerStore, as `check` does.
    """

    def run(connection: Connection) -> None:
        check(connection, versions, store.name)
        config = _config(versions)
        config.attributes["connection"] = connection
        with _one_at_a_time:
            command.upgrade(config, "heads")

    await store.write(run)


def _config(versions: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PLUMBING))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{PLUMBING / 'versions'}\n{versions}")
    return config
