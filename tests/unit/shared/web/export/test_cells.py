"""From a list's items to a table: a column per field, a value per cell."""

from datetime import date

from shared.event import Kept
from shared.web.export.cells import Column, cells, columns
from shared.web.listing import Shown

KEPT = Kept(ref="019b1c00-0000-7000-8000-00000000000a", digest="0" * 64)


class Part(Shown):
    name: str
    role: str | None = None
    reason: Kept | None = None


class Item(Shown):
    id: str
    submitted_at: str | None
    date: date
    is_open: bool
    themes: list[str]
    parts: list[Part]
    counts: dict[str, int]
    reason: Kept | None
    reasons: list[Kept]
    size: int | None


ITEM = Item(
    id="1",
    submitted_at=None,
    date=date(2019, 6, 12),
    is_open=True,
    themes=["gezond-werken", "meer-uren-werken"],
    parts=[Part(name="Zorg", role="stage", reason=KEPT), Part(name="School")],
    counts={"met": 1, "not-met": 2},
    reason=KEPT,
    reasons=[KEPT],
    size=None,
)


def test_a_column_is_a_field_on_the_wire() -> None:
    """In their order, moments and days as such; a reference into the vault is no content."""
    assert columns(Item) == (
        Column("id"),
        Column("submittedAt", "date-time"),
        Column("date", "date"),
        Column("isOpen"),
        Column("themes"),
        Column("parts"),
        Column("counts"),
        Column("size"),
    )


def test_lists_of_two_kinds_have_the_columns_of_both() -> None:
    """Each once; what an item does not have is empty."""
    table = columns(Part, Item)
    assert [column.name for column in table][:3] == ["name", "role", "id"]
    assert cells(table, Part(name="Zorg"))[:3] == ["Zorg", None, None]


def test_what_has_parts_is_one_text() -> None:
    """Words behind each other, objects a line each, without what is absent or in the vault."""
    assert cells(columns(Item), ITEM) == [
        "1",
        None,
        "2019-06-12",
        True,
        "gezond-werken; meer-uren-werken",
        "name: Zorg, role: stage\nname: School",
        "met: 1, not-met: 2",
        None,
    ]
