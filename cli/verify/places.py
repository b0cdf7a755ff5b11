"""Where a log is read: an address, a folder or a zip file, each laid out as C2SP tlog-tiles says; none is unpacked."""

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

import httpx

from shared.actor import Actor
from shared.merkle.hashing import WIDTH
from shared.merkle.tiles import FULL
from shared.notes import note
from shared.web.reader import HEADER

BUNDLE: Final = "tile/entries/"
LONGEST: Final[Mapping[str, int]] = {
    BUNDLE: FULL * (2 + 0xFFFF),
    "tile/": FULL * WIDTH,
    "": note.LONGEST,
}
"""Bytes that a file may have at most, by how its path begins: nothing longer is read, whatever it unpacks to."""
PATIENCE: Final = 60.0
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


def at(where: str, token: str | None = None) -> Place:
    """The place that an argument names; raises NotRead or Unsafe."""
    if where.startswith(("http://", "https://")):
        return Served(where, token)
    path = Path(where)
    if path.is_dir():
        return Folder(path)
    if zipfile.is_zipfile(path):
        return Zipped(path)
    raise NotRead(f"{where} is no folder, no zip file and no address that begins with http:// or https://.")


class Folder:
    """A folder of files."""

    def __init__(self, path: Path) -> None:
        self._path: Final = path.resolve()

    def read(self, path: str) -> bytes:
        file = (self._path / path).resolve()
        if not file.is_relative_to(self._path):
            raise Unsafe(f"{path} leads out of the folder {self._path}")
        try:
            with file.open("rb") as opened:
                return _bounded(path, opened.read(longest(path) + 1))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Missing(f"{path} is not there") from error
        except OSError as error:
            raise NotRead(f"{file} cannot be read: {error.strerror}") from error


class Zipped:
    """A zip file, of which only what is asked for is unpacked, as far as it may be long."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip: Final = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise NotRead(f"{path} cannot be read: {error}") from error
        names = self._zip.namelist()
        for name in names:
            if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
                raise Unsafe(f"{path} holds {name[:80]!r}, which leads out of the folder that it is unpacked in")
        if len(set(names)) != len(names):
            raise Unsafe(f"{path} holds two files of one name, so that two readers see two things")

    def read(self, path: str) -> bytes:
        try:
            with self._zip.open(path) as opened:
                return _bounded(path, opened.read(longest(path) + 1))
        except KeyError as error:
            raise Missing(f"{path} is not there") from error
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
            raise NotRead(f"{path} cannot be unpacked: {error}") from error


class Served:
    """A log that a server serves; `token` is one of an auditor, for the entries."""

    def __init__(self, url: str, token: str | None, transport: httpx.BaseTransport | None = None) -> None:
        base = url.rstrip("/")
        self._base: Final = base if base.endswith("/log") else f"{base}/events/log"
        headers = {HEADER: str(AUDITOR)} if token is None else {"Authorization": f"Bearer {token}"}
        self._http: Final = httpx.Client(headers=headers, timeout=PATIENCE, transport=transport)

    def read(self, path: str) -> bytes:
        try:
            with self._http.stream("GET", f"{self._base}/{path}") as answer:
                if answer.status_code == 404:
                    raise Missing(f"{path} is not there")
                if answer.status_code in {401, 403}:
                    raise NotRead(f"{self._base}/{path} is for auditors: give a token of one with --token")
                if answer.status_code != 200:
                    raise NotRead(f"{self._base}/{path} answers {answer.status_code}")
                found = bytearray()
                for part in answer.iter_bytes():
                    found += part
                    if len(found) > longest(path):
                        raise Unsafe(_too_long(path))
                return bytes(found)
        except httpx.HTTPError as error:
            raise NotRead(f"{self._base}/{path} does not answer: {type(error).__name__} {error}") from error


def longest(path: str) -> int:
    """Bytes that the file at a path may have."""
    return next(most for begins, most in LONGEST.items() if path.startswith(begins))


def _bounded(path: str, found: bytes) -> bytes:
    if len(found) > longest(path):
        raise Unsafe(_too_long(path))
    return found


def _too_long(path: str) -> str:
    return f"{path} is longer than {longest(path)} bytes, which nothing honest needs"
