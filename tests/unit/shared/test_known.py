"""Where a text about somebody is named: by which field, and of which initiative."""

import pytest

from shared import known


def test_the_field_that_names_a_text() -> None:
    """By its path, however deep; what names none is passed over."""
    text = {"ref": "r", "digest": "d"}
    data = {"contact": text, "contacts": [text, 1], "published": {"name": text}, "title": "Ketenstage"}
    assert list(known._fields(data, ())) == [("r", "contact"), ("r", "contacts"), ("r", "published.name")]


@pytest.mark.parametrize(("stream", "initiative"), [("initiative-1", "1"), ("signal-1", None)])
def test_the_initiative_of_a_stream(stream: str, initiative: str | None) -> None:
    """Only its own stream is about it."""
    assert known._initiative(stream) == initiative
