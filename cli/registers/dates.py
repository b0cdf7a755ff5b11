"""Since when: a year, a month or a day, as people write it in Dutch or English, as far as it is known."""

import re
from datetime import date
from typing import Final

from cli.language import say
from cli.registers.sheet import Cell, Fault

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb february",
            "maart mrt mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_ISO: Final = re.compile(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_NUMBERS: Final = re.compile(r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ]([12]\d{3})", re.ASCII)
_WORDS: Final = re.compile(r"(?:(\d{1,2})\.?\s+)?([a-z]+)\.?\s+([12]\d{3})", re.ASCII)


def since(cell: Cell) -> str | Fault:
    """`2017`, `2017-06` or `2017-06-12`."""
    match cell:
        case date():  # a datetime is one too
            return _written(cell.year, cell.month, cell.day)
        case bool():
            return _unknown(cell)
        case int() | float():
            return _text(f"{cell:g}")
        case str():
            return _text(cell)
        case Fault():
            return cell
        case _:
            return _unknown(cell)


def _text(text: str) -> str | Fault:
    lower = text.casefold()
    if found := _ISO.fullmatch(lower):
        return _written(*(None if part is None else int(part) for part in found.groups()))
    if found := _NUMBERS.fullmatch(lower):
        day, month, year = (None if part is None else int(part) for part in found.groups())
        return _written(year, month, day)
    if (found := _WORDS.fullmatch(lower)) and found[2] in MONTHS:
        return _written(int(found[3]), MONTHS[found[2]], None if found[1] is None else int(found[1]))
    return _unknown(text)


def _written(year: int | None, month: int | None = None, day: int | None = None) -> str | Fault:
    try:
        whole = date(year or 0, month or 1, day or 1)
    except ValueError:
        return _unknown("-".join(str(part) for part in (year, month, day) if part is not None))
    return whole.isoformat()[: 10 if day else 7 if month else 4]


def _unknown(found: object) -> Fault:
    return Fault(
        say(
            f"“{found}” is geen datum; schrijf 2017, 06-2017, 12-06-2017 of 12 juni 2017",
            f"“{found}” is no date; write 2017, 2017-06, 2017-06-12 or 12 June 2017",
        )
    )
