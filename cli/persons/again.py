"""Erasing again who was erased, where a whole system was put back as it was before: its ledger does not know either."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from cli.cannot import CannotRun
from cli.client import Client
from cli.language import say
from cli.operate import OPERATOR
from cli.persons.asking import Found, look


class Erasure(BaseModel):
    """That a person was erased, and when: ids, and nothing of who it was."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    erasure: str
    person: str
    erased_at: str


LIST = TypeAdapter(list[Erasure])


async def erasures(client: Client) -> list[Erasure]:
    """Who was erased on request, once per erasure, in order."""
    found: dict[str, Erasure] = {}
    for each in await client.all("/intake/v1/erasures", OPERATOR, because="person-erased", sort="doneAt"):
        said = Erasure(erasure=each["erasure"], person=each["person"], erased_at=each["doneAt"])
        found.setdefault(said.erasure, said)
    return list(found.values())


def read(file: Path) -> list[Erasure]:
    """The list in a file; raises CannotRun."""
    try:
        return LIST.validate_json(file.read_bytes())
    except OSError as wrong:
        raise CannotRun(
            say(f"{file} kan niet worden gelezen ({wrong.strerror}).", f"{file} cannot be read ({wrong.strerror}).")
        ) from wrong
    except ValidationError as wrong:
        raise CannotRun(
            say(
                f"{file} is geen lijst van `koploper person erasures`; er is niets veranderd.",
                f"{file} is no list of `koploper person erasures`; nothing was changed.",
            )
        ) from wrong


async def back(client: Client, listed: Sequence[Erasure]) -> list[Found]:
    """Those of whom something is known from before they were erased."""
    last = {each.person: each.erased_at for each in listed}
    looked = [await look(client, person) for person in last]
    return [found for found in looked if _first(found) <= last[found.person]]


def _first(found: Found) -> str:
    """Since when something is known that could be erased; after all times where nothing is."""
    times = [text["named"]["time"] for known in found.known.values() for text in known["texts"] if text["named"]]
    return min([*times, *(row["at"] for known in found.known.values() for row in known["rows"])], default="~")
