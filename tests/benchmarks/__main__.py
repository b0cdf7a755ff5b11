"""`python -m tests.benchmarks [a b …]`: measure all rows, or some and keep the others; exits 1 when a row is missing.

Writes docs/benchmarks.json and, from it, docs/benchmarks.md. What falls short of its goal is said there; it
does not fail the run, because a machine may be slow or busy.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.benchmarks import (
    a_commands,
    b_latency,
    c_submissions,
    d_rebuild,
    e_start,
    f_streams,
    g_full,
    h_engines,
    i_postgres_commands,
    j_postgres_rebuild,
    k_postgres_full,
    l_relay,
    m_ledger,
    n_reactions,
    o_apart,
    p_apart_full,
    q_figures,
    r_past,
    report,
    s_past_list,
    t_tree,
    u_proofs,
    v_verify,
)
from tests.benchmarks.bench import Bench, Measured
from tests.benchmarks.rows import Claim, Row, row


class Measurement(Protocol):
    """A module of this package that measures one letter."""

    @property
    def CLAIMS(self) -> Sequence[Claim]: ...  # noqa: N802 - a constant there

    async def measure(self, bench: Bench) -> Measured: ...


LETTERS: Final[Mapping[str, Measurement]] = {
    "a": a_commands,
    "b": b_latency,
    "c": c_submissions,
    "d": d_rebuild,
    "e": e_start,
    "f": f_streams,
    "g": g_full,
    "h": h_engines,
    "i": i_postgres_commands,
    "j": j_postgres_rebuild,
    "k": k_postgres_full,
    "l": l_relay,
    "m": m_ledger,
    "n": n_reactions,
    "o": o_apart,
    "p": p_apart_full,
    "q": q_figures,
    "r": r_past,
    "s": s_past_list,
    "t": t_tree,
    "u": u_proofs,
    "v": v_verify,
}
CLAIMS: Final = tuple(claim for measurement in LETTERS.values() for claim in measurement.CLAIMS)

console = Console()


async def measured(letter: str) -> list[Row]:
    """The rows of this letter, measured now; when it fails that is told, and its rows are missing."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        try:
            found = await LETTERS[letter].measure(Bench(progress))
            return [row(claim, found[claim]) for claim in LETTERS[letter].CLAIMS]
        except Exception:  # noqa: BLE001 - printed whole, and the missing rows fail the run
            console.print_exception()
            return []


def main(asked: Sequence[str]) -> int:
    if unknown := set(asked) - set(LETTERS):
        console.print(f"There is no {', '.join(sorted(unknown))}; there are {' '.join(LETTERS)}.")
        return 2
    letters = [letter for letter in LETTERS if letter in asked or not asked]
    kept = [] if not asked else [each for each in report.load() if each["id"].partition("-")[0] not in letters]
    by_id = {each["id"]: each for each in kept}
    rows: list[Row] = []
    for letter in letters:  # saved after each, so that what was measured stays when the run is broken off
        by_id |= {each["id"]: each for each in uvloop.run(measured(letter))}
        rows = [by_id[claim.id] for claim in CLAIMS if claim.id in by_id]
        report.save(rows, CLAIMS)
    console.print(report.table(rows))
    missing = [claim.id for claim in CLAIMS if claim.id not in by_id]
    if missing:
        console.print(f"[bold]Missing:[/] {', '.join(missing)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
