"""A report as a table for people, or as JSON for machines."""

import json
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.doctor import words
from cli.doctor.report import Report
from cli.language import say
from shared.doctor.finding import Finding

ORDER = {name: place for place, name in enumerate(words.WORDS)}


def show(console: Console, report: Report, *, as_json: bool) -> None:
    """Print it."""
    if as_json:
        console.print_json(json.dumps(_json(report)))
        return
    console.print(_table(report))
    console.print(_verdict(report))


def _json(report: Report) -> dict[str, object]:
    items = [
        {
            "service": service,
            "check": each.check,
            "subject": each.subject,
            "detail": each.detail,
            "advice": words.advice(each.check, service, each.subject),
        }
        for service, found in report.found.items()
        for each in found
    ]
    return {"items": items, "checked": report.checked, "unchecked": report.unchecked, "unable": report.unable}


def _table(report: Report) -> Table:
    shown = Table(header_style="bold")
    shown.add_column("Service", no_wrap=True)
    shown.add_column(say("Controle", "Check"), no_wrap=True)
    shown.add_column(say("Uitkomst", "Outcome"), overflow="fold")
    for service in dict.fromkeys((*report.checked, *report.unable)):
        for name, outcome in _lines(report, service):
            shown.add_row(service, name, outcome)
        shown.add_section()
    return shown


def _lines(report: Report, service: str) -> Iterator[tuple[str, str]]:
    made = report.by_check(service)
    for check in sorted((*made, *report.unchecked.get(service, ())), key=lambda name: ORDER.get(name, len(ORDER))):
        yield check, _outcome(service, check, made[check]) if check in made else _not_made()
    if why := report.unable.get(service):
        yield say("niet gelukt", "could not"), f"[yellow]{escape(why)}[/]"


def _outcome(service: str, check: str, found: Sequence[Finding]) -> str:
    if not found:
        return f"[green]✓[/] [dim]{words.clean(check, service)}[/]"
    told = [f"[red]✗[/] [bold]{escape(each.subject)}[/]: {escape(each.detail)}" for each in found]
    todo = dict.fromkeys(words.advice(check, service, each.subject) for each in found)
    return "\n".join([*told, *(f"  → {escape(each)}" for each in todo if each)])


def _not_made() -> str:
    why = say("niet te zeggen door een andere bevinding", "cannot be told because of another finding")
    return f"[yellow]–[/] [dim]{why}[/]"


def _verdict(report: Report) -> str:
    checks = sum(map(len, report.checked.values()))
    found = sum(map(len, report.found.values()))
    if found:
        return say(
            f"[bold red]{found} bevinding{'en' if found > 1 else ''}[/] bij {checks} controles.",
            f"[bold red]{found} finding{'s' if found > 1 else ''}[/] in {checks} checks.",
        )
    if report.unable:
        return say("[bold yellow]Niet alles kon worden gecontroleerd.[/]", "[bold yellow]Not all could be checked.[/]")
    return say(f"[bold green]Alles in orde[/] ({checks} controles).", f"[bold green]All is well[/] ({checks} checks).")
