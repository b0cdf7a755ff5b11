"""A log or a dossier in a zip file, which is never unpacked: what it says it would unpack to is looked at first."""

import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Final

from cli.language import say
from cli.verify.places import Missing, NotRead, Unsafe, bounded, longest
from cli.verify.words import lacks, unreadable

FILES: Final = 1_000_000
"""Files in one zip that are looked at at most."""
LARGE: Final = 1 << 26
SQUEEZED: Final = 100
"""Of more than `LARGE` bytes, how many times smaller a zip may have them: JSON gets some twenty times smaller."""


class Zipped:
    """A zip file, of which only what is asked for is unpacked, as far as it may be long."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip: Final = zipfile.ZipFile(path)
            parts, size = self._zip.infolist(), path.stat().st_size
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise NotRead(unreadable(path, error)) from error
        for part in parts:
            name = part.filename
            if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
                raise Unsafe(
                    say(
                        f"{path} bevat {name[:80]!r}, dat buiten de map komt waarin het wordt uitgepakt",
                        f"{path} holds {name[:80]!r}, which leads out of the folder that it is unpacked in",
                    )
                )
        if len({part.filename for part in parts}) != len(parts):
            raise Unsafe(
                say(
                    f"{path} bevat twee bestanden met één naam, zodat twee lezers twee dingen zien",
                    f"{path} holds two files of one name, so that two readers see two things",
                )
            )
        _must_be_a_size_to_unpack(path, parts, size)

    def later(self) -> bool:
        return False

    def names(self) -> Iterable[str]:
        return [each for each in self._zip.namelist() if not each.endswith("/")]

    def read(self, path: str) -> bytes:
        try:
            with self._zip.open(path) as opened:
                return bounded(path, opened.read(longest(path) + 1))
        except KeyError as error:
            raise Missing(lacks(path)) from error
        except UNPACKED_WRONG as error:
            raise NotRead(
                say(f"{path} is niet uit te pakken: {error}", f"{path} cannot be unpacked: {error}")
            ) from error


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
        count = len(parts)
        raise Unsafe(
            say(
                f"{path} bevat {count} bestanden, en geen eerlijk bestand heeft er zoveel",
                f"{path} holds {count} files, which nothing honest needs",
            )
        )
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise Unsafe(
            say(
                f"{path} is ingepakt op een manier waarop geen export en geen dossier dat is",
                f"{path} is packed in a way that no export and no dossier is",
            )
        )
    if sum(part.compress_size for part in parts) > size:
        raise Unsafe(
            say(
                f"{path} zegt dat zijn delen langer zijn dan het zelf is: ze liggen over elkaar",
                f"{path} says that its parts are longer than it is: they lie over one another",
            )
        )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > max(LARGE, SQUEEZED * size):
        raise Unsafe(
            say(
                f"{path} zou uitgepakt {unpacked} bytes zijn, meer dan {SQUEEZED} keer zijn eigen {size}",
                f"{path} would unpack to {unpacked} bytes, more than {SQUEEZED} times its own {size}",
            )
        )
