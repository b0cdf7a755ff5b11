"""Where a log is read: an address, a folder or a zip file, each laid out as C2SP tlog-tiles says; none is unpacked."""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

import httpx

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
FILES: Final = 1_000_000
"""Files in one zip that are looked at at most."""
LARGE: Final = 1 << 26
SQUEEZED: Final = 100
"""Of more than `LARGE` bytes, how many times smaller a zip may have them: JSON gets some twenty times smaller."""
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


class Listed(Place, Protocol):
    """One that can tell all it holds."""

    def names(self) -> Iterable[str]:
        """The paths of all files."""
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
    if path.exists():
        raise NotRead(f"{where} is no whole zip file. Was it cut off on its way? Fetch it again.")
    raise NotRead(f"{where} is no folder, no zip file and no address that begins with http:// or https://.")


class Folder:
    """A folder of files."""

    def __init__(self, path: Path) -> None:
        self._path: Final = path.resolve()

    def read(self, path: str) -> bytes:
        try:
            file = (self._path / path).resolve()
        except (OSError, RuntimeError) as error:  # links in a circle
            raise NotRead(f"{self._path / path} cannot be read: {error}") from error
        if not file.is_relative_to(self._path):
            raise Unsafe(f"{path} leads out of the folder {self._path}")
        try:
            with file.open("rb") as opened:
                return _bounded(path, opened.read(longest(path) + 1))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Missing(f"{path} is not there") from error
        except OSError as error:
            raise NotRead(f"{file} cannot be read: {error.strerror}") from error

    def names(self) -> Iterable[str]:
        return [file.relative_to(self._path).as_posix() for file in self._path.rglob("*") if not file.is_dir()]


class Zipped:
    """A zip file, of which only what is asked for is unpacked, as far as it may be long."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip: Final = zipfile.ZipFile(path)
            parts, size = self._zip.infolist(), path.stat().st_size
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise NotRead(f"{path} cannot be read: {error}") from error
        for part in parts:
            name = part.filename
            if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
                raise Unsafe(f"{path} holds {name[:80]!r}, which leads out of the folder that it is unpacked in")
        if len({part.filename for part in parts}) != len(parts):
            raise Unsafe(f"{path} holds two files of one name, so that two readers see two things")
        _must_be_a_size_to_unpack(path, parts, size)

    def names(self) -> Iterable[str]:
        return [each for each in self._zip.namelist() if not each.endswith("/")]

    def read(self, path: str) -> bytes:
        try:
            with self._zip.open(path) as opened:
                return _bounded(path, opened.read(longest(path) + 1))
        except KeyError as error:
            raise Missing(f"{path} is not there") from error
        except UNPACKED_WRONG as error:
            raise NotRead(f"{path} cannot be unpacked: {error}") from error


UNPACKED_WRONG: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
)
"""What unpacking raises for bytes that are not what their headers say."""


def _must_be_a_size_to_unpack(path: Path, parts: list[zipfile.ZipInfo], size: int) -> None:
    """Raise Unsafe for a zip that says it holds far more than it does, before anything of it is unpacked."""
    if len(parts) > FILES:
        raise Unsafe(f"{path} holds {len(parts)} files, which nothing honest needs")
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise Unsafe(f"{path} is packed in a way that no export and no dossier is")
    if sum(part.compress_size for part in parts) > size:
        raise Unsafe(f"{path} says that its parts are longer than it is: they lie over one another")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > max(LARGE, SQUEEZED * size):
        raise Unsafe(f"{path} would unpack to {unpacked} bytes, more than {SQUEEZED} times its own {size}")


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
        except (httpx.HTTPError, httpx.InvalidURL) as error:
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
