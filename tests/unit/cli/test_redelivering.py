"""What became of events that were delivered again, as `koploper redeliver` ends."""

from io import StringIO

import pytest
from rich.console import Console

from cli import redelivering


def item(outcome: str) -> redelivering.Item:
    told = {"position": 1, "id": "x", "type": "nl.koploper.a.v1", "stream": "a", "sequence": 1}
    return {**told, "outcome": outcome, "error": None}


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    ("outcome", "well"),
    [
        ("known", True),
        ("delivered", True),
        ("acted", True),
        ("nothing", True),
        ("to-come", True),
        ("given-up", False),
        ("waits", False),
        ("failed", False),
    ],
)
def test_what_was_not_delivered_is_no_success(outcome: str, well: bool, as_json: bool) -> None:
    """One that waits, failed, or was given up before: the command ends with 1 then."""
    console = Console(file=StringIO())
    items = [item("delivered"), item(outcome)]
    assert redelivering.tell(console, items, as_json=as_json) is well
