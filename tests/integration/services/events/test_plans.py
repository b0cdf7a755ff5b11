"""What a journey or a dossier is made of is looked up: it costs the same however long the ledger is."""

from typing import Any, Final

import pytest
from sqlalchemy import Connection, event

from services.events.dossier.gather import gather
from services.events.ledger import entries, schema, signals, tree
from services.events.readers import load
from shared import contracts
from shared.envelope import source_of
from shared.testing.given import actor, uuid
from shared.testing.running import Running
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import ID, OTHER, assessed, ledger, submitted
from tests.integration.services.events.test_found import SEEN, SIGNAL, found
from tests.integration.services.events.test_signed import signed, signing

pytestmark = pytest.mark.usefixtures("on_both")

OTHERS: Final = 5_000
"""Entries that are about nothing asked for, and of which many name no initiative."""
STREAMS: Final = {"sqlite": "sqlite_autoindex_entry_1", "postgresql": "entry_source_stream_sequence_key"}
"""The index by source, stream and sequence, as each store calls it."""


class Asked:
    """The statements that a connection is given from here on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._said: list[tuple[str, Any]] = []
        event.listen(connection, "before_cursor_execute", self._note)

    def _note(self, _: Any, __: Any, said: str, given: Any, *___: Any) -> None:
        self._said.append((said, given))

    def plans(self) -> list[str]:
        """How the database would look each of them up."""
        event.remove(self._connection, "before_cursor_execute", self._note)
        how = "EXPLAIN QUERY PLAN" if self._connection.dialect.name == "sqlite" else "EXPLAIN"
        return [str(self._connection.exec_driver_sql(f"{how} {said}", given).all()) for said, given in self._said]


async def long(now: Running) -> None:
    """A ledger that is longer by many entries, and whose store knows that it is."""

    def add(connection: Connection) -> None:
        first = entries.size(connection) + 1
        like = entries.one(connection, 1)
        assert like is not None
        rows = [
            {
                "position": first + number,
                "recorded_at": like.recorded_at,
                "source": source_of(("intake", "assessment", "review")[number % 3]),
                "stream": f"other-{uuid(number)}",
                "sequence": 1,
                "type": signals.REOPENED,
                "initiative_id": None if number % 2 else uuid(10_000 + number),
                "body": like.envelope.body,
            }
            for number in range(OTHERS)
        ]
        connection.execute(schema.entry.insert(), rows)
        tree.grow(connection, first - 1, [like.envelope.body] * OTHERS)
        connection.execute(schema.head.update().values(size=first + OTHERS - 1))
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")

    await now.service("events").store.write(add)


async def test_by_which_signals_an_initiative_was_found(running: Run) -> None:
    """By that initiative, and in the signal's own stream."""
    async with running(ledger) as now:
        await found(now)
        await long(now)
        with now.service("events").store.read() as connection:
            asked = Asked(connection)
            (each,) = signals.found(connection, [ID, OTHER], 5)
            plans = asked.plans()
        assert (each.initiative_id, each.stream) == (ID, SIGNAL)
        assert len(plans) == 2
        assert "found_by" in plans[0]
        assert STREAMS[connection.dialect.name] in plans[1]


async def test_what_those_signals_tell(running: Run) -> None:
    """In the signal's own stream, though what is told in it names no initiative."""
    async with running(ledger) as now:
        await found(now)
        await long(now)
        with now.service("events").store.read() as connection:
            asked = Asked(connection)
            told = signals.told(connection, ID, 5 + OTHERS)
            plans = asked.plans()
        assert [each.position for each in told] == list(range(1, len(SEEN)))
        assert len(plans) == 3
        assert all(STREAMS[connection.dialect.name] in plan for plan in plans[1:]), plans


async def test_the_policies_of_a_dossier(running: Run) -> None:
    """In the policy's own streams, of whoever announced one; who announced anything is looked up for each."""
    policy = {"policyVersion": "2019-03", "validFrom": "2019-03-01", "threshold": 3}
    async with running(signing) as now:
        for service, fact in (("assessment", "policy-activated.v1"), ("review", "policy-noted-by-review.v1")):
            await now.announce(service, fact, policy, stream="policy-2019-03")
        await submitted(now)
        await assessed(now)
        await now.settled()
        await long(now)
        await signed(now, 4 + OTHERS)
        with now.service("events").store.read() as connection:
            asked = Asked(connection)
            gathered = gather(connection, ID, None, load(contracts.FOLDER), actor("auditor"))
            plans = asked.plans()
        assert [each.entry.position for each in gathered.proven] == [1, 2, 3, 4]
        everywhere = ("SCAN entry", "entry USING INTEGER PRIMARY KEY (rowid<?)", "Seq Scan on entry")
        assert not [plan for plan in plans if any(each in plan for each in everywhere)]
        assert len([plan for plan in plans if STREAMS[connection.dialect.name] in plan]) >= 3
