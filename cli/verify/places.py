"""Where a log is read: an address or a folder (or a zip file, `zipped`), laid out as C2SP tlog-tiles says."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, Protocol, TypeGuard

import httpx

from cli.language import say
from cli.verify.words import lacks, unreadable
from shared.actor import Actor
from shared.merkle.hashing import WIDTH
from shared.merkle.tiles import FULL
from shared.notes import note
from shared.web.reader import HEADER

BUNDLE: Final = "tile/entries/"
MANIFEST: Final = "manifest.json"
"""By which a dossier is told from a log."""
EVENTS: Final = "events/"
PROOFS: Final = "proofs/"
METADATA: Final = "mdto/"
PAGES: Final = ("reis.html", "journey.html")
LONGEST: Final[Mapping[str, int]] = {
    BUNDLE: FULL * (2 + 0xFFFF),
    "tile/": FULL * WIDTH,
    EVENTS: 0xFFFF,
    PROOFS: note.LONGEST + 64 * 64,
    METADATA: 64 * 1024,
    "dossier.mdto.xml": 1 << 26,
    MANIFEST: 1 << 26,
    **dict.fromkeys(PAGES, 1 << 28),
    "": note.LONGEST,
}
"""Bytes that a file may have at most, by how its path begins: nothing longer is read, whatever it unpacks to."""
PATIENCE: Final = 60.0
INCOMPLETE: Final = b"urn:koploper:problem:ledger-incomplete"
"""How a server says that it lacks what it signed for."""
MOMENT: Final = 1.0
WAITS: Final = 10
"""Moments that are waited for something newer: a ledger signs every five seconds, and asks its witnesses then."""
AUDITOR: Final = Actor("auditor", "0190d0de-0000-7000-8000-00000000005d")
"""As whom the log of a system that believes its own machine is read."""


class Missing(Exception):
    """A file that should be there is not."""


class Unsafe(Exception):
    """What is there is made to do harm: it was not read."""


class NotRead(Exception):
    """Nothing can be said: it could not be read; the sentence says why."""


class Place(Protocol):
    """A log, wherever it is."""

    def read(self, path: str) -> bytes:
        """The bytes at a path; raises Missing, Unsafe or NotRead."""
        ...

    def later(self) -> bool:
        """Wait a moment, and say whether something newer may be there now; never where nothing changes."""
        ...


class Listed(Place, Protocol):
    """One that can tell all it holds."""

    def names(self) -> Iterable[str]:
        """The paths of all files."""
        ...


def is_listed(place: Place) -> TypeGuard[Listed]:
    """Whether it can tell all it holds."""
    return hasattr(place, "names")


class Folder:
    """A folder of files."""

    def __init__(self, path: Path) -> None:
        self._path: Final = path.resolve()

    def read(self, path: str) -> bytes:
        try:
            file = (self._path / path).resolve()
        except (OSError, RuntimeError) as error:  # links in a circle
            raise NotRead(unreadable(self._path / path, error)) from error
        if not file.is_relative_to(self._path):
            out = say(f"{path} wijst buiten de map", f"{path} leads out of the folder")
            raise Unsafe(f"{out} {self._path}")
        if file.exists() and not (file.is_file() or file.is_dir()):
            raise Unsafe(
                say(
                    f"{path} is geen bestand: wie het leest, kan eeuwig wachten",
                    f"{path} is no file: who reads it may wait for ever",
                )
            )
        try:
            with file.open("rb") as opened:
                return bounded(path, opened.read(longest(path) + 1))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Missing(lacks(path)) from error
        except OSError as error:
            raise NotRead(unreadable(file, error.strerror)) from error

    def later(self) -> bool:
        return False

    def names(self) -> Iterable[str]:
        return [file.relative_to(self._path).as_posix() for file in self._path.rglob("*") if not file.is_dir()]


class Served:
    """A log that a server serves; `token` is one of an auditor, for the entries."""

    def __init__(
        self,
        url: str,
        token: str | None,
        transport: httpx.BaseTransport | None = None,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        base = url.rstrip("/")
        self._base: Final = base if base.endswith("/log") else f"{base}/events/log"
        headers = {HEADER: str(AUDITOR)} if token is None else {"Authorization": f"Bearer {token}"}
        self._http: Final = httpx.Client(headers=headers, timeout=PATIENCE, transport=transport)
        self._wait: Final = wait
        self._waits = WAITS

    def later(self) -> bool:
        if self._waits:
            self._waits -= 1
            self._wait(MOMENT)
            return True
        return False

    def read(self, path: str) -> bytes:
        url = f"{self._base}/{path}"
        try:
            with self._http.stream("GET", url) as answer:
                if answer.status_code != 200:
                    raise _refused(answer, path, url)
                found = bytearray()
                for part in answer.iter_bytes():
                    found += part
                    if len(found) > longest(path):
                        raise Unsafe(_too_long(path))
                return bytes(found)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            why = f"{type(error).__name__} {error}"
            raise NotRead(say(f"{url} antwoordt niet: {why}", f"{url} does not answer: {why}")) from error


def _refused(answer: httpx.Response, path: str, url: str) -> Missing | NotRead:
    """What an answer without the file says."""
    status = answer.status_code
    if status == 404:
        return Missing(lacks(path))
    if status == 500 and INCOMPLETE in next(answer.iter_bytes(4096), b""):
        return Missing(
            say(
                f"{path} is er niet zoals het getekend is: volgens de server ontbreekt er een deel van",
                f"{path} is not there as it was signed: its server says that a part of it lacks",
            )
        )
    if status in {401, 403}:
        return NotRead(
            say(
                f"{url} is voor auditors: geef het token van een auditor met --token",
                f"{url} is for auditors: give a token of one with --token",
            )
        )
    return NotRead(say(f"{url} antwoordt {status}", f"{url} answers {status}"))


def longest(path: str) -> int:
    """Bytes that the file at a path may have."""
    return next(most for begins, most in LONGEST.items() if path.startswith(begins))


def bounded(path: str, found: bytes) -> bytes:
    """The same bytes of a file; raises Unsafe where they are more than it may have."""
    if len(found) > longest(path):
        raise Unsafe(_too_long(path))
    return found


def _too_long(path: str) -> str:
    most = longest(path)
    return say(
        f"{path} is langer dan {most} bytes, en geen eerlijk bestand is dat",
        f"{path} is longer than {most} bytes, which nothing honest needs",
    )
