"""Erasing again who was erased, where a whole system was put back as it was before: its ledger does not know either."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from rich.console import Console

from cli.cannot import CannotRun
from cli.client import Client, SaysNo
from cli.language import say
from cli.operate import OPERATOR
from cli.options import Target
from cli.persons import asking
from cli.persons.asking import Done, Found, look
from cli.reach import reach


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


async def look_for(listed: Sequence[Erasure], target: Target) -> list[Found]:
    """Those of whom something is known from before they were erased."""
    async with reach(target) as client:
        return await back(client, listed)


async def back(client: Client, listed: Sequence[Erasure]) -> list[Found]:
    """The same, asked by a client."""
    last = {each.person: each.erased_at for each in listed}
    looked = [await look(client, person) for person in last]
    return [found for found in looked if _first(found) <= last[found.person]]


def _first(found: Found) -> str:
    """Since when something is known that could be erased; after all times where nothing is."""
    times = [text["named"]["time"] for known in found.known.values() for text in known["texts"] if text["named"]]
    return min([*times, *(row["at"] for known in found.known.values() for row in known["rows"])], default="~")


def tell_before(console: Console, found: Sequence[Found], listed: int) -> None:
    """Show who will be erased again, by their ids, and how much of each."""
    many = say(
        f"{len(found)} van de {listed} op de lijst zijn weer bekend.",
        f"{len(found)} of the {listed} on the list are known again.",
    )
    console.print(many, highlight=False)
    for each in found:
        texts = sum(len(known["texts"]) for known in each.known.values())
        rows = sum(len(known["rows"]) for known in each.known.values())
        said = say(f"{texts} teksten, {rows} rijen", f"{texts} texts, {rows} rows")
        console.print(f"  {each.person}: {said}", markup=False, highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one: what each service erased, which have not said so; or why it was refused."""

    person: str
    done: Sequence[Done] = ()
    lacking: Sequence[str] = ()
    error: str | None = None

    @property
    def is_gone(self) -> bool:
        return self.error is None and not self.lacking


async def erase(person: str, reason: str, target: Target, patience: float) -> Result:
    """Have one erased in all services; who is refused keeps no other from being erased."""
    async with reach(target) as client:
        try:
            done = await asking.report(client, await asking.erase(client, [person], reason), patience)
        except SaysNo as no:
            return Result(person, error=str(no))
    return Result(person, done, [each for each in asking.KEEPING if each not in {one.service for one in done}])


def tell(console: Console, results: Sequence[Result], *, as_json: bool) -> bool:
    """What became of each; tells whether all are gone everywhere."""
    if as_json:
        console.print_json(json.dumps([{**asdict(each), "erased": each.is_gone} for each in results]))
        return all(each.is_gone for each in results)
    for each in results:
        console.print(f"{each.person}: {_became(each)}", markup=False, highlight=False, soft_wrap=True)
    left = [each.person for each in results if not each.is_gone]
    if results:
        gone = len(results) - len(left)
        console.print(say(f"Gewist in alle services: {gone}.", f"Erased in all services: {gone}."), highlight=False)
    if left:
        Console(stderr=True).print(
            say(
                f"Niet overal gewist: {', '.join(left)}. Zie hierboven waarom, en geef de opdracht dan nog eens.",
                f"Not erased everywhere: {', '.join(left)}. See above why, and then give the command again.",
            ),
            soft_wrap=True,
        )
    return not left


def _became(result: Result) -> str:
    if result.error is not None:
        return result.error
    texts, rows = sum(each.texts for each in result.done), sum(each.rows for each in result.done)
    erased = say(f"{texts} teksten en {rows} rijen gewist", f"{texts} texts and {rows} rows erased")
    if not result.lacking:
        return f"{erased}."
    missing = ", ".join(result.lacking)
    return erased + say(
        f"; nog niet gemeld door {missing}. Wat besloten is staat vast en volgt vanzelf als die draait.",
        f"; not said yet by {missing}. What was decided stands, and follows by itself when it runs.",
    )
