"""People who find initiatives, at a running intake."""

from typing import Any, Final

import httpx
from sqlalchemy import func, select

from shared.store import schema
from shared.testing.running import Running, by
from tests.integration.submissions import KETENSTAGE

V1: Final = "/intake/v1"
SEEN: Final[dict[str, Any]] = {
    "kind": "newsletter",
    "source": "Nieuwsbrief Zorg in de regio",
    "link": "https://www.example.org/nieuws/ketenstage?utm_source=brief",
    "organisation": "Stichting Zorggroep Noorderboog",
    "region": "Groningen",
    "seenOn": "2019-03-28",
    "note": "Sanne Verzonnen schrijft erover.",
}
TOLD: Final[dict[str, Any]] = {
    "organisation": "Zorggroep Noorderboog",
    "about": "Mijn buurvrouw Truus Bedacht werkt daar heel anders.",
    "link": "https://www.example.org/nieuws/ketenstage",
    "contact": {"name": "Bea Denkbeeldig", "email": "bea@example.org"},
}
CALLED: Final[dict[str, Any]] = {
    "date": "2019-04-01",
    "channel": "phone",
    "whom": "Joris Fictief",
    "outcome": "interested",
    "note": "Belt terug na zijn vakantie.",
}
WHY: Final[dict[str, Any]] = {"reason": "Dit is geen initiatief."}
SECRETS: Final = ("Verzonnen", "Bedacht", "Denkbeeldig", "bea@", "Fictief", "vakantie", "geen initiatief")
"""What of all this must stay in the vault."""

TIPPER: Final = by("tipper", 5)
SCOUT: Final = by("adviser")
NOBODY: Final[dict[str, str]] = {}


async def post(now: Running, path: str, body: Any, who: dict[str, str] = SCOUT, **headers: str) -> httpx.Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return await now.http.post(V1 + path, json=body, headers=who | given)


async def get(now: Running, path: str, who: dict[str, str] = SCOUT) -> httpx.Response:
    return await now.http.get(V1 + path, headers=who)


async def made(now: Running, path: str, body: Any, who: dict[str, str] = SCOUT) -> str:
    """The id of what was made by an act that is done."""
    answer = await post(now, path, body, who)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def submitted(now: Running, **more: Any) -> str:
    return await made(now, "/initiatives", KETENSTAGE | more, by("submitter"))


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and rule of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["type"].removeprefix("urn:koploper:problem:")


def counted(now: Running) -> tuple[int, int]:
    """How many facts and how many texts are kept, beside the one with which intake starts."""
    with now.service("intake").store.read() as connection:
        events, texts = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (schema.event, schema.vault)
        )
    return events - 1, texts
