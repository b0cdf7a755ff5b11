"""What a cell says, by the kind of its column."""

import re
from typing import Final

from cli.language import say
from cli.registers import dates
from cli.registers.columns import Kind
from cli.registers.sheet import Cell, Fault

SEVERAL: Final = re.compile(r"[;\n]")
WORDS: Final = re.compile(r"[;,\n]")

Value = str | list[str] | Fault | None


def value(kind: Kind, cell: Cell) -> Value:
    """The value for intake; None where the cell says nothing, a Fault where it cannot be read."""
    if cell is None or isinstance(cell, Fault):
        return cell
    match kind:
        case "since":
            return dates.since(cell)
        case "several":
            return _parted(_text(cell), SEVERAL)
        case "words":
            return _parted(_text(cell), WORDS)
        case "phone" if not isinstance(cell, str):
            return Fault(
                say(
                    "hier staat een getal, zodat een 0 vooraan is verdwenen; maak er tekst van",
                    "this is a number, so that a 0 in front is gone; make it text",
                )
            )
        case "text" | "phone":
            return _text(cell)


def _parted(text: str | Fault, at: re.Pattern[str]) -> Value:
    if isinstance(text, Fault):
        return text
    parts = (" ".join(part.split()) for part in at.split(text))
    return list(dict.fromkeys(part for part in parts if part)) or None


def _text(cell: Cell) -> str | Fault:
    match cell:
        case str():
            return cell
        case bool():
            return Fault(say("hier staat WAAR of ONWAAR, geen tekst", "this is TRUE or FALSE, no text"))
        case int() | float():
            return f"{cell:.15g}"
        case _:
            return Fault(
                say("hier staat een datum, geen tekst; maak er tekst van", "this is a date, no text; make it text")
            )
