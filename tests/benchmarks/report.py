"""The rows on disk: docs/benchmarks.json, and docs/benchmarks.md made from it."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import psutil
from rich.table import Table

from tests.benchmarks.rows import Claim, Row

DOCS: Final = Path(__file__).parents[2] / "docs"
JSON: Final = DOCS / "benchmarks.json"
PAGE: Final = DOCS / "benchmarks.md"
COLUMNS: Final = ("", "what", "ours", "held against", "ratio", "goal", "met")


def load() -> list[Row]:
    """The rows of the last run; none when there was no run."""
    rows: list[Row] = json.loads(JSON.read_text()) if JSON.exists() else []
    return rows


def save(rows: Sequence[Row], claims: Sequence[Claim]) -> None:
    """Write both files."""
    JSON.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    PAGE.write_text(page(rows, claims))


def table(rows: Sequence[Row]) -> Table:
    """The rows for a terminal."""
    shown = Table(*COLUMNS)
    for each in rows:
        shown.add_row(*cells(each))
    return shown


def page(rows: Sequence[Row], claims: Sequence[Claim]) -> str:
    """The page: a table, and what falls short with what it comes down to."""
    bound = {claim.id: claim.bound_by for claim in claims}
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    lines += ["| " + " | ".join(cells(each)) + " |" for each in rows]
    short = [
        f"- **{each['id']}**: {each['what']}. What it comes down to: {bound[each['id']]}."
        for each in rows
        if not each["met"]
    ]
    return f"""# How fast it is

Made by `make bench` from [benchmarks.json](benchmarks.json), which holds every round; `python -m tests.benchmarks a b`
measures some rows and keeps the others. Each figure is the median of its rounds, with the least and the most behind it.
What is compared is measured in turn, and a ratio is the median of the rounds' own ratios. Every store syncs at every
commit (SQLite `synchronous=FULL`; PostgreSQL `fsync` and `synchronous_commit` on), every message on Kafka has
`acks=all` and is idempotent, and all of it runs on one machine, together with whoever asks.

Measured on {machine()}.

{chr(10).join(lines)}

## What falls short

{chr(10).join(short) or "Nothing, on this machine."}
"""


def cells(row: Row) -> tuple[str, ...]:
    """A row's cells, in the order of COLUMNS."""
    ratio = "" if row["ratio"] is None else f"{row['ratio']:g}"
    goal = row["goal"] or ""
    return (
        row["id"],
        row["what"],
        _figure(row, "ours"),
        _figure(row, "baseline"),
        ratio,
        goal,
        "" if not goal else "yes" if row["met"] else "no",
    )


def _figure(row: Row, side: str) -> str:
    if row[side] is None:
        return ""
    rounds: list[Any] = [each[side] for each in row["rounds"]]
    return f"{row[side]:,g} {row['unit']} ({min(rounds):,g} – {max(rounds):,g})"


def machine() -> str:
    """What it ran on, as far as figures depend on it, and how busy that was with other things."""
    memory = round(psutil.virtual_memory().total / 2**30)
    load = os.getloadavg()[2]
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; load over the last 15 minutes {load:.1f}"
    )


def _processor() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return names[0].partition(": ")[2] if names else platform.machine()
