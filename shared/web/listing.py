"""Lists: filtered, sorted, a page at a time, by a cursor that stays right while rows come and go."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel
from sqlalchemy import ColumnElement, Connection, Select, and_, or_, tuple_

from shared.errors import Unknown
from shared.store.store import AnyRow
from shared.web.problems import Problem, WrongInput

T = TypeVar("T")
MOST: Final = 500

Value = Annotated[int, Field(ge=-(2**63), lt=2**63)] | str | None
"""What a column that can be sorted on holds, within what a store can compare."""
_PLACE: Final = TypeAdapter(tuple[str, Value, Value], config=ConfigDict(strict=True))


Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""A time as the events have it: RFC 3339 in UTC."""


Dated = Literal["date-time", "date"]


def dated(name: str) -> Dated | None:
    """Whether a field of this name on the wire holds a moment or a day: `…At` and `time` are moments, `date` a day."""
    return (
        "date-time" if re.search("[a-z]At$|^time$", name) else "date" if re.search("^date$|[a-z]Date$", name) else None
    )


class Shown(BaseModel):
    """What a reader gets: camelCase."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class Page(Shown, Generic[T]):
    """One page; `next` is the cursor of the following one, null on the last."""

    items: list[T]
    next: str | None


class Whole(Shown, Generic[T]):
    """A list that is never long: all of it."""

    items: list[T]
    next: None = None


Form = Literal["json", "csv", "xlsx"]


class Wanted(BaseModel):
    """The query of any list: in which form it is wanted. As a file it is the whole list, and not a page."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    format: Annotated[
        Form | None, Field(description="As JSON, or whole, as a file in CSV or XLSX; without it `Accept` says.")
    ] = None


class Asked(Wanted):
    """The query of a list; a service adds its filters and the fields that can be sorted on."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="How many items at most.")] = 50
    cursor: Annotated[str | None, Field(max_length=2000, description="`next` of the page before.")] = None
    sort: Annotated[str | None, Field(max_length=50, description="A field, or -field for the reverse order.")] = None

    @property
    def at_once(self) -> bool:
        """Whether a file is read as one page, since any page costs what all of them do."""
        return False


def filtered(chosen: Select[*tuple[Any, ...]], *asked: tuple[ColumnElement[Any], object]) -> Select[*tuple[Any, ...]]:
    """Those of `chosen` where each column has the value asked for; None asks for nothing."""
    return chosen.where(*(column == value for column, value in asked if value is not None))


def item(row: AnyRow | None, response: Response, absent: str) -> AnyRow:
    """The one row asked for, its version as the answer's ETag; raises Unknown with the sentence `absent`."""
    if row is None:
        raise Unknown(absent)
    response.headers["ETag"] = f'"{row.version}"'
    return row


def page(
    connection: Connection,
    chosen: Select[*tuple[Any, ...]],
    asked: Asked,
    *,
    fields: Mapping[str, ColumnElement[Any]],
    key: ColumnElement[Any],
    show: Callable[[AnyRow], T],
) -> Page[T]:
    """One page of `chosen`.

    `fields` are the columns that `sort` may name, the first is the order without it; `key` is the unique column that
    settles ties. Raises Problem 400 for a cursor or a sort that is not ours.
    """
    by = order(asked, fields)
    column = fields[by.field]
    if by.behind is not None:
        chosen = chosen.where(_behind(column, key, *by.behind, descending=by.descending))
    sorted_by = [column.desc().nulls_last(), key.desc()] if by.descending else [column.asc().nulls_first(), key.asc()]
    chosen = chosen.add_columns(column.label("by_"), key.label("key_")).order_by(*sorted_by).limit(asked.limit + 1)
    rows = connection.execute(chosen).all()
    shown = rows[: asked.limit]
    more = len(rows) > asked.limit
    return Page(items=[show(row) for row in shown], next=by.cursor(shown[-1].by_, shown[-1].key_) if more else None)


@dataclass(frozen=True, slots=True)
class Order:
    """By which field a list is sorted, and behind which place (that field's value, then the key) its page begins."""

    field: str
    descending: bool
    behind: tuple[Value, Value] | None

    @property
    def name(self) -> str:
        return f"-{self.field}" if self.descending else self.field

    def cursor(self, by: Value, key: Value) -> str:
        """What leads to the page behind this place."""
        return urlsafe_b64encode(json.dumps([self.name, by, key], ensure_ascii=False).encode()).decode().rstrip("=")


def order(asked: Asked, fields: Collection[str]) -> Order:
    """The order that is asked for, the first of `fields` without; raises Problem 400 for one that is not ours."""
    name = asked.sort or next(iter(fields))
    field = name.removeprefix("-")
    if field not in fields:
        raise wrong("sort", f"sort by one of {', '.join(fields)}, or one of them with - before it")
    return Order(field, name.startswith("-"), None if asked.cursor is None else _read(asked.cursor, name))


def _behind(
    column: ColumnElement[Any], key: ColumnElement[Any], by: Value, after: Value, *, descending: bool
) -> ColumnElement[bool]:
    """What comes behind the place (`by`, `after`); rows without a value stand first, and in reverse order last."""
    place, at = tuple_(column, key), tuple_(by, after)
    if by is None:
        return and_(column.is_(None), key < after) if descending else or_(column.is_not(None), key > after)
    return or_(place < at, column.is_(None)) if descending else place > at


def _read(cursor: str, name: str) -> tuple[Value, Value]:
    try:
        of, by, key = _PLACE.validate_json(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as unread:
        raise wrong("cursor", "give the next of an earlier page") from unread
    if of != name:
        raise wrong("cursor", "this cursor belongs to another list or order")
    return by, key


def wrong(pointer: str, detail: str) -> Problem:
    """The refusal of a key of the query, and why."""
    error = WrongInput(in_="query", pointer=f"/{pointer}", code=pointer, detail=detail)
    return Problem(400, "invalid-input", f"The query's {pointer} cannot be used: {detail}.", [error])
