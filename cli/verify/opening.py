"""Which place an argument of the command line names: an address, a folder or a zip file."""

import zipfile
from pathlib import Path

from cli.language import say
from cli.verify.places import Folder, NotRead, Place, Served
from cli.verify.zipped import Zipped


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
        raise NotRead(
            say(
                f"{where} is geen heel zipbestand. Is het onderweg afgebroken? Haal het opnieuw.",
                f"{where} is no whole zip file. Was it cut off on its way? Fetch it again.",
            )
        )
    raise NotRead(
        say(
            f"{where} is geen map, geen zipbestand en geen adres dat met http:// of https:// begint.",
            f"{where} is no folder, no zip file and no address that begins with http:// or https://.",
        )
    )


def token(file: Path | None) -> str | None:
    """The token in a file; raises NotRead for what is none, and OSError."""
    if file is None:
        return None
    try:
        found = file.read_text().strip()
    except UnicodeDecodeError as error:
        raise NotRead(
            say(f"{file} bevat geen token: het is geen tekst.", f"{file} holds no token: it is no text.")
        ) from error
    if not found.isascii() or not found.isprintable() or " " in found or not found:
        raise NotRead(
            say(f"{file} bevat geen token: een token is één woord.", f"{file} holds no token: a token is one word.")
        )
    return found
