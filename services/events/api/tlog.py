"""`/events/log`: the ledger as a transparency log for anybody's tools, after C2SP tlog-tiles; apart from the API.

Who may see all reads the entries; what is signed and its hashes are for everybody, and for caches. Where the ledger
began anew, `<number>/` before a path is the origin with that number: of an ended one only what it signed last is left.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NoReturn

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from services.events.api.incomplete import incomplete, reading
from services.events.ledger import entries, tree
from services.events.signed import checkpoints, origins, signing_keys
from services.events.signed.origins import Origin
from services.events.signed.signing import Signing
from shared.errors import Unknown
from shared.merkle import tiles
from shared.merkle.tiles import FULL, Tile
from shared.notes import note
from shared.notes.keys import Verifier
from shared.notes.note import Note
from shared.service import Service
from shared.web.reader import Reader, must_be

LOG: Final = "/events/log"
TEXT: Final = "text/plain; charset=utf-8"
BYTES: Final = "application/octet-stream"
FOR_EVER: Final = "max-age=31536000, immutable"
FOR_A_DAY: Final = "max-age=86400"
"""A tile that is not full is asked for while it is the last; what it holds never changes."""
SHORTLY: Final = {"Cache-Control": "public, max-age=2"}
AT_ONCE: Final = 32
"""Entries of a bundle that are in memory together."""


def router(service: Service, signing: Signing) -> APIRouter:
    """The addresses of the log."""
    routes = APIRouter(
        prefix=LOG, include_in_schema=False, redirect_slashes=False, dependencies=[Depends(_must_be_exact)]
    )

    @routes.get("/checkpoint")
    def newest() -> Response:
        with service.store.read() as connection:
            return _newest(connection)

    @routes.get("/{number:int}/checkpoint")
    def last_of(number: int) -> Response:
        with service.store.read() as connection:
            if number == signing.origin(connection).number:
                return _newest(connection)
            ended = [row.before for row in origins.begun(connection) if row.number == number + 1]
        if not ended:
            raise Unknown(f"This ledger never signed as number {number}. GET /events/v1/origins says as what it did.")
        return _note(note.read(ended[0].encode()))

    @routes.get("/vkey")
    def vkey() -> Response:
        with service.store.read() as connection:
            origin = signing.origin(connection)
        signers = () if signing.keys is None else signing_keys.named(signing.keys.last, origin)
        return _keys([each.verifier for each in signers])

    @routes.get("/{number:int}/vkey")
    def vkey_of(number: int) -> Response:
        with service.store.read() as connection:
            named = {signing.first: origins.FIRST} | {row.name: row.number for row in origins.begun(connection)}
            name = next((name for name, each in named.items() if each == number), None)
            used = [] if name is None else signing_keys.used(connection, Origin(number, name))
        return _keys([each.verifier for each in used])

    @routes.get("/tile/entries/{path:path}")
    @routes.get("/{number:int}/tile/entries/{path:path}")
    def bundle(path: str, actor: Reader, number: int | None = None) -> Response:
        must_be(actor, "auditor")
        tile, lasts = _tile(service, signing, number, f"0/{path}")
        first = tile.number * FULL + 1
        with service.store.read() as connection:
            length = entries.bytes_of(connection, first, first + tile.width - 1)
        if length is None:
            _lacks(f"entries/{path}")
        headers = {"Cache-Control": f"private, {lasts}", "Content-Length": str(length + 2 * tile.width)}
        return StreamingResponse(_bundle(service, first, first + tile.width), headers=headers, media_type=BYTES)

    @routes.get("/tile/{path:path}")
    @routes.get("/{number:int}/tile/{path:path}")
    def hashes(path: str, number: int | None = None) -> Response:
        tile, lasts = _tile(service, signing, number, path)
        with service.store.read() as connection:
            found = tree.hashes(connection, tile)
        if found is None:
            _lacks(path)
        return Response(found, headers={"Cache-Control": f"public, {lasts}"}, media_type=BYTES)

    return routes


async def _must_be_exact(request: Request) -> None:
    """Raise Unknown for another way to write a path: each would be another thing to caches, and to who compares."""
    path, number = request.scope["path"], request.path_params.get("number")
    written = request.scope.get("raw_path")
    is_other = written is not None and written != path.encode()
    if is_other or (number is not None and not path.startswith(f"{LOG}/{number}/")):
        raise Unknown("There is nothing at this path of the log, as it is written.")


def _newest(connection: Connection) -> Response:
    with reading("The newest checkpoint"):
        return _note(checkpoints.newest(connection))


def _note(found: Note | None) -> Response:
    if found is None:
        raise Unknown("Nothing is signed yet: the ledger is empty, or signs nothing. Ask again in a while.")
    return PlainTextResponse(found.written, headers=SHORTLY, media_type=TEXT)


def _keys(found: Sequence[Verifier]) -> Response:
    if not found:
        raise Unknown("This ledger has no key of that name, so it signs nothing.")
    return PlainTextResponse("".join(f"{each}\n" for each in found), headers=SHORTLY, media_type=TEXT)


def _tile(service: Service, signing: Signing, number: int | None, path: str) -> tuple[Tile, str]:
    """The tile at a path, and for how long it is the same there; raises Unknown.

    It is one that is under a signature of the origin with this number; None is the present one, whatever its number:
    what is at such a path is other than it was once the ledger has begun anew.
    """
    try:
        tile = tiles.at(path)
    except ValueError:
        _no_tile(path)
    with service.store.read() as connection:
        signed, origin = checkpoints.signed_size(connection), signing.origin(connection)
    if number not in {None, origin.number} or tile.number * FULL + tile.width > signed >> tile.level * tiles.HEIGHT:
        _no_tile(path)
    if number is None and origin.number != origins.FIRST:
        return tile, "max-age=2"
    return tile, FOR_EVER if tile.width == FULL else FOR_A_DAY


def _no_tile(path: str) -> NoReturn:
    raise Unknown(f"There is no tile {path[:80]} under the newest checkpoint. Its size says which there are.")


def _lacks(path: str) -> NoReturn:
    raise incomplete(f"The tile {path[:80]} was signed for, and a part of it lacks here.")


def _bundle(service: Service, first: int, end: int) -> Iterator[bytes]:
    """The entries, each behind its length in two bytes; a few at a time, for together they may be large."""
    for begin in range(first, end, AT_ONCE):
        last = min(begin + AT_ONCE, end) - 1
        with service.store.read() as connection:
            found = entries.bodies(connection, begin, last)
        if len(found) != last - begin + 1:
            raise LookupError(f"an entry from {begin} to {last} went while it was given")  # breaks the answer off
        yield b"".join(len(each).to_bytes(2) + each for each in found)
