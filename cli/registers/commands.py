"""`koploper import FILE`: an existing register, after showing what would become of each row."""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.client import NotReachable, SaysNo
from cli.language import say
from cli.options import DATA, Data, Json, Target, Tokens, Url

if TYPE_CHECKING:
    from cli.client import Client
    from cli.registers.columns import Field, Mapped
    from cli.registers.report import Report
    from cli.registers.rows import Read
    from cli.registers.sheet import Sheet

REGISTER: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def install(app: typer.Typer) -> None:
    """Give `app` the command."""
    app.command(
        "import",
        help=say(
            "Lees een bestaand register in (CSV of XLSX), als geschiedenis naast wat hier wordt besloten. Zonder "
            "--apply gebeurt er niets: het toont wat er van elke rij zou worden. Eindigt met 1 als een rij wordt "
            "geweigerd.",
            "Bring in an existing register (CSV or XLSX), as history beside what is decided here. Without --apply "
            "nothing happens: it shows what would become of each row. Ends with 1 when a row is refused.",
        ),
        epilog="koploper import docs/kopgroep.csv --register kopgroep · koploper import … --apply",
    )(bring)


def bring(
    file: Annotated[Path, typer.Argument(help=say("Het register, als CSV of XLSX.", "The register, as CSV or XLSX."))],
    register: Annotated[
        str,
        typer.Option(help=say("Hoe het register heet: kleine letters en streepjes.", "What the register is called.")),
    ],
    apply: Annotated[bool, typer.Option("--apply", help=say("Doe het ook.", "Do it, too."))] = False,
    skip_refused: Annotated[
        bool,
        typer.Option(
            "--skip-refused",
            help=say(
                "Sla geweigerde rijen over; anders gebeurt er dan niets.",
                "Pass refused rows over; else nothing is done.",
            ),
        ),
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help=say("Welke kolom een veld is, als VELD=KOP.", "Which column a field is, as FIELD=HEADING."),
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help=say("Het blad met het register.", "The sheet with the register."))
    ] = None,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    if not REGISTER.fullmatch(register) or len(register) > 40:
        raise typer.BadParameter(
            say("kleine letters, cijfers en streepjes, zoals kopgroep", "lowercase letters, digits, hyphens: kopgroep"),
            param_hint="--register",
        )
    given = _given(column or [])
    code = asyncio.run(
        _bring(file, register, sheet, given, Target(url, data, tokens), apply=apply, skip=skip_refused, as_json=as_json)
    )
    if code:
        raise typer.Exit(code)


def _given(columns: Sequence[str]) -> "dict[str, Field]":
    from cli.registers.columns import BY_NAME, plain

    given: dict[str, Field] = {}
    for each in columns:
        name, _, heading = each.partition("=")
        if name not in BY_NAME or not plain(heading):
            names = ", ".join(BY_NAME)
            raise typer.BadParameter(
                say(
                    f"{each}: geef VELD=KOP, met een veld uit {names}",
                    f"{each}: give FIELD=HEADING, a field of {names}",
                ),
                param_hint="--column",
            )
        given[plain(heading)] = BY_NAME[name]
    return given


async def _bring(
    file: Path,
    register: str,
    sheet: str | None,
    given: "dict[str, Field]",
    target: Target,
    *,
    apply: bool,
    skip: bool,
    as_json: bool,
) -> int:
    """The exit code: 1 when the file or a row is refused."""
    from cli.reach import looking, reach
    from cli.registers import bringing, report, wording
    from cli.registers.sheet import NoRegister

    console = Console()
    try:
        with (
            console.status(say("Het register wordt gelezen…", "Reading the register…"))
            if console.is_terminal
            else nullcontext()
        ):
            read, mapped, rows = await asyncio.to_thread(_read, file, register, sheet, given)
    except NoRegister as no:
        if not as_json:
            raise
        console.print_json(json.dumps({"file": str(file), "register": register, "error": str(no)}, ensure_ascii=False))
        return 1
    async with (reach if apply else looking)(target) as client:
        entries = await bringing.known(client, register)
        with _progress(console, say("Bekijken", "Looking"), len(rows), quiet=as_json) as done:
            told = await bringing.tell(client, register, rows, entries, done)
        own_words = wording.of_its_own(rows, await wording.in_force(client))
        found = report.Report(file, register, read, mapped, told, bringing.absent(told, entries), own_words)
        if not as_json:
            report.show(console, found)
        does = apply and (skip or not found.refused)
        if does:
            await _apply(console, client, found, quiet=as_json)
    if as_json:
        console.print_json(report.as_json(found, applied=len(found.to_do) if does else None))
    else:
        _end(console, found, apply=apply, does=does)
    return 1 if found.refused else 0


def _read(
    file: Path, register: str, sheet: str | None, given: "dict[str, Field]"
) -> "tuple[Sheet, Mapped, list[Read]]":
    from cli.registers.read import read
    from cli.registers.rows import read as read_rows

    found, mapped = read(file, sheet, given)
    return found, mapped, read_rows(found, mapped, register)


async def _apply(console: Console, client: "Client", found: "Report", *, quiet: bool) -> None:
    """Bring in what is new or changed; raises what ends that halfway, with how far it came."""
    from cli.registers.bringing import bring_in

    count = 0

    with _progress(console, say("Inlezen", "Bringing in"), len(found.to_do), quiet=quiet) as done:

        def one() -> None:
            nonlocal count
            count += 1
            done()

        try:
            await bring_in(client, found.register, found.to_do, one)
        except (SaysNo, NotReachable) as no:
            so_far = say(
                f"{count} van {len(found.to_do)} rijen zijn ingelezen; geef het commando opnieuw om verder te gaan. ",
                f"{count} of {len(found.to_do)} rows were brought in; give the same command again to go on. ",
            )
            if isinstance(no, SaysNo):
                raise SaysNo(no.status, no.rule, so_far + str(no)) from no
            raise NotReachable(so_far + str(no)) from no


def _end(console: Console, found: "Report", *, apply: bool, does: bool) -> None:
    """What was done, or what to do now."""
    if does:
        said = say(f"Ingelezen: {len(found.to_do)}.", f"Brought in: {len(found.to_do)}.")
    elif apply:
        said = say(
            "Er is niets ingelezen: verbeter de geweigerde rijen, of sla ze over met --skip-refused.",
            "Nothing was brought in: mend the rows that were refused, or pass them over with --skip-refused.",
        )
    else:
        said = say("Er is niets gedaan; met --apply gebeurt dit.", "Nothing was done; with --apply this happens.")
    console.print(said, markup=False, soft_wrap=True)


@contextmanager
def _progress(console: Console, what: str, total: int, *, quiet: bool) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as progress:
        bar = progress.add_task(what, total=total)
        yield lambda: progress.advance(bar)
