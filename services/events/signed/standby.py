"""A standby of the ledger's PostgreSQL: what it has replayed is not lost with the first server, so that is signed."""

import asyncio
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from services.events.ledger import entries, tree
from services.events.signed.holding import NotSigned
from shared.merkle.hashing import Hash
from shared.store import postgres


class NotConfirmed(NotSigned):
    """The standby does not answer, is none, or holds something else than the ledger."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many entries the standby has, and the root of their tree there."""

    size: int
    root: Hash

    def within(self, connection: Connection) -> int:
        """The same size, after a look whether the ledger has those entries; raises NotConfirmed."""
        size = entries.size(connection)
        if self.size > size:
            raise NotConfirmed(f"the standby holds {self.size} entries, and the ledger {size}: which of them is right?")
        if tree.root(connection, self.size) != self.root:
            raise NotConfirmed(f"the standby's first {self.size} entries are not those of the ledger")
        return self.size


class Standby:
    """The server at an address; nothing is written there."""

    def __init__(self, url: str) -> None:
        self._engine: Final = postgres.reading(url)

    async def confirmed(self) -> Confirmed:
        """What it has now; raises NotConfirmed."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> Confirmed:
        try:
            with self._engine.begin() as connection:
                if not connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one():
                    raise NotConfirmed("what KOPLOPER_LEDGER_STANDBY names is no standby: it takes writes of its own")
                size = entries.size(connection)
                return Confirmed(size, tree.root(connection, size))
        except SQLAlchemyError as away:
            why = str(getattr(away, "orig", away)).partition("\n")[0]
            raise NotConfirmed(f"the standby does not confirm anything: {why}") from away
        except (KeyError, ValueError, RuntimeError) as wrong:
            raise NotConfirmed(f"the standby cannot be read: {wrong}") from wrong
        finally:
            self._engine.dispose()  # a look every few seconds needs no connection between
