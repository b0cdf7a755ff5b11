"""What a check finds, and what a check is."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from shared.service import Service

Fault = tuple[str, str]
"""What is wrong with something: its subject, and a sentence's worth of detail."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is wrong: the check that found it, with what, and how that shows."""

    check: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Check:
    """A question to a service's data; `look` gives what is wrong, or raises CannotSay.

    `of_files` can be asked only where a store is a file of this machine.
    """

    name: str
    look: Callable[[Service], AsyncIterator[Fault]]
    of_files: bool = False


class CannotSay(Exception):
    """The check could not be made on what is stored; the message tells why."""


def first_line(text: object) -> str:
    """The first line of an error's text, and not too much of it."""
    return next(iter(str(text).splitlines()), "")[:300]
