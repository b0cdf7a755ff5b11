"""What becomes of each row, for people and for machines."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.language import say
from cli.registers.bringing import CONTACT, Outcome, Told
from cli.registers.columns import BY_NAME, Mapped
from cli.registers.sheet import Sheet

MANY: Final = 100
"""From so many rows on, those that do not change are only counted."""
NAMED: Final = 10
"""Words of a register's own that are named."""
STYLES: Final[Mapping[Outcome, str]] = {"new": "green", "changed": "yellow", "unchanged": "dim", "refused": "bold red"}


@dataclass(frozen=True, slots=True)
class Report:
    """A file, how it was read, and what becomes of its rows; `absent` entries of the register are not in it.

    `own_words` are, by field, those that are none of the themes and branches that hold now.
    """

    file: Path
    register: str
    sheet: Sheet
    mapped: Mapped
    rows: Sequence[Told]
    absent: int
    own_words: Mapping[str, Sequence[str]]

    @property
    def refused(self) -> list[Told]:
        return [told for told in self.rows if told.outcome == "refused"]

    @property
    def to_do(self) -> list[Told]:
        return [told for told in self.rows if told.outcome in {"new", "changed"}]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(told.outcome for told in self.rows)
        return {outcome: counted[outcome] for outcome in get_args(Outcome)}


def as_json(report: Report, *, applied: int | None) -> str:
    """For machines; `applied` is how many rows were brought in, None of a dry run."""
    mapped = report.mapped
    return json.dumps(
        {
            "file": str(report.file),
            "register": report.register,
            "sheet": report.sheet.name,
            "columns": {
                heading: mapped.fields[at].name for at, heading in mapped.headings.items() if at in mapped.fields
            },
            "leftOut": list(mapped.left_out),
            "remarks": list(report.sheet.remarks),
            "ownWords": {field: list(words) for field, words in report.own_words.items()},
            "rows": [
                {
                    "row": told.row.number,
                    "name": told.row.name,
                    "outcome": told.outcome,
                    "why": list(told.why),
                    "differs": {
                        name: {"was": was, "becomes": becomes} for name, (was, becomes) in told.differs.items()
                    },
                }
                for told in report.rows
            ],
            "counts": report.counts,
            "absent": report.absent,
            "applied": applied,
        },
        ensure_ascii=False,
    )


def show(console: Console, report: Report) -> None:
    """For people: how it was read, a line per row, and the sums."""
    _show_columns(console, report)
    for remark in report.sheet.remarks:
        console.print(remark, style="yellow", markup=False, soft_wrap=True)
    for field, words in report.own_words.items():
        console.print(_own_words(field, words), style="yellow", markup=False, soft_wrap=True)
    _show_rows(console, report)
    counts = report.counts
    console.print(
        say(
            f"{counts['new']} nieuw, {counts['changed']} gewijzigd, {counts['unchanged']} ongewijzigd, "
            f"{counts['refused']} geweigerd.",
            f"{counts['new']} new, {counts['changed']} changed, {counts['unchanged']} unchanged, "
            f"{counts['refused']} refused.",
        )
    )
    if report.absent:
        console.print(
            say(
                f"{report.absent} in het register staan niet in dit bestand en blijven zoals ze zijn.",
                f"{report.absent} in the register are not in this file and stay as they are.",
            )
        )


def _own_words(field: str, words: Sequence[str]) -> str:
    named = ", ".join(f"“{word}”" for word in words[:NAMED]) + ("…" if len(words) > NAMED else "")
    label = BY_NAME[field].label
    return say(
        f"Nu geen {label}: {named}. Het register houdt zijn eigen woorden.",
        f"No {label} of today: {named}. The register keeps its own words.",
    )


def _show_columns(console: Console, report: Report) -> None:
    table = Table(say("kolom in het bestand", "column in the file"), say("wordt", "becomes"), title=_title(report))
    for at, heading in report.mapped.headings.items():
        field = report.mapped.fields.get(at)
        table.add_row(Text(heading), say("(niet ingelezen)", "(left out)") if field is None else field.label)
    console.print(table)


def _title(report: Report) -> Text:
    sheet = say(f", blad {report.sheet.name}", f", sheet {report.sheet.name}") if report.sheet.name else ""
    return Text(say(f"Register {report.register}", f"Register {report.register}") + f" · {report.file.name}{sheet}")


def _show_rows(console: Console, report: Report) -> None:
    table = Table(say("rij", "row"), say("naam", "name"), "", "")
    shown = [told for told in report.rows if told.outcome != "unchanged" or len(report.rows) < MANY]
    for told in shown:
        style = STYLES[told.outcome]
        table.add_row(str(told.row.number), Text(told.row.name), Text(word(told.outcome), style), Text(_details(told)))
    if shown:
        console.print(table)


def word(outcome: Outcome) -> str:
    match outcome:
        case "new":
            return say("nieuw", "new")
        case "changed":
            return say("gewijzigd", "changed")
        case "unchanged":
            return say("ongewijzigd", "unchanged")
        case "refused":
            return say("geweigerd", "refused")


def _details(told: Told) -> str:
    if told.why:
        return "\n".join(told.why)
    return "\n".join(_difference(name, was, becomes) for name, (was, becomes) in told.differs.items())


def _difference(name: str, was: Any, becomes: Any) -> str:
    if name == CONTACT:
        return say("contactpersoon gewijzigd", "contact changed")
    return f"{BY_NAME[name].label}: {_short(was)} → {_short(becomes)}"


def _short(value: Any) -> str:
    text = "; ".join(value) if isinstance(value, list) else value or "–"
    return text if len(text) <= 60 else f"{text[:59]}…"
