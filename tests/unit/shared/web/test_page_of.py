"""Lists of what no table holds: sorted, cut into pages and asked for as those of tables are."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable

import pytest

from shared.web.listing import Asked, Page
from shared.web.page_of import page_of
from shared.web.problems import Problem

THINGS = {"1": "boom", "2": "aap", "3": "noot", "4": "aap", "5": "mies"}


def listed(asked: Asked, read: list[str] | None = None) -> Page[str]:
    """A page of them; `read` hears which were read for it."""

    def things(behind: str) -> Iterable[str]:
        for each in sorted(THINGS):
            if each > behind:
                if read is not None:
                    read.append(each)
                yield each

    return page_of(things, asked, fields={"id": str, "name": THINGS.__getitem__}, show=lambda each: each)


@pytest.mark.parametrize(
    ("sort", "order"), [(None, "12345"), ("id", "12345"), ("-id", "54321"), ("name", "24153"), ("-name", "35142")]
)
def test_pages_make_the_whole(sort: str | None, order: str) -> None:
    """Each item once, in order, ties settled by the key; the last page names no next."""
    found, cursor = "", None
    for _ in range(3):
        part = listed(Asked(limit=2, sort=sort, cursor=cursor))
        found += "".join(part.items)
        cursor = part.next
    assert (found, cursor) == (order, None)


def test_in_the_order_of_keys_no_more_is_read_than_a_page() -> None:
    """And whether one comes behind it."""
    read: list[str] = []
    first = listed(Asked(limit=2), read)
    listed(Asked(limit=1, cursor=first.next), read)
    assert read == ["1", "2", "3", "3", "4"]


@pytest.mark.parametrize("made_up", ["5", '["id", null, "1"]', '["id", "1", 1]', '["id", 1, 1]', '["name", "a", "1"]'])
def test_a_made_up_cursor_is_refused(made_up: str) -> None:
    """Also one that a list of a table could have given."""
    cursor = urlsafe_b64encode(made_up.encode()).decode().rstrip("=")
    with pytest.raises(Problem) as refused:
        listed(Asked(cursor=cursor))
    assert (refused.value.status_code, refused.value.errors[0].code) == (400, "cursor")


def test_an_order_that_there_is_not_is_refused() -> None:
    """Sorted is by the list's own fields."""
    with pytest.raises(Problem) as refused:
        listed(Asked(sort="colour"))
    assert "sort by one of id, name" in refused.value.errors[0].detail
