"""Asking each service about one person: what it knows, and what it has erased."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from cli.client import Client, SaysNo
from cli.operate import OPERATOR
from cli.system import SERVICES
from services.intake import naming

PERSONS: Final = "/intake/v1/persons"
KNOWING: Final = ("intake", "publication")
"""The services that know addresses; each makes an id of its own of one."""
KEEPING: Final = ("intake", "assessment", "review", "publication")
"""The services that have a vault with persons in it; the ledger has references only."""
LOOK: Final = 0.2
"""Seconds between looks at what was erased."""
TRIES: Final = 5
"""How often an erasure is confirmed while more is kept of the person in the same moment."""

Known = Mapping[str, Mapping[str, Any]]
"""By service, what it knows."""


@dataclass(frozen=True, slots=True)
class Found:
    """A person and what each service knows of them, under whichever of their ids.

    `under` are the ids to be erased one after the other, that of intake the last of them.
    """

    person: str
    known: Known
    under: Sequence[str] = ()

    @property
    def anything(self) -> bool:
        """Whether there is something to erase."""
        return any(each["texts"] or each["rows"] for each in self.known.values())

    @property
    def also_known_as(self) -> Sequence[str]:
        """Other ids under which the same texts are kept."""
        return sorted({name for each in self.known.values() for name in each["alsoKnownAs"]} - {*self.under})


@dataclass(frozen=True, slots=True)
class Done:
    """What a service says that it has erased."""

    service: str
    texts: int
    rows: int
    initiatives: Sequence[str]
    at: str


async def identified(client: Client, said: str) -> list[str]:
    """The ids of whom somebody named by one, or by an e-mail address, intake's first; raises SaysNo or NotReachable."""
    try:
        return [str(UUID(said))]
    except ValueError:
        found = [await client.post(f"/{name}/v1/persons", {"email": said}, OPERATOR) for name in KNOWING]
        return list(dict.fromkeys(str(each["id"]) for each in found))


async def look(client: Client, *ids: str) -> Found:
    """What every service knows of a person of these ids; each notes in its log that an operator looked.

    With it what publication has of who was named with an initiative, by intake's reference: it goes with that.
    """
    every = [await _answers(client, person) for person in ids]
    named = [text["ref"] for known in every for text in known["intake"]["texts"] if _is_contact(text)]
    more = [await client.get(f"/publication/v1/persons/{ref}", OPERATOR) for ref in dict.fromkeys(named)]
    known = {name: _together([each[name] for each in every]) for name in SERVICES}
    published = [{**each, "alsoKnownAs": ()} for each in more]
    return Found(ids[0], known | {"publication": _together([known["publication"], *published])}, ids[::-1])


async def _answers(client: Client, person: str) -> Known:
    answers = await asyncio.gather(*(client.get(f"/{name}/v1/persons/{person}", OPERATOR) for name in SERVICES))
    return dict(zip(SERVICES, answers, strict=True))


def _is_contact(text: Mapping[str, Any]) -> bool:
    return text["named"] is not None and text["named"]["field"].startswith("contact")


def _together(answers: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What one service answered about several ids of one person, each thing once; the first names them."""
    lists = {
        name: list({json.dumps(part, sort_keys=True): part for each in answers for part in each[name]}.values())
        for name, value in answers[0].items()
        if not isinstance(value, str)
    }
    return {**answers[0], **lists}


def names(found: Found, reason: str) -> bool:
    """Whether the reason says who the person is, in the words that any service keeps of them under any of their ids."""
    return naming.names(reason, [_said(text) for known in found.known.values() for text in known["texts"]])


def _said(text: Mapping[str, Any]) -> str:
    """What a text says, a name so that it is known for one."""
    is_name = text["named"] is not None and text["named"]["field"].rpartition(".")[2] == "name"
    return json.dumps({"name": text["content"]}) if is_name else str(text["content"])


async def erase(client: Client, ids: Sequence[str], reason: str) -> dict[str, str]:
    """Have a person forgotten under all of these ids; gives whom each erasure is of. Raises SaysNo or NotReachable.

    All are asked before any is confirmed, so that one that is refused leaves nothing half done.
    """
    asked = {await _ask(client, person, reason): person for person in ids}
    for erasure, person in asked.items():
        await _confirm(client, person, erasure)
    return asked


async def _ask(client: Client, person: str, reason: str) -> str:
    return str((await client.post(f"{PERSONS}/{person}/erasures", {"reason": reason}, OPERATOR))["id"])


async def _confirm(client: Client, person: str, erasure: str) -> None:
    """What is kept of them in the very same moment has it confirmed again."""
    for left in reversed(range(TRIES)):
        try:
            await client.post(f"{PERSONS}/{person}/erasures/{erasure}/confirmations", {}, OPERATOR)
            break
        except SaysNo as no:
            if no.status != HTTPStatus.PRECONDITION_FAILED or not left:
                raise


async def report(client: Client, asked: Mapping[str, str], patience: float) -> list[Done]:
    """What each service has erased for these (whom each erasure is of), as soon as all have.

    Of those that did not within `patience` seconds nothing.
    """
    clock = asyncio.get_running_loop()
    until = clock.time() + patience
    while True:
        done = await asyncio.gather(*(_done(client, name, asked) for name in KEEPING))
        if all(done) or clock.time() >= until:
            return [each for each in done if each is not None]
        await asyncio.sleep(LOOK)


async def _done(client: Client, service: str, asked: Mapping[str, str]) -> Done | None:
    """Nothing until it has erased what is about each person themselves: what is of others may go before that."""
    path = f"/{service}/v1/erasures"
    rows = {erasure: await client.all(path, OPERATOR, erasure=erasure) for erasure in asked}
    if not all(any(row["person"] == asked[erasure] for row in each) for erasure, each in rows.items()):
        return None
    items = [row for each in rows.values() for row in each]
    return Done(
        service,
        sum(each["texts"] for each in items),
        sum(each["rows"] for each in items),
        sorted({each["initiativeId"] for each in items if each["initiativeId"]}),
        max(each["doneAt"] for each in items),
    )
