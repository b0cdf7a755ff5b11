"""Every list of every service comes as CSV and XLSX too: by its document, and when it is asked."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from services.events.api.log import LogRow
from shared.event import Kept
from shared.testing.given import uuid
from shared.testing.running import by, running
from shared.web import openapi
from shared.web.export import as_csv, as_xlsx
from tests.contract import services

Json = dict[str, Any]
FLAT: Final = {"/events/v1/events": [field.alias for field in LogRow.model_fields.values()]}
"""Lists whose rows are not their items: what an item nests has columns of its own."""

PREVIEWS: Final = {"/redelivery-candidates"}
"""What an operator is shown before an act, page by page."""


def resolved(whole: Json, node: Json) -> Json:
    while "$ref" in node:
        node = whole["components"]["schemas"][node["$ref"].rpartition("/")[2]]
    return node


def lists(name: str) -> Iterator[tuple[str, Json, list[str]]]:
    """Path, operation and fields of every list: what answers with `items` and `next`, and is no preview of an act."""
    whole = openapi.document(services.part(name).http, name)
    for path, item in whole["paths"].items():
        for operation in (operation for method, operation in item.items() if method == "get"):
            content = operation["responses"]["200"].get("content", {})
            answer = resolved(whole, content.get("application/json", {}).get("schema", {}))
            if {"items", "next"} <= set(answer.get("properties", {})) and path not in PREVIEWS:
                yield f"/{name}/v1{path}", operation, list(_fields(whole, answer))


def _fields(whole: Json, answer: Json) -> Iterator[str]:
    """The fields of a list's items that are columns: all but references into the vault."""
    item = answer["properties"]["items"]["items"]
    for kind in item.get("anyOf", [item]):
        for field, schema in resolved(whole, kind)["properties"].items():
            if f"/{Kept.__name__}'" not in str(schema):
                yield field


LISTS: Final = [(name, *each) for name in services.NAMES for each in lists(name)]


def test_lists_are_found() -> None:
    """The test sees those that it is for."""
    paths = {path for _, path, _, _ in LISTS}
    assert {"/intake/v1/initiatives", "/review/v1/clearances", "/events/v1/events", "/events/v1/gaps"} <= paths
    assert {f"/{name}/v1/checks" for name in services.NAMES} <= paths


@pytest.mark.parametrize(("name", "path", "operation", "fields"), LISTS, ids=[path for _, path, *_ in LISTS])
def test_a_document_says_that_a_list_comes_as_a_file(name: str, path: str, operation: Json, fields: list[str]) -> None:
    """By the media types of the answer, and a query key to link to."""
    assert {as_csv.MEDIA_TYPE, as_xlsx.MEDIA_TYPE} <= set(operation["responses"]["200"]["content"])
    (form,) = [each for each in operation["parameters"] if each["name"] == "format"]
    assert (form["in"], form["required"], form["schema"]["enum"]) == ("query", False, ["json", "csv", "xlsx"])


@pytest.mark.parametrize("name", services.NAMES)
async def test_every_list_comes_as_a_file(name: str, tmp_path: Path) -> None:
    """In both forms, for somebody who may read it, with a column per field; one of what is not there is not there."""
    async with running(tmp_path, services.builder(name)) as now:
        for path, _, fields in lists(name):
            at = path.replace("{service}", "intake").replace("{id}", uuid(1))
            expected = FLAT.get(path, [*dict.fromkeys(fields)])
            found = await now.http.get(f"{at}?format=csv", headers=by("operator"))
            if "{id}" in path:
                assert found.status_code == 404, f"{path}: {found.text}"
                continue
            assert found.status_code == 200, f"{path}: {found.text}"
            assert next(csv.reader(StringIO(found.content.decode("utf-8-sig")))) == expected, path
            found = await now.http.get(f"{at}?format=xlsx", headers=by("operator"))
            sheet = openpyxl.load_workbook(BytesIO(found.content)).worksheets[0]
            assert [cell.value for cell in sheet[1]] == expected, path
            assert found.headers["content-disposition"].endswith('.xlsx"'), path
