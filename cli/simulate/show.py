"""How a simulated year went: a table for people, JSON for machines."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from cli.demo.show import STAGES
from cli.language import english, say
from cli.simulate.run import Told


def machines(year: Told) -> Mapping[str, Any]:
    """For machines."""
    return {
        "initiatives": year.initiatives,
        "seed": year.seed,
        "acts": year.tally.acts,
        "refusals": dict(sorted(year.tally.refusals.items())),
        "events": year.events,
        "seconds": round(year.seconds, 1),
        "stages": dict(sorted(year.stages.items())),
    }


def people(console: Console, year: Told) -> None:
    """A table of where everything stands, and a sentence."""
    table = Table(
        title=say(f"Een nagebootst jaar, zaad {year.seed}", f"A simulated year, seed {year.seed}"),
        title_justify="left",
        header_style="bold",
    )
    table.add_column(say("Fase", "Stage"))
    table.add_column(say("Staan er nu", "Stand there now"), justify="right")
    for stage, (dutch, style) in STAGES.items():
        table.add_row(f"[{style}]{stage if english() else dutch}[/]", str(year.stages.get(stage, 0)))
    console.print(table)
    refused = sum(year.tally.refusals.values())
    console.print(
        say(
            f"{year.tally.acts} handelingen, waarvan {refused} terecht geweigerd, werden {year.events} feiten "
            f"in {year.seconds:.0f} s.",
            f"{year.tally.acts} acts, of which {refused} rightly refused, became {year.events} facts "
            f"in {year.seconds:.0f} s.",
        )
    )
