"""Reading the facts of dossiers and clearances from a system, as far as the one who asks may see them."""

from collections.abc import Callable
from typing import Any, Final

from cli.cannot import CannotRun
from cli.client import Client
from cli.demo.show import AUDITOR
from cli.language import say
from cli.what_if.compare import Answer, Initiatives, Since
from cli.what_if.fact import Place, Told
from services.assessment.events import TYPES as OF_ASSESSMENT
from services.assessment.policy import Policy
from services.review.events import TYPES as OF_REVIEW
from shared.envelope import source_of
from shared.event import Event, EventTypes

PAGE: Final = 500
STREAM: Final = "initiative-"
Count = Callable[[int], object]


async def ask(client: Client, policy: Policy, since: Since = None, count: Count = lambda _: None) -> Answer:
    """What would differ under a policy; `count` hears how many facts were read each time.

    Raises SaysNo, NotReachable, or CannotRun for facts that only a newer version knows.
    """
    found = Initiatives(policy)
    # what review knows of, assessment told before: read last, it is there
    await _each(client, "review", OF_REVIEW, found.reviewed, count)
    await _each(client, "assessment", OF_ASSESSMENT, found.assessed, count)
    return found.answer(since)


async def _each(
    client: Client, service: str, types: EventTypes, hear: Callable[[Told[Any]], None], count: Count
) -> None:
    after: int | None = 0
    while after is not None:
        asked = {"limit": str(PAGE), "after": str(after), "source": source_of(service)}
        page = await client.get("/events/v1/events", AUDITOR, **asked)
        for item in page["items"]:
            envelope = item["event"]
            if envelope["stream"].startswith(STREAM):
                place = Place(item["position"], item["recordedAt"])
                hear(Told(envelope["stream"].removeprefix(STREAM), place, _event(types, envelope, place)))
        count(len(page["items"]))
        after = page["next"]


def _event(types: EventTypes, envelope: dict[str, Any], place: Place) -> Event:
    try:
        return types.load(envelope["type"], envelope["data"])
    except (KeyError, ValueError) as unread:
        raise CannotRun(
            say(
                f"Het feit op positie {place.position} ({envelope['type']}) is hier niet te lezen; er is niets "
                "vergeleken. Gebruik de versie van koploper waarmee dit systeem draait.",
                f"The fact at position {place.position} ({envelope['type']}) cannot be read here, and nothing was "
                "compared. Use the version of koploper that this system runs.",
            )
        ) from unread
