"""`/events/log`: the ledger as a transparency log for anybody's tools, after C2SP tlog-tiles; apart from the API.

Who may see all reads the entries; what is signed and its hashes are for everybody, and for caches. Where the ledger
began anew, `<number>/` before a path is the origin with that number: of an ended one only what it signed last is left.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NoReturn

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response, StreamingResponse

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
SHORTLY: Final = {"Cache-Control": "public, max-age=2"}
AT_ONCE: Final = 32
"""Entries of a bundle that are in memory together."""


def router(service: Service, signing: Signing) -> APIRouter:
    """The addresses of the log."""
    routes = APIRouter(prefix=LOG, include_in_schema=False, redirect_slashes=False)

    @routes.get("/checkpoint")
    def newest() -> Response:
        with service.store.read() as connection:
            return _note(checkpoints.newest(connection))

    @routes.get("/{number:int}/checkpoint")
    def last_of(number: int) -> Response:
        with service.store.read() as connection:
            if number == signing.origin(connection).number:
                return _note(checkpoints.newest(connection))
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
        tile = _tile(service, signing, number, f"0/{path}")
        return StreamingResponse(
            _bundle(service, tile), headers={"Cache-Control": f"private, {FOR_EVER}"}, media_type=BYTES
        )

    @routes.get("/tile/{path:path}")
    @routes.get("/{number:int}/tile/{path:path}")
    def hashes(path: str, number: int | None = None) -> Response:
        tile = _tile(service, signing, number, path)
        with service.store.read() as connection:
            found = tree.hashes(connection, tile)
        if found is None:
            _no_tile(path)
        return Response(found, headers={"Cache-Control": f"public, {FOR_EVER}"}, media_type=BYTES)

    return routes


def _note(found: Note | None) -> Response:
    if found is None:
        raise Unknown("Nothing is signed yet: the ledger is empty, or signs nothing. Ask again in a while.")
    return PlainTextResponse(found.written, headers=SHORTLY, media_type=TEXT)


def _keys(found: Sequence[Verifier]) -> Response:
    if not found:
        raise Unknown("This ledger has no key of that name, so it signs nothing.")
    return PlainTextResponse("".join(f"{each}\n" for each in found), headers=SHORTLY, media_type=TEXT)


def _tile(service: Service, signing: Signing, number: int | None, path: str) -> Tile:
    """The tile at a path, where it is under a signature of the origin with this number (None: now); raises Unknown."""
    try:
        tile = tiles.at(path)
    except ValueError:
        _no_tile(path)
    with service.store.read() as connection:
        signed = checkpoints.signed_size(connection)
        if number is not None and number != signing.origin(connection).number:
            _no_tile(path)
    if tile.number * FULL + tile.width > signed >> tile.level * tiles.HEIGHT:
        _no_tile(path)
    return tile


def _no_tile(path: str) -> NoReturn:
    raise Unknown(f"There is no tile {path[:80]} under the newest checkpoint. Its size says which there are.")


def _bundle(service: Service, tile: Tile) -> Iterator[bytes]:
    """The entries, each behind its length in two bytes; a few at a time, for together they may be large."""
    first = tile.number * FULL + 1
    for begin in range(first, first + tile.width, AT_ONCE):
        with service.store.read() as connection:
            found = entries.bodies(connection, begin, min(begin + AT_ONCE, first + tile.width) - 1)
        yield b"".join(len(each).to_bytes(2) + each for each in found)
