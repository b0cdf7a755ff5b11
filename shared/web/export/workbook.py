"""The parts of a workbook that hold no rows (ECMA-376): what a reader needs to find its sheets and show them."""

import re
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

PLAIN, HEADING, MOMENT, DAY, TEXT = range(5)
"""Styles by their place in `STYLES`; `TEXT` is what must stay text."""
TITLE_MOST: Final = 31
"""Characters of a sheet's name at most."""

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SHEETML: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

RELATIONS_PART: Final = "_rels/.rels"
RELATIONS: Final = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
HEAD: Final = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultColWidth="24" defaultRowHeight="15"/><sheetData>'
)
"""How a sheet begins; its first row stays in sight."""


def foot(last: str) -> str:
    """How a sheet ends whose last cell is there: with filters on its columns."""
    return f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'


def sheet_part(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def parts(title: str, sheets: int) -> Iterator[tuple[str, str]]:
    """Name and content of what is known when all sheets are written."""
    numbers = range(1, sheets + 1)
    names = "".join(
        f'<sheet name={quoteattr(_name(title, number))} sheetId="{number}" r:id="rId{number}"/>' for number in numbers
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
    )
    targets = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    styles = f'<Relationship Id="rId{sheets + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{targets}{styles}</Relationships>',
    )
    yield "xl/styles.xml", STYLES
    yield "[Content_Types].xml", _types(sheets)


def _types(sheets: int) -> str:
    kinds = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles")]
    kinds += [(sheet_part(number), "worksheet") for number in range(1, sheets + 1)]
    named = "".join(f'<Override PartName="/{part}" ContentType="{_SHEETML}.{kind}+xml"/>' for part, kind in kinds)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _name(title: str, number: int) -> str:
    """A name that no other sheet has, without the signs that a sheet's name may not hold."""
    ending = "" if number == 1 else f" {number}"
    return re.sub(r"[\[\]:*?/\\]", " ", title)[: TITLE_MOST - len(ending)] + ending
