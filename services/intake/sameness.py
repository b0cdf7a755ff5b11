"""When two people found the same thing: the same link with the same organisation, however each wrote them.

Links are written the one way that RFC 3986 (6.2) makes of equal ones, without what only tells where somebody came from.
"""

import re
from contextlib import suppress
from typing import Final
from unicodedata import combining, normalize

_ADDRESS: Final = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_PORT: Final = re.compile(r":([0-9]*)$")
_DEFAULT: Final = {"http": 80, "https": 443}
_ENCODED: Final = re.compile(r"%([0-9A-Fa-f]{2})|[^\x21-\x7e]|%")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")
_FOLLOWS: Final = re.compile(r"(?:utm|mtm|pk|piwik|matomo|hsa|oly)_|_hs", re.IGNORECASE)
TRACKING: Final = frozenset(
    {
        *("_ga", "_gl", "dclid", "fbclid", "gad_source", "gbraid", "gclid", "gclsrc", "igsh", "igshid", "li_fat_id"),
        *("mc_cid", "mc_eid", "mkt_tok", "msclkid", "s_kwcid", "ttclid", "twclid", "vero_id", "wbraid", "yclid"),
    }
)
"""What newsletters and platforms add to a link, beside what `_FOLLOWS` begins with."""

_WORD: Final = re.compile(r"[^\W_]+")
_SILENT: Final = re.compile(r"[.'\u2019\u2018`\u00b4]")
FORMS: Final = frozenset(
    {
        *("ba", "bv", "cooperatie", "cooperatieve", "cv", "maatschap", "nv", "stg", "stichting", "ua", "vereniging"),
        *("vof", "wa"),
    }
)
"""Legal forms: they are part of an organisation's full name, and left out as often as not."""


def key(link: str, organisation: str) -> str:
    """What is equal for the same link with the same organisation."""
    return f"{normal_link(link)}\n{normal_organisation(organisation)}"


def normal_link(link: str) -> str:
    """The one way to write an address on the web, without scheme; raises ValueError for what is none."""
    found = _ADDRESS.match(link.strip())
    if found is None:
        raise ValueError("an address on the web begins with http:// or https://")
    scheme, place, path, query, fragment = found.groups()
    return _host(scheme.lower(), place) + _path(path) + _query(query or "") + _fragment(fragment or "")


def untracked(link: str) -> str:
    """An address as it was written, but for what tells where somebody came from: that may tell who they are."""
    page, mark, fragment = link.partition("#")
    behind = mark + _untracked_page(fragment) if _is_a_page(fragment) else _kept(mark, fragment)
    return _untracked_page(page) + behind


def _untracked_page(address: str) -> str:
    path, mark, query = address.partition("?")
    return path + _kept(mark, query)


def _kept(mark: str, query: str) -> str:
    """What stands behind `mark` without what tracks; with nothing left of it the mark goes too."""
    parts = query.split("&")
    kept = [each for each in parts if not _tracks(_encoded(each.partition("=")[0]))]
    return mark + "&".join(kept) if kept else ""


def normal_organisation(name: str) -> str:
    """An organisation's name without accents, capitals, punctuation and legal form; never empty where `name` is not."""
    plain = _plain(name).replace("&", " en ")
    words = _joined(_WORD.findall(_SILENT.sub("", plain)))
    while len(words) > 1 and words[0] in FORMS:
        words = words[1:]
    while len(words) > 1 and words[-1] in FORMS:
        words = words[:-1]
    return " ".join(words) or " ".join(name.casefold().split())


def _host(scheme: str, place: str) -> str:
    port = _PORT.search(place)
    name = normalize("NFKC", _PORT.sub("", place)).lower().rstrip(".")
    with suppress(UnicodeError):  # a name that no domain can have stays as it is
        name = name.encode("idna").decode()
    number = int(port[1]) if port is not None and port[1] else _DEFAULT[scheme]
    return name if number == _DEFAULT[scheme] else f"{name}:{number}"


def _path(path: str) -> str:
    steps: list[str] = []
    for step in _encoded(path).split("/")[1:]:
        if step == "..":
            steps[-1:] = []
        elif step != ".":
            steps.append(step)
    return "".join(f"/{step}" for step in steps).rstrip("/")


def _query(query: str) -> str:
    asked = [_encoded(each.replace("+", "%20")) for each in query.split("&")]
    kept = sorted(each for each in asked if each and not _tracks(each.partition("=")[0]))
    return "?" + "&".join(kept) if kept else ""


def _fragment(fragment: str) -> str:
    """Only where it names a page, as on sites that are one page to whoever serves them; not a place on a page."""
    page = _encoded(_untracked_page(fragment)).rstrip("/") if _is_a_page(fragment) else ""
    return f"#{page}" if page not in {"", "!"} else ""


def _is_a_page(fragment: str) -> bool:
    return fragment.startswith(("/", "!"))


def _tracks(name: str) -> bool:
    return name.lower() in TRACKING or _FOLLOWS.match(name) is not None


def _encoded(text: str) -> str:
    return _ENCODED.sub(lambda found: _letter(found[0], found[1]), normalize("NFC", text))


def _letter(written: str, hexadecimal: str | None) -> str:
    """Plain where it can be, and else in percents, as RFC 3986 (2.3 and 6.2.2) prefers."""
    if hexadecimal is None:
        return "".join(f"%{byte:02X}" for byte in written.encode())
    letter = chr(int(hexadecimal, 16))
    return letter if _UNRESERVED.fullmatch(letter) else f"%{hexadecimal.upper()}"


def _plain(name: str) -> str:
    spread = normalize("NFKD", normalize("NFKD", name).casefold())
    return "".join(letter for letter in spread if not combining(letter))


def _joined(words: list[str]) -> list[str]:
    """Single letters in a row are one word: `B. V.` is written apart by some."""
    joined: list[str] = []
    row = False
    for word in words:
        if len(word) == 1 and row:
            joined[-1] += word
        else:
            joined.append(word)
        row = len(word) == 1
    return joined
