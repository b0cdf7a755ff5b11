"""Lists by cursor: what comes from a client is read as such."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, create_engine, select

from shared.store.store import AnyRow
from shared.web.listing import Asked, Page, page
from shared.web.problems import Problem

THING = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column("name", Text))


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Five things, two of which share a name."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        THING.metadata.create_all(connection)
        names = ["boom", "aap", "noot", "aap", "mies"]
        connection.execute(THING.insert(), [{"id": at, "name": name} for at, name in enumerate(names, 1)])
        yield connection
    engine.dispose()


def listed(connection: Connection, asked: Asked) -> Page[int]:
    def show(row: AnyRow) -> int:
        found: int = row.id
        return found

    fields = {"name": THING.c.name, "id": THING.c.id}
    return page(connection, select(THING), asked, fields=fields, key=THING.c.id, show=show)


@pytest.mark.parametrize(
    ("sort", "order"),
    [(None, [2, 4, 1, 5, 3]), ("-name", [3, 5, 1, 4, 2]), ("id", [1, 2, 3, 4, 5]), ("-id", [5, 4, 3, 2, 1])],
)
def test_pages_make_the_whole(connection: Connection, sort: str | None, order: list[int]) -> None:
    """Each item once, in order, ties settled by the key; the last page names no next."""
    found, cursor = [], None
    for _ in range(3):
        part = listed(connection, Asked(limit=2, sort=sort, cursor=cursor))
        found += part.items
        cursor = part.next
    assert (found, cursor) == (order, None)


def test_a_cursor_of_ours_is_always_taken(connection: Connection) -> None:
    """Also behind a title as long as titles may be, whatever its letters."""
    connection.execute(THING.update(), {"name": "𝄞" * 200})
    first = listed(connection, Asked(limit=3))
    assert listed(connection, Asked(limit=3, cursor=first.next)).items == [4, 5]


@pytest.mark.parametrize(
    "made_up",
    [
        "5",
        "null",
        "{}",
        '"abc"',
        "[]",
        '["name", "aap"]',
        '["name", "aap", 1, 2]',
        '["name", ["aap"], 1]',
        '["name", "aap", 1000000000000000000000000000000]',
        '["name", "aap", 9223372036854775808]',
        '["name", "\\ud800", 1]',
        '["name", NaN, 1]',
        '["id", 1, 1]',
        "[" * 300,
    ],
)
def test_a_made_up_cursor_is_refused(connection: Connection, made_up: str) -> None:
    """Whatever a client writes in our cursor's place is its mistake, never ours."""
    cursor = urlsafe_b64encode(made_up.encode()).decode().rstrip("=")
    with pytest.raises(Problem) as refused:
        listed(connection, Asked(cursor=cursor))
    assert (refused.value.status_code, refused.value.errors[0].code) == (400, "cursor")


@pytest.mark.parametrize("cursor", ["!", "é", "a", "=", "_w"])
def test_what_is_no_cursor_at_all_is_refused(connection: Connection, cursor: str) -> None:
    """Neither base64 nor UTF-8."""
    with pytest.raises(Problem):
        listed(connection, Asked(cursor=cursor))


def test_an_order_that_there_is_not_is_refused(connection: Connection) -> None:
    """Sorted is by the list's own fields."""
    with pytest.raises(Problem) as refused:
        listed(connection, Asked(sort="size"))
    assert refused.value.errors[0].code == "sort"


places = st.tuples(st.integers(1, 40), st.sampled_from([None, "a", "b", "c"]))


@given(
    before=st.lists(places, max_size=12, unique_by=lambda each: each[0]),
    meanwhile=st.lists(st.lists(places, max_size=3), max_size=8),
    sort=st.sampled_from(["name", "-name", "id", "-id"]),
    limit=st.integers(1, 4),
)
def test_pages_stay_right_while_rows_come(
    before: list[tuple[int, str | None]], meanwhile: list[list[tuple[int, str | None]]], sort: str, limit: int
) -> None:
    """What was there from the first page on is shown once and in order, whatever comes between the pages, and rows
    without a value too; what came meanwhile is shown at most once."""
    engine, taken = create_engine("sqlite://"), {number for number, _ in before}
    coming = iter(meanwhile)
    with engine.connect() as connection:
        THING.metadata.create_all(connection)
        _add(connection, before)
        shown: list[int] = []
        asked = Asked(limit=limit, sort=sort)
        while True:
            part = listed(connection, asked)
            assert len(part.items) <= limit
            shown += part.items
            if part.next is None:
                break
            new = {number: name for number, name in next(coming, []) if number not in taken}
            taken |= set(new)
            _add(connection, list(new.items()))
            asked = Asked(limit=limit, sort=sort, cursor=part.next)
    engine.dispose()
    assert len(shown) == len(set(shown))
    by_id = sort.removeprefix("-") == "id"
    order = sorted(before, key=lambda each: (each[0],) if by_id else (each[1] or "", each[0]), reverse=sort[0] == "-")
    assert [number for number in shown if number in {each[0] for each in before}] == [number for number, _ in order]


def _add(connection: Connection, things: list[tuple[int, str | None]]) -> None:
    if things:
        connection.execute(THING.insert(), [{"id": number, "name": name} for number, name in things])
