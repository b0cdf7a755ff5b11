"""`koploper person export` and `koploper person erase`."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console

from cli.cannot import CannotRun
from cli.language import say
from cli.options import DATA, Data, Json, Target, Tokens, Url

if TYPE_CHECKING:
    from cli.persons.again import Erasure
    from cli.persons.asking import Done, Found

PATIENCE: Final = 60.0
"""Seconds within which every service has erased, or something is wrong."""

app = typer.Typer(
    no_args_is_help=True, help=say("Persoonsgegevens: inzien en wissen.", "Personal data: see and erase them.")
)
Person = Annotated[
    str | None,
    typer.Argument(
        help=say(
            "Een id of e-mailadres; zonder wordt ernaar gevraagd, en staat het niet in de geschiedenis van de shell.",
            "An id or e-mail address; without it you are asked, and it does not stay in the shell's history.",
        )
    ),
]


@app.command(
    help=say(
        "Alles wat van iemand bekend is, van alle services, als JSON; dat er gekeken is, komt in het logboek.",
        "All that is known of somebody, of all services, as JSON; that somebody looked is written down.",
    ),
    epilog="koploper person export anna@example.org > anna.json",
)
def export(person: Person = None, url: Url = None, data: Data = DATA, tokens: Tokens = None) -> None:
    found = asyncio.run(_look(_asked(person), Target(url, data, tokens)))
    told = {"person": found.person, "alsoKnownAs": list(found.also_known_as), "services": found.known}
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


@app.command(
    help=say(
        "Wis iemand in alle services, nadat is getoond wat er gaat; toont daarna per service wat er gewist is. "
        "Eindigt met 1 als een service dat na een minuut nog niet heeft gemeld.",
        "Erase somebody in all services, after showing what will go; then shows what each service has erased. "
        "Ends with 1 when a service has not said so after a minute.",
    ),
    epilog="koploper person erase anna@example.org --reason 'Verzoek per brief van 3 april'",
)
def erase(
    person: Person = None,
    reason: Annotated[
        str | None,
        typer.Option(
            help=say("De reden, zonder wie het is: die blijft bewaard.", "The reason, without who it is: it is kept.")
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=say("Vraag niets.", "Do not ask."))] = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli.persons import show

    if as_json and not (yes and reason and person):
        raise typer.BadParameter(
            say("bij --json horen PERSOON, --reason en --yes", "--json needs PERSON, --reason and --yes")
        )
    target, console = Target(url, data, tokens), Console()
    found = asyncio.run(_look(_asked(person), target))
    if not found.anything:
        _tell(found, (), ()) if as_json else show.nothing(console, found)
        return
    if not as_json:
        show.preview(console, found)
    why = reason or typer.prompt(say("Waarom (zonder wie het is)", "Why (without who it is)"), err=True)
    _must_not_name(found, why)
    if not yes and not typer.confirm(say("Definitief wissen?", "Erase for good?"), err=True):
        Console(stderr=True).print(say("Er is niets gewist.", "Nothing was erased."))
        raise typer.Exit(1)
    erasures, done = asyncio.run(_erase(found.under, why, target))
    _tell(found, erasures, done) if as_json else show.report(console, done)
    if _lacking(done):
        raise typer.Exit(1)


@app.command(
    help=say(
        "Wie op verzoek gewist is, als JSON met alleen ids: bewaar die lijst apart van de reservekopieën.",
        "Who was erased on request, as JSON with ids only: keep that list apart from the backups.",
    ),
    epilog="koploper person erasures > gewist.json",
)
def erasures(url: Url = None, data: Data = DATA, tokens: Tokens = None) -> None:
    from cli.persons import again

    typer.echo(again.LIST.dump_json(asyncio.run(_erasures(Target(url, data, tokens))), by_alias=True, indent=2))


@app.command(
    help=say(
        "Wis opnieuw wie op deze lijst staat, nadat een heel systeem is teruggezet zoals het eerder was.",
        "Erase again who is on this list, after a whole system was put back as it was before.",
    ),
    epilog="koploper person erase-again gewist.json",
)
def erase_again(
    file: Annotated[
        Path, typer.Argument(help=say("De lijst van `person erasures`.", "The list of `person erasures`."))
    ],
    yes: Annotated[bool, typer.Option("--yes", help=say("Vraag niets.", "Do not ask."))] = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
) -> None:
    from cli.persons import again

    listed, target = again.read(file), Target(url, data, tokens)
    persons = asyncio.run(_back(listed, target))
    many = say(
        f"{len(persons)} van de {len(listed)} op de lijst zijn weer bekend.",
        f"{len(persons)} of the {len(listed)} on the list are known again.",
    )
    Console().print(many)
    if not persons:
        return
    if not yes and not typer.confirm(say("Opnieuw wissen?", "Erase them again?"), err=True):
        Console(stderr=True).print(say("Er is niets gewist.", "Nothing was erased."))
        raise typer.Exit(1)
    _erase_all(persons, target)


def _erase_all(persons: "list[str]", target: Target) -> None:
    """One after the other; where one is refused, or not done everywhere, the others are erased all the same."""
    from cli.client import SaysNo
    from cli.persons import show

    why = say("Opnieuw, na het terugzetten van een reservekopie", "Again, after a backup was put back")
    console, left = Console(), list[str]()
    for person in persons:
        try:
            done = asyncio.run(_erase([person], why, target))[1]
        except SaysNo as no:
            left.append(person)
            console.print(f"{person}: {no}", markup=False, soft_wrap=True)
            continue
        if _lacking(done):
            left.append(person)
            show.report(console, done)
    gone = len(persons) - len(left)
    console.print(say(f"Gewist in alle services: {gone}.", f"Erased in all services: {gone}."))
    if left:
        Console(stderr=True).print(
            say(
                f"Niet overal gewist: {', '.join(left)}. Zie hierboven waarom, en geef de opdracht dan nog eens.",
                f"Not erased everywhere: {', '.join(left)}. See above why, and then give the command again.",
            ),
            soft_wrap=True,
        )
        raise typer.Exit(1)


async def _erasures(target: Target) -> "list[Erasure]":
    from cli.persons.again import erasures as listed
    from cli.reach import reach

    async with reach(target) as client:
        return await listed(client)


async def _back(listed: "list[Erasure]", target: Target) -> list[str]:
    from cli.persons.again import back
    from cli.reach import reach

    async with reach(target) as client:
        return [found.person for found in await back(client, listed)]


def _asked(person: str | None) -> str:
    return person or str(typer.prompt(say("Id of e-mailadres", "Id or e-mail address"), err=True))


def _lacking(done: "list[Done]") -> list[str]:
    from cli.persons.asking import KEEPING

    return [service for service in KEEPING if service not in {each.service for each in done}]


def _tell(found: "Found", erasures: "Sequence[str]", done: "Sequence[Done]") -> None:
    """For machines: counts, and none of the texts."""
    goes = {name: {"texts": len(each["texts"]), "rows": len(each["rows"])} for name, each in found.known.items()}
    told: dict[str, Any] = {
        "person": found.person,
        "alsoKnownAs": list(found.also_known_as),
        "found": goes,
        "erasure": erasures[-1] if erasures else None,
        "erasures": list(erasures),
        "erased": [asdict(each) for each in done],
        "notYet": _lacking(list(done)) if erasures else [],
    }
    Console().print_json(json.dumps(told))


async def _look(said: str, target: Target) -> "Found":
    from cli.persons.asking import identified, look
    from cli.reach import reach

    async with reach(target) as client:
        return await look(client, *await identified(client, said))


async def _erase(ids: "Sequence[str]", reason: str, target: Target) -> "tuple[list[str], list[Done]]":
    """Under each of these ids, and what each service erased of all together."""
    from cli.persons.asking import erase as forget
    from cli.persons.asking import report
    from cli.reach import reach

    async with reach(target) as client:
        asked = await forget(client, ids, reason)
        return list(asked), await report(client, asked, PATIENCE)


def _must_not_name(found: "Found", reason: str) -> None:
    """The reason stays when they go; raises CannotRun."""
    from cli.persons.asking import names

    if names(found, reason):
        raise CannotRun(
            say(
                "In de reden staat een naam, adres of nummer van deze persoon, en de reden blijft bewaard. "
                "Er is niets gewist; geef een reden zonder dat.",
                "The reason holds a name, an address or a number of this person, and the reason is kept. "
                "Nothing was erased; give a reason without it.",
            )
        )
