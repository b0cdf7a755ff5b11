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
from cli.options import DATA, Data, Json, Target, Tokens, Url, Yes

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

PersonsReason = Annotated[
    str | None,
    typer.Option(
        "--reason",
        help=say("De reden, zonder wie het is: die blijft bewaard.", "The reason, without who it is: it is kept."),
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
    reason: PersonsReason = None,
    yes: Yes = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import confirmed
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
    why = confirmed.why(reason)
    must_not_name(found, why)
    confirmed.must_agree(say("Definitief wissen?", "Erase for good?"), yes=yes)
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
        "Wis opnieuw wie op deze lijst staat, nadat een heel systeem is teruggezet zoals het was; toont eerst wie.",
        "Erase again who is on this list, after a whole system was put back as it was; shows first who.",
    ),
    epilog="koploper person erase-again gewist.json --reason 'Teruggezet na schijfuitval'",
)
def erase_again(
    file: Annotated[
        Path, typer.Argument(help=say("De lijst van `person erasures`.", "The list of `person erasures`."))
    ],
    reason: PersonsReason = None,
    yes: Yes = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import confirmed
    from cli.persons import again

    console, target, listed = Console(), Target(url, data, tokens), again.read(file)
    found = asyncio.run(again.look_for(listed, target))
    again.tell_before(confirmed.beside(console, as_json=as_json), found, len(listed))
    if not found:
        again.tell(console, (), as_json=as_json)
        return
    why = confirmed.why(reason)
    for each in found:
        must_not_name(each, why)
    confirmed.must_agree(say("Opnieuw wissen?", "Erase them again?"), yes=yes)
    results = [asyncio.run(again.erase(each.person, why, target, PATIENCE)) for each in found]
    if not again.tell(console, results, as_json=as_json):
        raise typer.Exit(1)


async def _erasures(target: Target) -> "list[Erasure]":
    from cli.persons.again import erasures as listed
    from cli.reach import looking

    async with looking(target) as client:
        return await listed(client)


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


def must_not_name(found: "Found", reason: str) -> None:
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
