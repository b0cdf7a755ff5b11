"""A row of a spreadsheet as intake wants it, or all that is wrong with it at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cli.language import say
from cli.registers.columns import Mapped
from cli.registers.faults import refused
from cli.registers.sheet import Fault, Row, Sheet
from cli.registers.values import value
from services.intake import registers


@dataclass(frozen=True, slots=True)
class Read:
    """A row of the file: what is to be sent for it, and what is wrong with it, a sentence each."""

    number: int
    name: str
    body: Mapping[str, Any]
    wrong: Sequence[str] = ()


def read(sheet: Sheet, mapped: Mapped, register: str) -> list[Read]:
    """All rows below the headings; rows that say they are one and the same are wrong, each of them."""
    return _once_each([_row(row, mapped) for row in sheet.rows if row.number > mapped.heading_row], register)


def _row(row: Row, mapped: Mapped) -> Read:
    found = {field.name: value(field.kind, row.cells[at]) for at, field in mapped.fields.items() if at < len(row.cells)}
    faults = {name: each.why for name, each in found.items() if isinstance(each, Fault)}
    body = _nested({name: each for name, each in found.items() if each is not None and name not in faults})
    if "key" not in body and any(field.name == "key" for field in mapped.fields.values()):
        faults.setdefault(
            "key", say("is leeg; geef elke rij een sleutel, of geen", "is empty; give each row a key, or none")
        )
    faults = refused(body) | faults
    wrong = [f"{mapped.heading(name)}: {why}" for name, why in faults.items()]
    return Read(row.number, str(body.get("name", "")), body, [*_beside(row, mapped), *wrong])


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """`contact.name` becomes a name in a contact."""
    body: dict[str, Any] = {}
    for name, each in values.items():
        outer, _, inner = name.partition(".")
        if inner:
            body.setdefault(outer, {})[inner] = each
        else:
            body[name] = each
    return body


def _beside(row: Row, mapped: Mapped) -> list[str]:
    """A value behind the last heading has no meaning: often a text with a separator in it lacks its quotes."""
    beside = any(cell is not None for cell in row.cells[max(mapped.headings) + 1 :])
    return [say("Er staan meer cellen dan koppen.", "There are more cells than headings.")] if beside else []


def _once_each(rows: Sequence[Read], register: str) -> list[Read]:
    same: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        same[_identity(row, register)].append(row.number)
    return [_told(row, same[_identity(row, register)]) for row in rows]


def _identity(row: Read, register: str) -> str:
    """What the row will be known by; while that is wrong, what no other row is."""
    key, name, organisation = (row.body.get(each) for each in ("key", "name", "organisation"))
    if key is None and (name is None or organisation is None):
        return f"row {row.number}"
    return registers.entry_id(register, key, name or "", organisation or "")


def _told(row: Read, same: Sequence[int]) -> Read:
    others = ", ".join(str(number) for number in same if number != row.number)
    if not others:
        return row
    by_key = "key" in row.body
    dutch, english = ("sleutel", "key") if by_key else ("naam en organisatie", "name and organisation")
    said = say(
        f"Heeft dezelfde {dutch} als rij {others}; laat er een staan.",
        f"Has the same {english} as row {others}; keep one of them.",
    )
    return replace(row, wrong=[*row.wrong, said])
