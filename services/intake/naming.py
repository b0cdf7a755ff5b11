"""Whether a text says who somebody is, in the words that are kept of them: names, addresses and numbers."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson

from services.intake import addresses

NUMBER: Final = re.compile(r"\d[\d ()./-]{4,}\d")
DIGITS: Final = 6
"""Digits that make a telephone number, whatever stands between them."""
LAST: Final = 9
"""Of a number as many digits count: in front of them a country is written in several ways."""
WITH_ADDRESS: Final = re.compile(r"([^<>@\n]{1,120})<[^<>@\s]+@[^<>\s]+>")
"""As whom an adviser approached is kept: `Piet Jansen <piet@example.org>`."""
PARTICLES: Final = frozenset(
    re.findall(
        "[a-z]+", "al bij da de del den der di dos du een el en het in la le of op te ten ter uit van voor von zu"
    )
)
"""Words of names that everybody uses."""


def names(text: str, kept: Iterable[str]) -> bool:
    """Whether `text` says a name, an address or a number that stands in these texts about somebody."""
    words, numbers = set(_words(text)), list(_numbers(text))
    said = {each.casefold() for each in addresses.found(text)}
    return any(
        not words.isdisjoint(_names(each))
        or any(address.casefold() in said for address in addresses.found(each))
        or any(known[-LAST:] in number for known in _numbers(each) for number in numbers)
        for content in kept
        for each in _parts(content)
    )


def _parts(content: str) -> Iterator[str]:
    """A plain text as it is; of what is kept as JSON each text, a name so that it is known for one."""
    try:
        read: Any = orjson.loads(content)
    except orjson.JSONDecodeError:
        yield content
        return
    if isinstance(read, dict) and isinstance(name := read.get("name"), str):
        yield f"{name} <name@here>"
    yield from addresses.texts(read) if isinstance(read, dict | list) else [content]


def _names(text: str) -> set[str]:
    """The words of the names in it, without those that everybody uses."""
    found = {word for name in WITH_ADDRESS.findall(text) for word in _words(name)}
    return {word for word in found - PARTICLES if len(word) > 1}


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in re.findall(r"[^\W\d_]+", text))


def _numbers(text: str) -> Iterator[str]:
    digits = (re.sub(r"\D", "", each) for each in NUMBER.findall(text))
    return (each for each in digits if len(each) >= DIGITS)
