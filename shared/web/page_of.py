"""A page of what no table holds, asked for and sorted as `listing.page` does it: by text, in code points' order."""

from collections.abc import Callable, Iterable, Mapping
from heapq import nlargest, nsmallest
from itertools import islice
from typing import TypeVar

from shared.web.listing import Asked, Order, Page, order, wrong

T = TypeVar("T")
U = TypeVar("U")
Named = Callable[[T], str]
Place = tuple[str, str]


def page_of(
    read: Callable[[str], Iterable[T]], asked: Asked, *, fields: Mapping[str, Named[T]], show: Callable[[T], U]
) -> Page[U]:
    """One page of what `read` gives: all that comes behind a key (the empty one: all), in the order of keys.

    `fields` are what `sort` may name, the first is the key, and the order without it: then no more is read than the
    page holds. Raises Problem 400 for a cursor or a sort that is not ours.
    """
    by, key, named = order(asked, fields), next(iter(fields.values())), fields
    behind = _text(by)

    def place(item: T) -> Place:
        return named[by.field](item), key(item)

    found = _found(read, by, behind, place, asked.limit + 1, keyed=named[by.field] is key)
    shown = found[: asked.limit]
    more = len(found) > asked.limit
    return Page(items=[show(each) for each in shown], next=by.cursor(*place(shown[-1])) if more else None)


def _found(
    read: Callable[[str], Iterable[T]],
    by: Order,
    behind: Place | None,
    place: Callable[[T], Place],
    count: int,
    *,
    keyed: bool,
) -> list[T]:
    if keyed and not by.descending:
        return list(islice(read("" if behind is None else behind[1]), count))
    if by.descending:
        return nlargest(count, (each for each in read("") if behind is None or place(each) < behind), key=place)
    return nsmallest(count, (each for each in read("") if behind is None or place(each) > behind), key=place)


def _text(by: Order) -> Place | None:
    match by.behind:
        case None:
            return None
        case str(value), str(key):
            return value, key
        case _:
            raise wrong("cursor", "give the next of an earlier page")
