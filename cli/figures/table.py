"""Figures as a table: the total, then group by group."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.demo.show import ORIGINS, STAGES, local
from cli.figures.asking import Answer
from cli.language import english, say

NOTHING: Final = "–"
WIDE: Final = 140
"""Characters a screen needs for every column."""
A_NAME: Final = 18
"""Characters that the name of a stage or a group has for itself."""
CAME: Final = {
    "selfRegistered": "self-registered",
    "nominatedByOther": "nominated-by-other",
    "approached": "approached",
}


def show(console: Console, answer: Answer) -> None:
    """Print the table, as known when, and what another count found."""
    wide = console.width >= WIDE
    console.print(_table(answer.figures, wide=wide))
    console.print(_known(answer.figures), highlight=False)
    console.print(_came(answer.figures["total"][0]["enteredByOrigin"]), highlight=False)
    console.print(_note(), style="dim", highlight=False)
    if answer.differences is None:
        return
    if not answer.differs:
        console.print(
            say("Nageteld uit alle feiten: het klopt.", "Counted again from all facts: they agree."), style="green"
        )
        return
    console.print(
        say(
            "Nageteld uit alle feiten verschilt er iets. Herbouw het leesmodel met `koploper replay events figures` en "
            "tel opnieuw na.",
            "Counted again from all facts, something differs. Rebuild the read model with `koploper replay events "
            "figures` and count again.",
        ),
        style="bold red",
    )
    for line in answer.differences:
        console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)


def _table(figures: Mapping[str, Any], *, wide: bool) -> Table:
    shown = Table(title=_title(figures), title_justify="left", header_style="bold")
    shown.add_column(say("Fase", "Stage"), overflow="fold", min_width=A_NAME)
    for name in _columns(wide=wide):
        shown.add_column(name, justify="right", no_wrap=not wide)
    for stage in figures["total"]:
        shown.add_row(*_row(stage, wide=wide))
    for group in figures["groups"]:
        shown.add_section()
        shown.add_row(f"[bold]{escape(_name(figures['by'], group['key']))}[/]")
        for stage in group["stages"]:
            if stage["entered"] or stage["standing"]:
                shown.add_row(*_row(stage, wide=wide))
    return shown


def _columns(*, wide: bool) -> Iterator[str]:
    yield from (say("Kwamen", "Entered"), say("Staan er", "Standing"), say("Verder", "Went on"), "%")
    yield from (say("Mediaan", "Median"), "P90")
    if wide:
        yield from (say("Nog bezig", "Waiting"), say("Gemiddeld", "Mean"))
        yield from (say("Kortst", "Shortest"), say("Langst", "Longest"), say("Sinds aanmelding", "Since submission"))


def _row(stage: Mapping[str, Any], *, wide: bool) -> Iterator[str]:
    dutch, style = STAGES[stage["stage"]]
    took, whole = stage["leadTime"] or {}, stage["sinceSubmission"] or {}
    yield f"[{style}]{stage['stage'] if english() else dutch}[/]"
    yield from map(_number, (stage["entered"], stage["standing"], stage["reached"]))
    yield NOTHING if stage["conversion"] is None else _number(round(stage["conversion"] * 100, 1))
    yield from map(_number, (took.get("median"), took.get("p90")))
    if wide:
        yield from map(_number, (stage["waiting"], took.get("mean"), took.get("min"), took.get("max")))
        yield _number(whole.get("median"))


def _number(value: float | None) -> str:
    """As people write it: a comma in Dutch; whole numbers without."""
    if value is None:
        return NOTHING
    text = str(value) if isinstance(value, int) else f"{value:g}"
    return text if english() else text.replace(".", ",")


def _name(dimension: str, key: str | None) -> str:
    if key is None:
        return say("onbekend", "unknown")
    if dimension == "origin":
        return ORIGINS.get(key, key)
    return key.replace("-", " ") if dimension in {"theme", "branch"} else key


def _title(figures: Mapping[str, Any]) -> str:
    first, last = figures["from"], figures["to"]
    if first is None and last is None:
        return say("Cijfers", "Figures")
    return say(
        f"Cijfers van {first or 'het begin'} tot en met {last or 'nu'}",
        f"Figures from {first or 'the beginning'} up to and with {last or 'now'}",
    )


def _known(figures: Mapping[str, Any]) -> str:
    when = "" if figures["recordedAt"] is None else f" ({local(figures['recordedAt'])})"
    return say(
        f"Zoals bekend op positie {figures['position']}{when}.", f"As known at position {figures['position']}{when}."
    )


def _came(by_origin: Mapping[str, int]) -> str:
    """How they came who were submitted."""
    each = ", ".join(f"{ORIGINS[origin]} {by_origin[name]}" for name, origin in CAME.items())
    return say(f"Zo kwamen de aangemelde initiatieven: {each}.", f"How the submitted initiatives came: {each}.")


def _note() -> str:
    return say(
        "Mediaan, P90 en de andere duren zijn werkdagen sinds de vorige fase; de klok staat stil zolang op de "
        "aanmelder wordt gewacht. Wie bij meer groepen hoort, telt in elk ervan, en in het totaal één keer. "
        "Wat elk cijfer "
        "betekent: docs/figures.md.",
        "Median, P90 and the other times are working days since the stage before; the clock stops while the submitter "
        "is waited for. Who belongs to several groups counts in each, and once in the total. What each figure means: "
        "docs/figures.md.",
    )
