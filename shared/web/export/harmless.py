"""Text in CSV that no spreadsheet takes for a formula, whatever it splits lines at (CWE-1236; OWASP, *CSV Injection*).

A cell is a formula when it begins with `=`, and Excel also takes `+`, `-` and `@`; `|` and `%` begin commands in older
ones. Some skip what stands before it, and read full-width signs alike. CSV does not say which separator its reader
uses: where that is `;`, a piece of our text becomes a cell of its own. So each such piece counts as a cell.
"""

import re
from collections.abc import Callable
from typing import Final
from unicodedata import category, normalize

GUARD: Final = "'"
"""What is put before such a cell: everything behind it is text."""

_SIGNS: Final = frozenset("=+-@|%\u2212")
_QUOTES: Final = frozenset("'\"`´‚„＂＇")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Mn", "Pi", "Pf", "Zl", "Zp", "Zs"})
_SPLITS: Final = re.compile(r"([;\t\r\n])")


def harmless(text: str) -> str:
    """The same text, guarded wherever a spreadsheet could see a formula begin."""
    return _pieces(text, lambda piece, then: GUARD + piece if _acts(piece, then) else piece)


def as_written(text: str) -> str:
    """What `harmless` was given: exactly that, for any text."""
    return _pieces(text, lambda piece, then: piece[1:] if piece[:1] == GUARD and _acts(piece[1:], then) else piece)


def _pieces(text: str, change: Callable[[str, str], str]) -> str:
    """`text` with each of its pieces changed; `change` also gets the tab or line end that the first one ends at."""
    first, *rest = _SPLITS.split(text)
    then = rest[0] if rest and rest[0] != ";" else ""
    rest[1::2] = [change(piece, "") for piece in rest[1::2]]
    return "".join([change(first, then), *rest])


def _acts(piece: str, then: str) -> bool:
    """Whether a sign comes first, behind what is passed over; a cell that begins with a tab or line end acts too."""
    for char in piece:
        if normalize("NFKC", char)[:1] in _SIGNS:
            return True
        if char not in _QUOTES and category(char) not in _UNSEEN:
            return False
    return bool(then)
