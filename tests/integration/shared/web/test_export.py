"""Lists as files, as clients get them: whole, as their reader may see them, and refused like any other."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any, Final

import httpx
import openpyxl
import pytest

from shared.errors import StoreAway
from shared.testing.running import Running, by
from shared.web.export import as_xlsx, endpoint

TALLIES: Final = "/toy/v1/tallies"


async def counted(now: Running, *names: str) -> None:
    for name in names:
        body = {"by": 1, "note": f"={name}"}
        assert (await now.http.post(f"{TALLIES}/{name}/counts", json=body, headers=by("editor"))).status_code == 201


def lines(answer: httpx.Response) -> list[list[str]]:
    """The rows of a CSV answer behind its heading."""
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))[1:]


def rows(answer: httpx.Response) -> Sequence[Sequence[Any]]:
    """The same of XLSX."""
    assert answer.headers["content-type"] == as_xlsx.MEDIA_TYPE
    (sheet,) = openpyxl.load_workbook(BytesIO(answer.content)).worksheets
    return list(sheet.iter_rows(min_row=2, values_only=True))


async def test_a_file_is_the_whole_list(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """All pages, in the order asked for; texts that look like formulas are text in both."""
    monkeypatch.setattr(endpoint, "MOST", 2)
    await counted(now, *"cabed")
    assert lines(await now.http.get(f"{TALLIES}?format=csv&sort=-name")) == [[n, "1", f"'={n}"] for n in "edcba"]
    assert rows(await now.http.get(f"{TALLIES}?format=xlsx")) == [(n, 1, f"={n}") for n in "abcde"]


async def test_a_file_is_named_by_its_list_and_day(now: Running) -> None:
    """So that it is known again in a folder of downloads, and no cache mixes it up with JSON."""
    for form in ("csv", "xlsx"):
        answer = await now.http.get(f"{TALLIES}?format={form}")
        assert answer.headers["content-disposition"] == f'attachment; filename="toy-tallies-2019-04-01.{form}"'
        assert answer.headers["vary"] == "Accept"
    assert (await now.http.get(TALLIES)).headers["vary"] == "Accept"
    assert (await now.http.get("/toy/v1/parked-events", headers=by("operator"))).headers["vary"] == "Accept"


async def test_accept_asks_for_a_file_too(now: Running) -> None:
    """For who speaks HTTP; a browser gets JSON, and whoever names a form in the address gets that."""
    await counted(now, "a")
    assert lines(await now.http.get(TALLIES, headers={"Accept": "text/csv"})) == [["a", "1", "'=a"]]
    assert rows(await now.http.get(TALLIES, headers={"Accept": as_xlsx.MEDIA_TYPE})) == [("a", 1, "=a")]
    for accept in ("text/html, */*;q=0.8", "application/json, text/csv;q=0.9", "image/png"):
        assert (await now.http.get(TALLIES, headers={"Accept": accept})).json()["next"] is None
    assert (await now.http.get(f"{TALLIES}?format=json", headers={"Accept": "text/csv"})).json()["next"] is None


@pytest.mark.parametrize("part", ["limit=2", "cursor=x", "limit=50&cursor=x"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_part_of_a_list_is_no_file(now: Running, form: str, part: str) -> None:
    """What would silently be left out is refused, with the key that asks for it."""
    answer = await now.http.get(f"{TALLIES}?format={form}&{part}")
    assert answer.status_code == 400
    assert [error["pointer"][1:] for error in answer.json()["errors"]] == [
        key.partition("=")[0] for key in part.split("&")
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{TALLIES}?format=pdf", 400),
        (f"{TALLIES}?format=csv&format=xlsx", 400),
        (f"{TALLIES}?format=csv&colour=red", 400),
        (f"{TALLIES}?format=csv&sort=size", 400),
        ("/toy/v1/parked-events?format=csv&limit=1", 400),
        ("/toy/v1/parked-events?format=csv", 401),
        ("/toy/v1/checks?format=xlsx", 401),
        ("/toy/v1/streams?format=csv", 401),
    ],
)
async def test_a_file_is_refused_as_its_list_is(now: Running, path: str, status: int) -> None:
    """With a problem, before anything is sent."""
    answer = await now.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_a_store_that_is_away_is_told_before_a_file_begins(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of nothing."""

    def away() -> Any:
        raise StoreAway("gone")

    monkeypatch.setattr(now.service("toy").store, "read", away)
    assert (await now.http.get(f"{TALLIES}?format=csv")).status_code == 503


async def test_a_file_that_cannot_be_ended_breaks_off(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that goes away on the way leaves a broken answer, never a file that looks whole."""
    monkeypatch.setattr(endpoint, "MOST", 1)
    await counted(now, "a", "b")
    store = now.service("toy").store
    read, times = store.read, iter([True])

    def once() -> Any:
        if next(times, False):
            return read()
        raise StoreAway("gone")

    monkeypatch.setattr(store, "read", once)
    with pytest.raises(RuntimeError, match="already started"):
        await now.http.get(f"{TALLIES}?format=csv")


async def test_a_list_that_is_always_whole_is_a_file_too(now: Running) -> None:
    """Also one that is made on the way, and one whose answer says more than its items."""
    operator = by("operator")
    assert lines(await now.http.get("/toy/v1/projections?format=csv", headers=operator)) == [
        ["tallies", "tally", "0"],
        ["counts", "counted", "0"],
        ["erasures", "erasure", "0"],
        ["deeds", "deed", "0"],
    ]
    assert rows(await now.http.get("/toy/v1/checks?format=xlsx", headers=operator)) == []
    await counted(now, "a")
    assert lines(await now.http.get("/toy/v1/streams?format=csv", headers=operator)) == [["tally-a", "1"]]


async def test_head_tells_of_a_file(now: Running) -> None:
    """As GET would, and ends."""
    answer = await now.http.head(f"{TALLIES}?format=csv")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-disposition"].endswith('.csv"')
