"""The floor under coverage: `python -m tests.coverage_floor` after a measured run; exits 1 below it."""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import coverage

FLOOR: Final = 95.0
PARTS: Final = {
    "deciders": ["services/*/decider.py", "services/*/decider/*"],
    "shared": ["shared/*"],
}


@dataclass(frozen=True, slots=True)
class Measured:
    """How much of a part ran, in percent: its lines, and of its branches both ways."""

    part: str
    lines: float
    branches: float

    @property
    def enough(self) -> bool:
        return min(self.lines, self.branches) >= FLOOR

    def __str__(self) -> str:
        verdict = "" if self.enough else f": below the floor of {FLOOR:.0f} %"
        return f"{self.part}: {self.lines:.1f} % of lines, {self.branches:.1f} % of branches ran{verdict}"


def measured(data: coverage.Coverage, part: str) -> Measured:
    """What `data` says of `part`; raises NoDataError where none of its files is in it."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        data.json_report(include=PARTS[part], outfile=str(report))
        totals = json.loads(report.read_bytes())["totals"]
    return Measured(
        part,
        lines=share(totals["covered_lines"], totals["num_statements"]),
        branches=share(totals["covered_branches"], totals["num_branches"]),
    )


def share(ran: int, all_: int) -> float:
    return 100.0 * ran / all_ if all_ else 100.0


def main() -> int:
    data = coverage.Coverage()
    data.load()
    parts = [measured(data, part) for part in PARTS]
    for part in parts:
        print(part)  # noqa: T201 - this is its output
        if not part.enough:
            data.report(include=PARTS[part.part], show_missing=True, skip_covered=True, file=sys.stdout)
    return 0 if all(part.enough for part in parts) else 1


if __name__ == "__main__":
    sys.exit(main())
