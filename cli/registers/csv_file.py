"""A register in CSV: whatever encoding and separator a spreadsheet program gave it."""

import codecs
import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import islice
from typing import Final

from cli.language import say
from cli.registers.columns import LOOKED_AT, Field, recognised
from cli.registers.sheet import Cell, Fault, NoRegister, Row, Sheet, not_too_many, tidy
from shared.web.export.harmless import as_written

SEPARATORS: Final = ";,\t"
WINDOWS: Final = "cp1252"


def read(body: bytes, given: Mapping[str, Field]) -> Sheet:
    """The sheet in a file; raises NoRegister for one that is no CSV."""
    text, remarks = _decoded(body)
    if "\0" in text:
        raise NoRegister(
            "Dit bestand is geen tekst. Bewaar het register als CSV of als XLSX.",
            "This file is no text. Save the register as CSV or as XLSX.",
        )
    separator = max(SEPARATORS, key=lambda each: _known_headings(text, each, given))
    rows: list[Row] = []
    try:
        for row in _rows(text, separator):
            if not row.is_empty:
                rows.append(row)
                not_too_many(len(rows))
    except csv.Error as wrong:
        after = rows[-1].number if rows else 0
        raise NoRegister(
            f"Na rij {after} is dit geen CSV meer ({wrong}): staat er een aanhalingsteken te veel of te weinig?",
            f"Behind row {after} this is no CSV any more ({wrong}): is there a quote too many, or too few?",
        ) from wrong
    return Sheet(rows, remarks=remarks)


def _decoded(body: bytes) -> tuple[str, list[str]]:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace"), []
    try:
        return body.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = body.decode(WINDOWS)
    except UnicodeDecodeError as neither:
        raise NoRegister(
            "De letters in dit bestand zijn niet te lezen: het is geen UTF-8 en geen Windows-1252. Bewaar het als "
            "“CSV UTF-8” of als XLSX.",
            "The letters in this file cannot be read: it is neither UTF-8 nor Windows-1252. Save it as "
            "“CSV UTF-8” or as XLSX.",
        ) from neither
    remark = say(
        "Dit bestand is geen UTF-8; het is gelezen als Windows-1252. Kijk of letters als é en ë kloppen.",
        "This file is no UTF-8; it was read as Windows-1252. See whether letters like é and ë are right.",
    )
    return text, [remark]


def _known_headings(text: str, separator: str, given: Mapping[str, Field]) -> int:
    """How many headings we know in the best of the first rows, if this were the separator."""
    most = 0
    try:
        for row in islice(_rows(text, separator), LOOKED_AT):
            most = max(most, recognised(row, given))
    except csv.Error:
        pass  # what came before is what it is judged by
    return most


def _rows(text: str, separator: str) -> Iterator[Row]:
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    for number, cells in enumerate(lines, 1):
        yield Row(number, [_cell(each) for each in cells])


def _cell(text: str) -> Cell:
    if text.lstrip().startswith("="):
        return Fault(say("hier staat een formule; zet er de uitkomst neer", "this is a formula; put its result here"))
    return tidy(as_written(text))
