"""How a simulated year went: tables for people, JSON for machines."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from cli.figures import table
from cli.language import say
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
        "figures": year.figures.figures["total"],
        "agrees": not year.figures.differs,
        "differences": year.figures.differences,
    }


def people(console: Console, year: Told) -> None:
    """The figures, and a sentence."""
    table.show(console, year.figures)
    refused = sum(year.tally.refusals.values())
    console.print(
        say(
            f"Een nagebootst jaar, zaad {year.seed}: {year.tally.acts} handelingen, waarvan {refused} terecht "
            f"geweigerd, werden {year.events} feiten in {year.seconds:.0f} s.",
            f"A simulated year, seed {year.seed}: {year.tally.acts} acts, of which {refused} rightly refused, became "
            f"{year.events} facts in {year.seconds:.0f} s.",
        )
    )
