"""What is answered of a ledger that lacks a part of what it signed: not the fault of who asks, and told as it is."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.notes.note import Malformed
from shared.web.problems import Problem


def incomplete(what: str) -> Problem:
    """The problem to raise; `what` is a sentence that says what lacks."""
    return Problem(
        500, "ledger-incomplete", f"{what} Nothing of it is given; koploper doctor tells the operators what happened."
    )


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Raise that problem for a note in the block that cannot be read; `what` names it."""
    try:
        yield
    except Malformed as wrong:
        raise incomplete(f"{what} cannot be read: {wrong}.") from wrong
