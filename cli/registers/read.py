"""Reading a file as a register: which format it has, and on which of its sheets the register is."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from cli.cannot import CannotRun
from cli.language import say
from cli.registers import csv_file, xlsx_file
from cli.registers.columns import LOOKED_AT, NEEDED, Field, Mapped, find, recognised
from cli.registers.sheet import MOST_BYTES, NoRegister, Sheet


def read(file: Path, wanted: str | None, given: Mapping[str, Field]) -> tuple[Sheet, Mapped]:
    """The sheet (of this name, if one is given) and what its columns are.

    Raises CannotRun for a file that is not there, and NoRegister for one that is no register.
    """
    body = _bytes(file)
    if body.startswith(xlsx_file.OLD):
        raise NoRegister(
            "Dit is een oud Excel-bestand (.xls), of er zit een wachtwoord op. Bewaar het als .xlsx zonder wachtwoord.",
            "This is an old Excel file (.xls), or has a password. Save it as .xlsx without a password.",
        )
    if body.startswith(xlsx_file.SIGN):
        sheet = _chosen(xlsx_file.read(body), wanted, given)
    else:
        sheet = csv_file.read(body, given)
    if not sheet.rows:
        raise NoRegister("Dit bestand is leeg.", "This file is empty.")
    mapped = find(sheet, given)
    _not_merged(sheet, mapped)
    return sheet, mapped


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            body = opened.read(MOST_BYTES + 1)
    except OSError as wrong:
        raise CannotRun(
            say(f"{file} kan niet worden gelezen ({wrong.strerror}).", f"{file} cannot be read ({wrong.strerror}).")
        ) from wrong
    if len(body) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise NoRegister(
            f"Dit bestand is groter dan {most} MB. Bewaar alleen het register.",
            f"This file is larger than {most} MB. Save the register only.",
        )
    return body


def _chosen(sheets: Sequence[Sheet], wanted: str | None, given: Mapping[str, Field]) -> Sheet:
    names = ", ".join(f"“{sheet.name}”" for sheet in sheets)
    if wanted is not None:
        for sheet in sheets:
            if sheet.name == wanted:
                return sheet
        raise NoRegister(
            f"Er is geen blad “{wanted}” waar iets op staat; wel {names or 'geen enkel'}.",
            f"There is no sheet “{wanted}” that holds anything; there is {names or 'none'}.",
        )
    able = [sheet for sheet in sheets if _headings(sheet, given) >= len(NEEDED)]
    if len(able) > 1:
        named = ", ".join(f"“{sheet.name}”" for sheet in able)
        raise NoRegister(
            f"Op meer dan één blad kan een register staan: {named}. Kies er een met --sheet.",
            f"More than one sheet may hold a register: {named}. Choose one with --sheet.",
        )
    return able[0] if able else sheets[0] if sheets else Sheet([])


def _headings(sheet: Sheet, given: Mapping[str, Field]) -> int:
    return max((recognised(row, given) for row in sheet.rows[:LOOKED_AT]), default=0)


def _not_merged(sheet: Sheet, mapped: Mapped) -> None:
    """Raise NoRegister where cells are merged among the headings or below: it cannot be known whose they are."""
    if places := [place for last, place in sheet.merged if last >= mapped.heading_row]:
        named = ", ".join(places[:5]) + ("…" if len(places) > 5 else "")
        raise NoRegister(
            f"Cellen zijn samengevoegd ({named}); bij welke rij die horen is niet te zien. Splits ze en vul elke rij.",
            f"Cells are merged ({named}), and to which row they belong cannot be seen. Split them and fill each row.",
        )
