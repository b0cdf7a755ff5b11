"""What a list's items become in a table: a column per field, a plain value per cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shared.event import Kept
from shared.web.listing import Dated, dated

Cell = str | int | float | bool | None

AND: Final = "; "


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the items by its name on the wire, and whether it holds moments or days."""

    name: str
    dated: Dated | None = None


def columns(*items: type[BaseModel]) -> tuple[Column, ...]:
    """The columns of such items, in the order of their fields.

    A text in the vault is left out: its reference is no content, and the text has readers of its own.
    """
    fields = [pair for item in items for pair in item.model_fields.items() if not _is_kept(pair[1].annotation)]
    names = dict.fromkeys(_on_the_wire(name, field) for name, field in fields)
    return tuple(Column(name, dated(name)) for name in names)


def cells(table: Sequence[Column], item: BaseModel) -> list[Cell]:
    """The row of one item."""
    said = item.model_dump(mode="json", by_alias=True)
    return [_cell(said.get(column.name)) for column in table]


def _on_the_wire(name: str, field: FieldInfo) -> str:
    return field.serialization_alias or field.alias or name


def _is_kept(annotation: Any) -> bool:
    return annotation is Kept or any(_is_kept(part) for part in get_args(annotation))


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return value
    return _text(value)


def _text(value: Any) -> str:
    """A value with parts as one text: those of a list behind each other, each object of a list on a line of its own."""
    match value:
        case bool():
            return str(value).lower()
        case Mapping():
            return ", ".join(f"{name}: {_text(part)}" for name, part in _said(value))
        case list() if any(isinstance(part, Mapping) for part in value):
            return "\n".join(map(_text, value))
        case list():
            return AND.join(map(_text, value))
        case _:
            return str(value)


def _said(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    kept = set(Kept.model_fields)
    for name, part in value.items():
        if part is not None and not (isinstance(part, Mapping) and set(part) == kept):
            yield name, part
