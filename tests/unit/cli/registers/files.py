"""Spreadsheets to test with, as people make them and as nobody should."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

HEADINGS: Final = ("Nr", "Naam", "Organisatie")
ROW: Final = ("1", "Ketenstage", "Noorderboog")


def saved(book: Workbook) -> bytes:
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def workbook(*rows: Sequence[Any], title: str = "Register") -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return book


def xlsx(*rows: Sequence[Any]) -> bytes:
    return saved(workbook(*rows))


def csv(*rows: Iterable[str], separator: str = ";") -> bytes:
    """As somebody without a spreadsheet program writes it."""
    return "".join(separator.join(row) + "\r\n" for row in rows).encode()


def repacked(body: bytes, **parts: bytes) -> bytes:
    """An archive with other parts in the place of, or beside, its own; `__` in a name is a `/`, `_DOT_` a `.`."""
    named = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in parts.items()}
    made = BytesIO()
    with ZipFile(BytesIO(body)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in named:
                new.writestr(part, old.read(part))
        for name, content in named.items():
            new.writestr(name, content)
    return made.getvalue()
