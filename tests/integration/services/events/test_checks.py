"""What only the ledger's doctor finds, and how it counts what each service has in it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import AUDITOR, ID, OTHER, assessed, ledger, submitted


async def filled(now: Running) -> None:
    await submitted(now)
    await submitted(now, OTHER)
    await now.settled()  # what two services say at once may be recorded in either order
    await assessed(now)
    await now.settled()


async def spoil(now: Running, *statements: str) -> None:
    """Write past the ledger."""
    await now.service("events").store.write(
        lambda connection: [connection.execute(text(statement)) for statement in statements]
    )


async def found(now: Running) -> list[tuple[str, str, str]]:
    answer = await now.http.get("/events/v1/checks", headers=AUDITOR)
    return [(each["check"], each["subject"], each["detail"]) for each in answer.json()["items"]]


async def test_all_is_well(running: Run) -> None:
    """The ledger's own checks are made too, and find nothing; an empty one has nothing wrong with it either."""
    async with running(ledger) as now:
        assert await found(now) == []
        await filled(now)
        answer = (await now.http.get("/events/v1/checks", headers=AUDITOR)).json()
        assert answer["items"] == []
        assert {"ledger-hole", "ledger-altered", "ledger-ahead"} <= set(answer["checked"])


@pytest.mark.parametrize(
    ("statements", "wanted"),
    [
        (["DELETE FROM entry WHERE position = 2"], ("position 2", "2 entries, numbered to 3: this one lacks")),
        (["DELETE FROM entry WHERE position = 1"], ("position 1", "2 entries, numbered to 3: this one lacks")),
        (["DELETE FROM entry WHERE position = 3"], ("position 3", "the head counts 3 entries, there are 2")),
        (["UPDATE head SET size = 2"], ("position 2", "the head counts 2 entries, there are 3")),
    ],
)
async def test_a_position_that_lacks_is_found(running: Run, statements: list[str], wanted: tuple[str, str]) -> None:
    """Positions are 1 to n, and the head names n."""
    async with running(ledger) as now:
        await filled(now)
        await spoil(now, *statements)
        assert [each[1:] for each in await found(now) if each[0] == "ledger-hole"] == [wanted]


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ("source = 'another'", "its row says source another, its body urn:nld:koploper:systeem:intake"),
        ("stream = 'another'", "its row says stream another"),
        ("sequence = 9", "its row says sequence 9, its body 1"),
        ("type = 'another'", "its row says type another"),
        ("initiative_id = NULL", "its row says initiative None"),
        ("body = 'text'", "its body cannot be read: it is stored as str, not as bytes"),
        ("body = CAST('{' AS BLOB)", "its body cannot be read"),
    ],
)
async def test_an_entry_that_was_changed_is_found(running: Run, change: str, detail: str) -> None:
    """An entry's columns must say what its body says; read models are not blamed for what cannot be read."""
    async with running(ledger) as now:
        await filled(now)
        await spoil(now, " ".join(("UPDATE entry SET", change, "WHERE position = 2")))
        [(check, subject, told)] = [each for each in await found(now) if each[0] != "ledger-tree"]
        assert (check, subject) == ("ledger-altered", "position 2")
        assert told.startswith(detail)


async def streams(now: Running, source: str, query: str = "") -> Any:
    return (await now.http.get(f"/events/v1/sources/{source}/streams{query}", headers=by("operator"))).json()


async def test_a_sources_streams_are_counted(running: Run) -> None:
    """Per service and stream, a page at a time; what it never heard of has none."""
    async with running(ledger) as now:
        await filled(now)
        names = sorted([f"initiative-{ID}", f"initiative-{OTHER}"])
        first = await streams(now, "intake", "?limit=1")
        second = await streams(now, "intake", f"?limit=1&cursor={first['next']}")
        assert first["items"] + second["items"] == [{"stream": name, "events": 1} for name in names]
        assert (first["events"], second["next"]) == (2, None)
        assert (await streams(now, "assessment"))["items"] == [{"stream": f"initiative-{ID}", "events": 1}]
        assert await streams(now, "nobody") == {"items": [], "next": None, "events": 0}


async def test_counts_are_not_for_everybody(running: Run) -> None:
    """Without an actor 401, in another role 403."""
    async with running(ledger) as now:
        assert (await now.http.get("/events/v1/sources/intake/streams")).status_code == 401
        assert (await now.http.get("/events/v1/sources/intake/streams", headers=by("editor"))).status_code == 403


async def test_a_ledger_ahead_of_the_clock_is_found(running: Run) -> None:
    """Its time does not go back with the clock, whatever is added; when the clock has passed it, all is well."""
    async with running(ledger) as now:
        await filled(now)
        now.clock.forward(timedelta(days=-1))
        await submitted(now, uuid(9))
        await now.settled()
        [(check, subject, detail)] = await found(now)
        assert (check, subject) == ("ledger-ahead", "events")
        assert detail.startswith("its last entry was recorded at ")
        now.clock.forward(timedelta(days=1))
        assert await found(now) == []
