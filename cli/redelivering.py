"""`koploper redeliver`: what will be delivered again to a service, and what became of each."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rich.console import Console

from cli.client import Client, SaysNo
from cli.language import say
from cli.operate import OPERATOR
from cli.options import Target
from cli.reach import looking, reach
from cli.system import FRONT

SHOWN: Final = 20
"""Events that are shown beforehand."""
UNDELIVERED: Final = frozenset({"given-up", "waits", "failed"})
"""What became of events that were asked for and have not been delivered."""
LOG: Final = "/events/v1/events"

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be delivered again: from a position or a time on, and to whom of a service."""

    service: str
    since: str
    reaction: str | None
    streams: tuple[str, ...]
    forced: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What it comes to: the positions, and each event with whether it is known."""

    first: int
    last: int
    items: Sequence[Item]

    @property
    def new(self) -> int:
        return sum(item["outcome"] == "new" for item in self.items)


async def preview(wanted: Wanted, target: Target) -> Seen:
    """What would be delivered; starts nothing, and says so where something has to arrive first. Raises SaysNo."""
    async with looking(target, needs=(FRONT, wanted.service)) as client:
        first = await position(client, wanted.since)
        asked = {**_asked(wanted, first), "streams": ",".join(wanted.streams)}
        at = f"/{wanted.service}/v1/redelivery-candidates"
        items: list[Item] = []
        after: int | None = 0
        while after is not None:
            page = await client.get(at, OPERATOR, **asked, after=str(after))
            items += page["items"]
            after = page["next"]
            asked |= {"toPosition": page["toPosition"]}
    return Seen(first, items[-1]["position"] if items else first, items)


async def position(client: Client, since: str) -> int:
    """The first position recorded at or after a moment; what is a number is one. Raises SaysNo for what is neither."""
    if since.isascii() and since.isdigit():
        return int(since)
    then = _moment(since)
    low, high = 0, 1
    while (at := await _recorded(client, high)) is not None and at < then:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        at = await _recorded(client, middle)
        low, high = (middle, high) if at is not None and at < then else (low, middle)
    return high


async def _recorded(client: Client, position: int) -> datetime | None:
    """When an entry was recorded; None behind the newest."""
    items = (await client.get(LOG, OPERATOR, after=str(position - 1), limit="1"))["items"]
    return datetime.fromisoformat(items[0]["recordedAt"]) if items else None


def _moment(since: str) -> datetime:
    try:
        read = datetime.fromisoformat(since)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise SaysNo(
            400,
            "invalid-input",
            say(
                f"{since} is geen positie en geen tijdstip met zone (zoals 2026-11-26T03:00:00Z). Er is niets bezorgd.",
                f"{since} is no position, and no time with its zone (as 2026-11-26T03:00:00Z). Nothing was delivered.",
            ),
        )
    return read


def _asked(wanted: Wanted, first: int) -> dict[str, Any]:
    asked: dict[str, Any] = {"fromPosition": first, "streams": list(wanted.streams), "forced": wanted.forced}
    return asked | ({} if wanted.reaction is None else {"reaction": wanted.reaction})


def tell_before(console: Console, wanted: Wanted, seen: Seen) -> None:
    """Show how many events it is about, how many are known, and the first of those that are not."""
    known = len(seen.items) - seen.new
    console.print(
        say(
            f"{wanted.service}, vanaf positie {seen.first}: {len(seen.items)} feiten, waarvan {known} al bekend of "
            f"nog onderweg; {seen.new} worden bezorgd.",
            f"{wanted.service}, from position {seen.first}: {len(seen.items)} events, of which {known} are known or "
            f"still to come; {seen.new} will be delivered.",
        ),
        soft_wrap=True,
        markup=False,
    )
    new = [item for item in seen.items if item["outcome"] == "new"]
    for item in new[:SHOWN]:
        console.print(f"  {_line(item)}", soft_wrap=True, markup=False, highlight=False)
    if len(new) > SHOWN:
        console.print(say(f"  … en nog {len(new) - SHOWN}", f"  … and {len(new) - SHOWN} more"))


async def redeliver(wanted: Wanted, seen: Seen, reason: str, target: Target) -> list[Item]:
    """Deliver, and give what became of each; raises SaysNo."""
    at = f"/{wanted.service}/v1/redeliveries"
    async with reach(target) as client:
        body = {**_asked(wanted, seen.first), "toPosition": seen.last, "reason": reason}
        begun = await client.post(at, body, OPERATOR)
        return [item async for page in _pages(client, f"{at}/{begun['id']}/pages") for item in page]


async def _pages(client: Client, at: str) -> AsyncIterator[Sequence[Item]]:
    after: int | None = 0
    while after is not None:
        page = await client.post(at, {"after": after}, OPERATOR)
        yield page["items"]
        after = page["next"]


def tell(console: Console, items: Sequence[Item], *, as_json: bool) -> bool:
    """What became of each, those that were known together; tells whether none was left undelivered."""
    counted = Counter(item["outcome"] for item in items)
    if as_json:
        console.print_json(json.dumps({"counts": counted, "items": list(items)}))
        return not UNDELIVERED & counted.keys()
    for item in items:
        if item["outcome"] != "known":
            error = f" · {item['error']}" if item["error"] else ""
            told = f"{_word(item['outcome'])}: {_line(item)}{error}"
            console.print(told, soft_wrap=True, markup=False, highlight=False)
    summed = " · ".join(f"{_word(outcome)} {many}" for outcome, many in counted.items())
    console.print(summed or say("Er was niets te bezorgen.", "There was nothing to deliver."), highlight=False)
    return not UNDELIVERED & counted.keys()


def _line(item: Item) -> str:
    name = item["type"].removeprefix("nl.koploper.")
    return f"{item['position']} {item['id']} {name} {item['stream']} {item['sequence']}"


def _word(outcome: str) -> str:
    words = {
        "known": say("bekend", "known"),
        "delivered": say("bezorgd", "delivered"),
        "acted": say("gehandeld", "acted"),
        "nothing": say("niets te doen", "nothing to do"),
        "to-come": say("komt nog", "still to come"),
        "given-up": say("eerder opgegeven", "given up before"),
        "waits": say("wacht", "waits"),
        "failed": say("mislukt", "failed"),
    }
    return words[outcome]
