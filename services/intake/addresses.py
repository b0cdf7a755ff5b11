"""E-mail addresses in what somebody typed, wherever in it they stand. Linear in its length, whatever was typed."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

LONGEST: Final = 254
"""Characters of an address at most (RFC 5321, 4.5.3.1.3, without its brackets)."""
_RUN: Final = re.compile(rf"[^\s@<>()\[\],;:\"]{{1,{LONGEST}}}")
GONE: Final = "[gewist]"
"""What stands where an address stood."""
_CONTACT: Final = frozenset({"contact", "contacts"})
_REACHED_BY: Final = frozenset({"email", "phone"})
"""What a contact person is called, and what is told of one: all of it is about them."""
_AROUND: Final = ".!?'*`"
"""What stands around an address in a sentence, and neither begins nor ends one."""


def found(text: str) -> Iterator[str]:
    """The addresses in a text; also all of it, where it is one that stands in no sentence."""
    yield from (text[start:end] for start, end in spans(text))
    if len(whole := text.strip()) <= LONGEST and whole.count("@") == len(whole.split()) == 1:
        yield whole


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses begin and end in a text."""
    before, at = 0, text.find("@")
    while at != -1:
        following = text.find("@", at + 1)
        local = _RUN.match(text[max(before, at - LONGEST) : at][::-1])
        domain = _RUN.match(text, at + 1)
        if local and domain:
            name, host = local[0][::-1].lstrip(_AROUND), domain[0].rstrip(_AROUND)
            if name and "." in host[1:]:
                yield at - len(name), at + 1 + len(host)
        before, at = at + 1, following


def texts(node: Any) -> Iterator[str]:
    """All texts in what JSON says, the names in it, too."""
    match node:
        case str():
            yield node
        case dict():
            for name, part in node.items():
                yield name
                yield from texts(part)
        case list():
            for part in node:
                yield from texts(part)
        case _:
            return


Theirs = Callable[[str], bool]
"""Whether an address is that of somebody."""


def without(node: Any, theirs: Theirs, within: str | None = None) -> Any:
    """What was typed, without somebody: a contact person with their address is empty, elsewhere the address is cut out.

    `within` is the name under which it stands, None for the whole.
    """
    match node:
        case str():
            return _cut(node, theirs)
        case list():
            return [without(part, theirs, within) for part in node]
        case dict() if within is not None and _is_contact(node, within) and _stands_in(node, theirs):
            return {}
        case dict():
            return {_cut(name, theirs): without(part, theirs, name) for name, part in node.items()}
        case _:
            return node


def _is_contact(node: dict[str, Any], within: str) -> bool:
    return within in _CONTACT or not _REACHED_BY.isdisjoint(node)


def _stands_in(node: Any, theirs: Theirs) -> bool:
    return any(theirs(address) for text in texts(node) for address in found(text))


def _cut(text: str, theirs: Theirs) -> str:
    if "@" not in text:
        return text
    kept, behind = [], 0
    for start, end in spans(text):
        if theirs(text[start:end]):
            kept += [text[behind:start], GONE]
            behind = end
    left = "".join([*kept, text[behind:]])
    return GONE if _stands_in(left, theirs) else left
