"""Catching up: first the store's own events, then what it has not heard since the backup; then it may be opened.

What was on its way when the store was lost reaches the ledger some time later. So nothing is heard before the ledger
has had nothing new of ours for a while: what we answered once would be answered again, under a number that the first
answer has. And nothing is opened before that has been so again with all heard that others said by then; what they say
meanwhile comes over the bus. A fork (another event under a number that the store has) is never opened over: only an
operator can know which of the two is true.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import Connection

from shared.bus.protocol import Delivery
from shared.envelope import source_of
from shared.errors import StoreAway
from shared.operations import StoreReopened
from shared.recording import record
from shared.restored import mark, own
from shared.restored.ledger import PAGE, Ledger, LedgerAway, Place, topic
from shared.restored.own import Hole
from shared.sorting import heads_of

if TYPE_CHECKING:
    from shared.service import Service

QUIET: Final = 5.0
"""Seconds for which the ledger must have had nothing new for us."""
LOOK: Final = 0.5
"""Seconds between looks at the ledger."""

log = structlog.get_logger()


@dataclass
class CatchUp:
    """One process's catching up; several replicas may do it at once, each skips what another did."""

    service: "Service"
    ledger: Ledger
    quiet: float = QUIET
    fetched: int = 0
    heard: int = 0
    lost: list[str] = field(default_factory=list)
    forks: dict[str, str] = field(default_factory=dict)
    hears: bool = False
    """Whether its own events had the time to come back, so that what others said may be heard."""
    _counts: dict[str, int] = field(default_factory=dict)
    _own: int = 0
    _all: int = 0

    async def run(self) -> None:
        """Return when the store is open, by us or by another replica."""
        clock = asyncio.get_running_loop()
        log.warning("restored store catches up", service=self.service.name)
        since: float | None = None
        while await self._marked():
            try:
                news = await self._own_events()
                if self.hears:
                    await self._foreign_events()
            except (LedgerAway, StoreAway, Hole, KeyError, ValueError) as away:  # the last two: facts we cannot read
                since = None
                await self._tell(f"{away}")
            else:
                since = clock.time() if news or since is None else since
                if self.forks:
                    await self._tell("; ".join(self.forks.values()))
                elif clock.time() - since < self.quiet:
                    pass
                elif not self.hears:
                    self.hears, since = True, None
                elif await self.service.store.write(self._open):
                    break
            await asyncio.sleep(LOOK)
        log.warning(
            "restored store is open",
            service=self.service.name,
            fetched=self.fetched,
            heard=self.heard,
            texts_lost=self.lost,
        )

    async def _marked(self) -> bool:
        return await self.service.store.write(lambda connection: mark.find(connection) is not None)

    async def _tell(self, why: str) -> None:
        log.error("restored store stays closed", service=self.service.name, error=why)
        try:
            await self.service.store.write(partial(mark.trouble, why=why))
        except StoreAway as away:
            log.warning("restored store waits", service=self.service.name, error=str(away))

    async def _own_events(self) -> int:
        """Put back what the ledger has of ours and the store has not; tells how many entries were new to us."""
        seen = 0
        while page := await self.ledger.after(self._own, source_of(self.service.name)):
            known = await self.service.store.write(partial(own.known, places=page))
            self._sort(page, known)
            lacking = [each for each in page if (each.stream, each.sequence) not in known]
            bodies = await self.ledger.bodies([each.position for each in lacking if each.stream not in self.forks])
            self.fetched += await self.service.store.write(partial(self._put_back, bodies))
            self._counts |= {each.stream: each.sequence for each in page}
            self._own = page[-1].position
            seen += len(page)
            if len(page) < PAGE:
                break
        return seen

    def _sort(self, page: Sequence[Place], known: dict[tuple[str, int], str]) -> None:
        for each in page:
            ours = known.get((each.stream, each.sequence), each.id)
            if ours != each.id and each.stream not in self.forks:
                self.forks[each.stream] = (
                    f"{each.stream} has two events {each.sequence}: {ours} here, {each.id} in the ledger"
                )

    def _put_back(self, bodies: Sequence[bytes], connection: Connection) -> int:
        added = own.append(connection, self.service.model, bodies)
        self.lost += own.texts_lacking(connection, bodies)
        return added

    async def _foreign_events(self) -> None:
        """Hear what others said since the backup, in the ledger's order."""
        while page := await self.ledger.after(self._all, None):
            ours = [each for each in page if topic(each.source) in self.service.topics]
            heads = await self.service.store.write(
                partial(heads_of, streams={(each.source, each.stream) for each in ours})
            )
            new = [each for each in ours if each.sequence > heads[each.source, each.stream]]
            bodies = await self.ledger.bodies([each.position for each in new])
            deliveries = [
                Delivery(topic(each.source), 0, each.position, body) for each, body in zip(new, bodies, strict=True)
            ]
            answered = await self.service.store.write(
                partial(own.answered, ids=[each.id for each in new], timers=list(self.service.timers))
            )
            done = [each.id in answered for each in new]
            await self.service.store.on_writer(partial(self.service.inbox.hear_again, deliveries, done))
            self._all = page[-1].position
            self.heard += len(new)
            if len(page) < PAGE:  # all that was there; others may say more for as long as it is read
                break

    def _open(self, connection: Connection) -> bool:
        """Open the store, and have sent again whatever the ledger does not have; False when another did."""
        marked = mark.find(connection)
        if marked is None or not mark.take_off(connection):
            return False
        if self.service.at_reopen is not None:
            self.service.at_reopen(self.service, connection)
        first = own.first_unknown(connection, self._counts)
        if first is not None:
            self.service.send_again(connection, first - 1)
        fact = StoreReopened(
            fetched=self.fetched,
            heard=self.heard,
            texts_lost=len(self.lost),
            restored_by=marked.restored_by,
            reason=marked.reason,
        )
        record(connection, self.service.model, self.service.ids, self.service.own_act(), fact)
        return True
