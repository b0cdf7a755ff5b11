"""What an initiative was found by is part of its journey, and shut to whom it is shut."""

from typing import Any, Final

import pytest

from shared.testing.given import actor, uuid
from shared.testing.running import Running, by
from shared.testing.until import until
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import (
    ID,
    JOURNEY,
    OTHER,
    assessed,
    ledger,
    positions,
    published,
    served,
    submitted,
)
from tests.integration.services.events.test_conflicts import conflict
from tests.integration.services.events.test_stream import reading

pytestmark = pytest.mark.usefixtures("on_both")

SIGNAL: Final = f"signal-{uuid(300)}"
SEEN: Final = ("signal-recorded", "initiative-tipped", "organisation-approached", "signal-taken-up")


async def told(now: Running, name: str, stream: str = SIGNAL, **more: Any) -> None:
    """Intake says something of a signal."""
    await now.announce("intake", f"{name}.v1", {"kind": "media"} | more.pop("data", {}), stream=stream, **more)
    await now.settled()


async def taken_up(now: Running, of: str = ID, because: str = "submitted", stream: str = SIGNAL) -> None:
    data = {"initiativeId": of, "because": because}
    await told(now, "signal-taken-up", stream, data=data, initiativeid=of)


async def found(now: Running, of: str = ID, because: str = "submitted") -> None:
    """Seen, tipped and approached, and then there is an initiative."""
    for name in SEEN[:3]:
        await told(now, name)
    await submitted(now, of)
    await now.settled()
    await taken_up(now, of, because)


async def steps(now: Running, query: str = "", of: str = ID, number: int = 2) -> list[str]:
    """The kinds of steps of a journey, as an adviser reads them."""
    answer = await now.http.get(f"{JOURNEY.replace(ID, of)}{query}", headers=by("adviser", number))
    names = [step["type"] for step in answer.json().get("steps", [])]
    return [name.removeprefix("nl.koploper.").removesuffix(".v1") for name in names]


async def test_a_journey_begins_where_it_was_found(running: Run) -> None:
    """Once it is taken up, as the office reads it; its stage is what it was, and its own people read theirs."""
    async with running(ledger) as now:
        await found(now)
        assert await steps(now) == [*SEEN[:3], "initiative-submitted", "signal-taken-up"]
        await told(now, "initiative-tipped")
        assert await steps(now) == [*SEEN[:3], "initiative-submitted", "signal-taken-up", "initiative-tipped"]
        journey = (await now.http.get(JOURNEY, headers=by("adviser", 2))).json()
        assert (journey["stage"], journey["title"]) == ("submitted", "Ketenstage")
        own = (await now.http.get(JOURNEY, headers=by("submitter"))).json()
        assert [step["type"] for step in own["steps"]] == ["nl.koploper.initiative-submitted.v1"]


async def test_at_a_moment_before(running: Run) -> None:
    """It tells what was known of it then: before it was taken up nothing of its signal."""
    async with running(ledger) as now:
        await found(now)
        assert await steps(now, "?at=4") == ["initiative-submitted"]
        assert await steps(now, "?at=5") == [*SEEN[:3], "initiative-submitted", "signal-taken-up"]
        assert await steps(now, "?at=3") == []


async def test_a_signal_that_was_linked_by_mistake(running: Run) -> None:
    """Is no part of the journey any more, but that it was; linked again, it is."""
    async with running(ledger) as now:
        await found(now, because="linked-by-adviser")
        assert (await steps(now))[:3] == list(SEEN[:3])
        await told(now, "signal-reopened")
        assert await steps(now) == ["initiative-submitted", "signal-taken-up"]
        assert (await steps(now, "?at=5"))[:3] == list(SEEN[:3])
        await taken_up(now, because="linked-by-adviser")
        assert [*(await steps(now))[:3], (await steps(now))[-1]] == [*SEEN[:3], "signal-taken-up"]


async def test_a_signal_of_what_was_withdrawn(running: Run) -> None:
    """Stays part of its journey, as far as it was about it; what is submitted from it then begins with all of it."""
    async with running(ledger) as now:
        await found(now)
        await told(now, "signal-reopened")
        await told(now, "initiative-tipped")
        await submitted(now, OTHER, person=2)
        await now.settled()
        await taken_up(now, OTHER)
        assert await steps(now) == [*SEEN[:3], "initiative-submitted", "signal-taken-up", "signal-reopened"]
        assert [each for each in await steps(now, of=OTHER) if each != "signal-taken-up"] == [
            *SEEN[:3],
            "signal-reopened",
            "initiative-tipped",
            "initiative-submitted",
        ]


async def test_it_is_shut_as_its_initiative_is(running: Run) -> None:
    """In the log, its raw bytes, gaps, files and another's journey; to others it is as ever."""
    async with running(ledger) as now:
        await found(now)
        await told(now, "signal-recorded", f"signal-{uuid(301)}")
        await conflict(now)
        await published(now)
        await told(now, "initiative-tipped", sequence="9")
        assert await positions(now, role="adviser") == [6, 8]
        assert await positions(now, role="adviser", number=2) == list(range(1, 9))
        raw = await now.http.get("/events/v1/events/1/raw", headers=by("adviser"))
        assert (raw.status_code, raw.json()["type"]) == (403, "urn:koploper:problem:not-all-visible")
        rows = (await now.http.get("/events/v1/events?format=csv", headers=by("adviser"))).text
        assert SIGNAL not in rows
        gaps = [(await now.http.get("/events/v1/gaps", headers=by("adviser", who))).json()["items"] for who in (1, 2)]
        assert [[each["stream"] for each in seen] for seen in gaps] == [[], [SIGNAL]]
        (missing,) = (await now.http.get(JOURNEY, headers=by("adviser", 2))).json()["gaps"]
        assert missing["stream"] == SIGNAL
        assert await steps(now, number=1) == ["article-published"]


async def test_what_was_linked_by_mistake_is_open_again(running: Run) -> None:
    """All of the signal but that it was linked, which names the initiative."""
    async with running(ledger) as now:
        await found(now, because="linked-by-adviser")
        await conflict(now)
        assert await positions(now, role="adviser") == []
        await told(now, "signal-reopened")
        assert await positions(now, role="adviser") == [1, 2, 3, 7]


async def test_what_was_linked_by_mistake_to_another_is_shut_with_what_it_led_to(running: Run) -> None:
    """The journey of the other then tells nothing of the signal, not that it was linked, nor of its gaps."""
    async with running(ledger) as now:
        await found(now, because="linked-by-adviser")
        await told(now, "signal-reopened")
        await submitted(now, OTHER, person=2)
        await now.settled()
        await taken_up(now, OTHER)
        await conflict(now, of=OTHER)
        assert await steps(now, number=1) == await steps(now, "?at=5", number=1) == ["initiative-submitted"]
        assert await steps(now, "?at=5") == [*SEEN[:3], "initiative-submitted", "signal-taken-up"]
        assert await steps(now, of=OTHER, number=1) == []


async def test_gaps_of_a_signal_that_is_shut_are_not_told(running: Run) -> None:
    """Also not with the journey of a withdrawn initiative that it had led to before."""
    async with running(ledger) as now:
        await found(now)
        await told(now, "signal-reopened")
        await taken_up(now, OTHER)
        await told(now, "initiative-tipped", sequence="9")
        await conflict(now, of=OTHER)
        gaps = [(await now.http.get(JOURNEY, headers=by("adviser", who))).json()["gaps"] for who in (1, 2)]
        assert [[each["stream"] for each in seen] for seen in gaps] == [[], [SIGNAL]]


@pytest.mark.parametrize("first", ["conflict", "take-up"])
async def test_the_live_stream(running: Run, first: str) -> None:
    """Whichever comes first, nothing more is told of the signal but what is not shut; and it is open again."""
    async with running(ledger) as now, served(now) as address:
        await told(now, SEEN[0])
        await submitted(now)
        await now.settled()
        async with reading(address, "", by("adviser")) as live:
            if first == "conflict":
                await conflict(now)
                await taken_up(now, because="linked-by-adviser")
            else:
                await taken_up(now, because="linked-by-adviser")
                await conflict(now)
            await told(now, "initiative-tipped")
            await assessed(now)
            await submitted(now, OTHER)
            await now.settled()
            seen = [] if first == "conflict" else [3]
            await until(lambda: live.positions == [*seen, 7])
            await conflict(now, "conflict-declaration-withdrawn.v1")
            await told(now, "initiative-tipped")
            await until(lambda: live.positions[-1] == 9)
        async with reading(address, "?after=0", by("adviser")) as back:
            await until(lambda: back.positions == list(range(1, 10)))
    assert actor("adviser").id == actor("editor").id


async def gone(now: Running, query: str = "", who: dict[str, str] | None = None) -> list[str]:
    """Of which texts, that its steps name, a journey says that they were erased."""
    answer = await now.http.get(f"{JOURNEY}{query}", headers=who or by("adviser", 2))
    erased: list[str] = answer.json()["erased"]
    return erased


async def test_what_was_erased_of_a_signal_is_told_in_the_journey_that_begins_with_it(running: Run) -> None:
    """Though what erased it names no initiative; of then it tells what was so then, and to all who see the step."""
    contact, about = ({"ref": f"r-{number}", "digest": "0" * 64} for number in (1, 2))
    async with running(ledger) as now:
        await told(now, "initiative-tipped", data={"about": about})
        await submitted(now, contact=contact)
        await now.settled()
        await taken_up(now)
        for texts in (["r-2", "r-9"], ["r-1"]):
            data = {"erasure": uuid(60), "because": "person-erased", "person": uuid(1), "texts": texts}
            await told(now, "person-data-erased", f"erasure-{uuid(60)}", data=data)
        assert await gone(now) == ["r-1", "r-2"]
        assert await gone(now, "?at=4") == ["r-2"]
        assert await gone(now, "?at=3") == []
        assert await gone(now, who=by("submitter")) == ["r-1"]
