"""The commands about reference data: can a file hold, which words appear and go, and let them hold."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from cli import rule_files
from cli.client import Client, SaysNo
from cli.language import say
from cli.options import DATA, Data, Json, Target, Tokens, Url

if TYPE_CHECKING:
    from cli.words_changed import Plan
    from services.intake.reference import Reference

PATH: Final = "/intake/v1/reference-data"
KINDS: Final[Mapping[str, str]] = {"themes": say("thema", "theme"), "branches": say("branche", "branch")}

app = typer.Typer(
    no_args_is_help=True,
    help=say("Thema's en branches: woorden als gegevens.", "Themes and branches: words as data."),
)
File = Annotated[Path, typer.Argument(help=say("De thema's en branches, als JSON.", "Themes and branches, as JSON."))]


@app.command(
    help=say("Kunnen de thema's en branches in dit bestand gelden?", "Can the themes and branches in this file hold?"),
    epilog="koploper reference validate 2021-01.json",
)
def validate(file: File, as_json: Json = False) -> None:
    from services.intake.reference import Reference

    good = say(f"De thema's en branches in {file} kunnen gelden.", f"The themes and branches in {file} can hold.")
    rule_files.validate(file, Reference, good, _cannot_hold(file), as_json=as_json)


@app.command(
    help=say(
        "Welke thema's en branches komen erbij, gaan weg of heten anders, en hoeveel initiatieven hebben er een die "
        "weggaat? Er verandert niets; eindigt met 1 als iets verschilt.",
        "Which themes and branches appear, go or are renamed, and how many initiatives have one that goes? "
        "Nothing changes; ends with 1 when something differs.",
    ),
    epilog="koploper reference plan 2021-01.json",
)
def plan(file: File, url: Url = None, data: Data = DATA, tokens: Tokens = None, as_json: Json = False) -> None:
    found = asyncio.run(_plan(_valid(file, as_json=as_json), Target(url, data, tokens)))
    rule_files.plan(found, _show, as_json=as_json)


@app.command(
    help=say(
        "Laat deze thema's en branches gelden, nadat is getoond wat er verandert. Wat al is ingediend houdt de zijne.",
        "Let these themes and branches hold, after showing what changes. What was submitted keeps its own.",
    ),
    epilog="koploper reference activate 2021-01.json",
)
def activate(
    file: File,
    yes: Annotated[bool, typer.Option("--yes", help=say("Vraag niets.", "Do not ask."))] = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    rule_files.must_not_ask(yes=yes, as_json=as_json)
    target = Target(url, data, tokens)
    reference = _valid(file, as_json=as_json)
    found = asyncio.run(_plan(reference, target))
    ask = say("Zo laten gelden?", "Let them hold like this?")
    done = say(
        f"De thema's en branches van {found.version} gelden voor alles wat vanaf nu wordt ingediend.",
        f"The themes and branches of {found.version} hold for all that is submitted from now on.",
    )
    rule_files.activate(
        found,
        _show,
        lambda: asyncio.run(_activate(reference, target)),
        ask=ask,
        done=done,
        yes=yes,
        as_json=as_json,
    )


def _valid(file: Path, *, as_json: bool) -> "Reference":
    from services.intake.reference import Reference

    return rule_files.valid(file, Reference, _cannot_hold(file), as_json=as_json)


def _cannot_hold(file: Path) -> str:
    return say(
        f"De thema's en branches in {file} kunnen niet gelden; er is niets veranderd.",
        f"The themes and branches in {file} cannot hold; nothing was changed.",
    )


async def _plan(reference: "Reference", target: Target) -> "Plan":
    """Compare with those that hold now; raises SaysNo for other words of a known version."""
    from cli.operate import OPERATOR
    from cli.reach import looking
    from cli.words_changed import Plan, compared

    wanted = reference.model_dump(mode="json", by_alias=True)
    async with looking(target) as client:
        known = await client.all(PATH, OPERATOR)
        same = next((each for each in known if each["referenceVersion"] == reference.reference_version), None)
        if same is not None and any(same[name] != said for name, said in wanted.items()):
            raise SaysNo(409, "reference-changed", _used(reference.reference_version))
        active = next(each for each in known if each["active"])
        kinds = {kind: compared(active[kind], wanted[kind]) for kind in KINDS}
        having = await _having(client, {kind: {term["name"] for term in kinds[kind].go} for kind in KINDS})
    days = (active["validFrom"], wanted["validFrom"])
    return Plan(reference.reference_version, active["referenceVersion"], days, kinds, having)


async def _having(client: Client, going: Mapping[str, set[str]]) -> int:
    """How many initiatives that were not taken back have one of these words."""
    from cli.operate import OPERATOR

    if not any(going.values()):
        return 0
    present = await client.all("/intake/v1/initiatives", OPERATOR, state="submitted")
    return sum(any(names & set(each[kind]) for kind, names in going.items()) for each in present)


def _used(version: str) -> str:
    return say(
        f"Van {version} zijn andere thema's en branches bekend, en die blijven; er is niets veranderd. "
        "Geef andere woorden een eigen versie.",
        f"Other themes and branches of {version} are known, which stay; nothing was changed. "
        "Give other words a version of their own.",
    )


def _show(console: Console, plan: "Plan") -> None:
    if not plan.changes:
        said = say(
            f"De thema's en branches van {plan.version} gelden al; er verandert niets.",
            f"The themes and branches of {plan.version} hold already; nothing changes.",
        )
        console.print(said, soft_wrap=True)
        return
    if rows := list(_rows(plan)):
        table = Table("", Column(say("naam", "name"), no_wrap=True), plan.instead_of, plan.version)
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
    else:
        console.print(
            say(f"Dezelfde woorden als {plan.instead_of}.", f"The same words as {plan.instead_of}."), soft_wrap=True
        )
    console.print(_consequence(plan), soft_wrap=True)


def _rows(plan: "Plan") -> Sequence[tuple[str, str, str, str]]:
    rows: list[tuple[str, str, str, str]] = []
    for kind, changed in plan.kinds.items():
        rows += [(KINDS[kind], term["name"], _label(term), say("gaat weg", "goes")) for term in changed.go]
        rows += [(KINDS[kind], now["name"], _label(now), _label(then)) for now, then in changed.renamed]
        rows += [(KINDS[kind], term["name"], "–", _label(term)) for term in changed.appear]
    return rows


def _label(term: Mapping[str, Any]) -> str:
    return f"{term['nl']} / {term['en']}"


def _consequence(plan: "Plan") -> str:
    if not plan.having:
        return say(
            "Geen initiatief heeft een thema of branche die weggaat.",
            "No initiative has a theme or branch that goes.",
        )
    if plan.having == 1:
        return say(
            "1 initiatief heeft een thema of branche die weggaat. Het houdt die, en kiest opnieuw zodra de "
            "indiener thema's of branches herziet.",
            "1 initiative has a theme or branch that goes. It keeps it, and chooses anew once its submitter "
            "revises themes or branches.",
        )
    return say(
        f"{plan.having} initiatieven hebben een thema of branche die weggaat. Ze houden die, en kiezen opnieuw "
        "zodra de indiener thema's of branches herziet.",
        f"{plan.having} initiatives have a theme or branch that goes. They keep it, and choose anew once their "
        "submitter revises themes or branches.",
    )


async def _activate(reference: "Reference", target: Target) -> None:
    from cli.operate import OPERATOR
    from cli.reach import reach

    async with reach(target) as client:
        await client.post(PATH, reference.model_dump(mode="json", by_alias=True), OPERATOR)
