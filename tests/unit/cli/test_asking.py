"""Asking each service about one person: what the answers mean together."""

from collections.abc import Mapping
from typing import Any

import pytest

from cli.client import Client, SaysNo
from cli.persons.asking import Done, Found, erase, names, report
from shared.actor import Actor

ONE, TWO = "019b1c00-0000-7000-8000-000000000001", "019b1c00-0000-7000-8000-000000000002"


def kept(content: str, field: str | None = None) -> dict[str, Any]:
    return {"content": content, "named": None if field is None else {"field": field}}


@pytest.mark.parametrize(
    ("reason", "named"),
    [
        ("Anna belde: wil weg", True),
        ("bea@example.org vroeg het", True),
        ("belde met 050 765 4321", True),
        ("Gevraagd per brief", False),
    ],
)
def test_a_reason_is_held_against_all_services(reason: str, named: bool) -> None:
    """Also what only publication keeps, where a name is a text of its own."""
    published = [kept("Anna Voorbeeld", "published.name"), kept("bea@example.org"), kept("050 765 4321")]
    known: Mapping[str, Mapping[str, Any]] = {"intake": {"texts": []}, "publication": {"texts": published}}
    assert names(Found(ONE, known), reason) is named


class Answers(Client):
    """What the services answer, and what they were asked."""

    def __init__(self, rows: list[dict[str, Any]], refuses: str = "") -> None:
        self.rows = rows
        self.refuses = refuses
        self.posted: list[str] = []

    async def post(self, path: str, *_: Any, **__: Any) -> Any:
        self.posted.append(path)
        if self.refuses and self.refuses in path:
            raise SaysNo(409, "reason-names-person", "no")
        return {"id": f"e-{len(self.posted)}"}

    async def get(self, path: str, actor: Actor | None = None, **asked: str) -> Any:
        """One row a page."""
        at = int(asked.get("cursor", "0"))
        return {"items": self.rows[at : at + 1], "next": str(at + 1) if at + 1 < len(self.rows) else None}


async def test_all_are_asked_before_any_is_confirmed() -> None:
    """One that is refused leaves the others as they were."""
    answers = Answers([], refuses=TWO)
    with pytest.raises(SaysNo):
        await erase(answers, [ONE, TWO], "Per brief")
    assert not [path for path in answers.posted if path.endswith("confirmations")]
    assert await erase(Answers([]), [ONE, TWO], "Per brief") == {"e-1": ONE, "e-2": TWO}


def row(person: str, texts: int) -> dict[str, Any]:
    return {"person": person, "texts": texts, "rows": 0, "initiativeId": None, "doneAt": "2019-04-01"}


async def test_a_service_is_done_when_it_erased_the_person_themselves() -> None:
    """What it erased of a contact of theirs may come before that; all pages are counted."""
    assert await report(Answers([row(TWO, 1)]), {"e-1": ONE}, 0) == []
    done = await report(Answers([row(TWO, 1), row(ONE, 2)]), {"e-1": ONE}, 0)
    assert done[0] == Done("intake", 3, 0, [], "2019-04-01")
