"""What is not in the documents is refused: fields by their names in Python, query keys nobody reads or given twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel, ValidationError

from shared.testing.given import uuid
from shared.testing.running import by, running
from shared.web.body import Body
from shared.web.listing import Asked
from tests.contract import services

PARTS: Final = [services.part(name) for name in services.NAMES]
"""Built, so that all their bodies and queries are known."""


def second_names(model: type[BaseModel]) -> set[str]:
    """The fields that Python calls otherwise than the wire does."""
    return {name for name, field in model.model_fields.items() if field.alias != name}


def read_from_clients(above: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The bodies or queries below one, as far as they have fields with two names."""
    for below in above.__subclasses__():
        if second_names(below):
            yield below
        yield from read_from_clients(below)


@pytest.mark.parametrize(
    "model", [*read_from_clients(Body), *read_from_clients(Asked)], ids=lambda model: model.__name__
)
def test_fields_have_one_name(model: type[BaseModel]) -> None:
    """On the wire a field is called as documented, and by no second name."""
    others = second_names(model)
    with pytest.raises(ValidationError) as wrong:
        model.model_validate(dict.fromkeys(others, 1))
    unknown = {error["loc"][0] for error in wrong.value.errors() if error["type"] == "extra_forbidden"}
    assert unknown == others


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/intake/v1/initiatives?state=lost", "/state"),
        ("/intake/v1/initiatives?origin=nowhere", "/origin"),
        ("/intake/v1/initiatives?limit=1&limit=2", "/limit"),
        (f"/intake/v1/initiatives/{uuid(1)}?at=now", "/at"),
        (f"/intake/v1/vault/{uuid(1)}?ref=other", "/ref"),
    ],
)
async def test_queries_are_read_as_strictly_as_bodies(tmp_path: Path, path: str, key: str) -> None:
    """A key nobody reads, one that comes twice, and a value of no enumeration are 400s that name the key."""
    async with running(tmp_path, services.builder("intake")) as now:
        answer = await now.http.get(path, headers=by("adviser"))
        assert answer.status_code == 400, answer.text
        assert [(error["in"], error["pointer"]) for error in answer.json()["errors"]] == [("query", key)]


@pytest.mark.parametrize("path", ["/publication/v1/meetings", f"/publication/v1/meetings/{uuid(1)}"])
async def test_who_asks_is_always_read(tmp_path: Path, path: str) -> None:
    """A header that names no actor is refused, also where everybody may read."""
    async with running(tmp_path, services.builder("publication")) as now:
        answer = await now.http.get(path, headers={"Koploper-Actor": "somebody"})
        assert answer.status_code == 400, answer.text
        assert answer.json()["errors"][0]["pointer"] == "/Koploper-Actor"
