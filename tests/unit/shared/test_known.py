"""Where a text about somebody is named: by which field, and of which initiative."""

import pytest

from shared import known
from shared.testing.given import NOON, actor, uuid
from shared.turn import Recorded
from tests.toy.core import Counted


def test_the_field_that_names_a_text() -> None:
    """By its path, however deep; what names none is passed over."""
    text = {"ref": "r", "digest": "d"}
    data = {"contact": text, "contacts": [text, 1], "published": {"name": text}, "title": "Ketenstage"}
    assert list(known._fields(data, ())) == [("r", "contact"), ("r", "contacts"), ("r", "published.name")]


@pytest.mark.parametrize(("stream", "initiative"), [("initiative-1", "1"), ("signal-1", None)])
def test_the_initiative_of_a_stream(stream: str, initiative: str | None) -> None:
    """Only its own stream is about it."""
    assert known._initiative(stream) == initiative


def test_what_a_service_does_by_itself_is_nobodys_deed() -> None:
    """Only what somebody did is kept by person."""
    facts = [
        Recorded(Counted(by=1), uuid(1), "tally-a", 1, NOON, who, uuid(1), None, b"{}")
        for who in (actor("editor"), actor("system"))
    ]
    assert [change.key for fact in facts for change in known.DEEDS.changes(fact)] == [
        {"person": actor("editor").id, "id": uuid(1)}
    ]
