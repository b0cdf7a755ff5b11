"""What would differ, as a table."""

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.language import say
from cli.what_if.compare import Answer

WORDS: Final[Mapping[str, str]] = {
    "rejected": say("[yellow]afgewezen bij toetsing[/]", "[yellow]rejected[/]"),
    "assessed": say("[blue]voldoet, ministeries beslissen nog[/]", "[blue]meets the criteria, ministries decide[/]"),
    "cleared": say("[magenta]akkoord[/]", "[magenta]cleared[/]"),
    "refused": say("[red]geen akkoord van een ministerie[/]", "[red]refused[/]"),
    "undecided": say("nog niet beslist", "not decided yet"),
}


def show(console: Console, answer: Answer) -> None:
    """Print each initiative that would come out otherwise, and why; and of how many that is."""
    version = escape(answer.policy_version)
    if answer.differences:
        title = say(f"Wat anders zou zijn onder beleid {version}", f"What would differ under policy {version}")
        table = Table(title=title, title_justify="left", header_style="bold", show_lines=True)
        for name in (say("Initiatief", "Initiative"), say("Nu", "Now"), say("Dan", "Then"), say("Waarom", "Why")):
            table.add_column(name, overflow="fold")
        for each in answer.differences:
            called = f"{escape(each.title or '–')}\n[dim]{each.initiative_id}[/]"
            why = "\n".join(escape(reason.sentence) for reason in each.reasons)
            table.add_row(called, WORDS[each.present.word], WORDS[each.other.word], why)
        console.print(table)
    console.print(_counted(answer), highlight=False, soft_wrap=True)


def _counted(answer: Answer) -> str:
    differ, of = len(answer.differences), answer.compared
    return say(
        f"{differ} van de {of} uitkomsten zouden anders zijn. Niet vergeleken: {answer.under_way} nog niet beslist, "
        f"{answer.withdrawn} ingetrokken, {answer.earlier} eerder beslist. Er is niets veranderd.",
        f"{differ} of {of} outcomes would differ. Not compared: {answer.under_way} not decided yet, "
        f"{answer.withdrawn} withdrawn, {answer.earlier} decided earlier. Nothing was changed.",
    )
