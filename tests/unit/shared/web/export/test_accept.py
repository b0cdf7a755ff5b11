"""In which form a list is wanted."""

import pytest
from fastapi import Request

from shared.web.export.accept import wanted
from shared.web.export.as_xlsx import MEDIA_TYPE as XLSX
from shared.web.listing import Form, Wanted

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def asking(*accept: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept", each.encode()) for each in accept]})


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ([], "json"),
        ([""], "json"),
        (["*/*"], "json"),
        ([BROWSER], "json"),
        (["text/csv"], "csv"),
        (["TEXT/CSV; header=present"], "csv"),
        (["text/*"], "csv"),
        ([XLSX], "xlsx"),
        (["text/csv;q=0.5, application/json;q=0.4"], "csv"),
        (["text/csv;q=0.5", f"{XLSX};q=0.6"], "xlsx"),
        (["text/csv, */*"], "json"),
        (["text/csv, */*;q=0.1"], "csv"),
        (["application/json;q=0, */*"], "csv"),
        (["text/csv;q=nan, application/json;q=0.1"], "json"),
        (["text/csv;q=7"], "json"),
        (["image/png"], "json"),
        ([",;,;q="], "json"),
    ],
)
def test_accept_says_in_which_form(accept: list[str], form: Form) -> None:
    """The best liked of ours, JSON where it is liked as much, or where none of ours is."""
    assert wanted(Wanted(), asking(*accept)) == form


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_the_query_goes_before_it(form: Form) -> None:
    """A link says what it is, whatever a browser accepts."""
    assert wanted(Wanted(format=form), asking(BROWSER)) == form
    assert wanted(Wanted(format=form), asking("text/csv", XLSX)) == form
