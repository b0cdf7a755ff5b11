"""`/events/log`: the ledger as a transparency log for anybody's tools, after C2SP tlog-tiles; apart from the API.

Who may see all reads the entries; what is signed and its hashes are for everybody, and for caches.
"""

from collections.abc import Iterator
from typing import Final, NoReturn

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from services.events.ledger import entries, tree
from services.events.signed import checkpoints
from services.events.signed.signing import Signing
from shared.errors import Unknown
from shared.merkle import tiles
from shared.merkle.tiles import FULL, Tile
from shared.service import Service
from shared.web.reader import Reader, must_be

LOG: Final = "/events/log"
TEXT: Final = "text/plain; charset=utf-8"
BYTES: Final = "application/octet-stream"
FOR_EVER: Final = "max-age=31536000, immutable"
SHORTLY: Final = {"Cache-Control": "public, max-age=2"}
LONGEST: Final = (1 << 16) - 1
"""Bytes of an entry that its two bytes of length can say; envelopes are shorter."""
AT_ONCE: Final = 32
"""Entries of a bundle that are in memory together."""


def router(service: Service, signing: Signing) -> APIRouter:
    """The addresses of the log."""
    routes = APIRouter(prefix=LOG, include_in_schema=False, redirect_slashes=False)

    @routes.get("/checkpoint")
    def checkpoint() -> Response:
        with service.store.read() as connection:
            found = checkpoints.newest(connection)
        if found is None:
            raise Unknown("Nothing is signed yet: the ledger is empty, or signs nothing. Ask again in a while.")
        return PlainTextResponse(found.written, headers=SHORTLY, media_type=TEXT)

    @routes.get("/vkey")
    def vkey() -> Response:
        if not signing.signers:
            raise Unknown("This ledger has no key, so it signs nothing.")
        lines = "".join(f"{each.verifier}\n" for each in signing.signers)
        return PlainTextResponse(lines, headers=SHORTLY, media_type=TEXT)

    @routes.get("/tile/entries/{path:path}")
    def bundle(path: str, actor: Reader) -> Response:
        must_be(actor, "auditor")
        tile = _tile(service, f"0/{path}")
        return StreamingResponse(
            _bundle(service, tile), headers={"Cache-Control": f"private, {FOR_EVER}"}, media_type=BYTES
        )

    @routes.get("/tile/{path:path}")
    def hashes(path: str) -> Response:
        tile = _tile(service, path)
        with service.store.read() as connection:
            found = tree.hashes(connection, tile)
        if found is None:
            _no_tile(path)
        return Response(found, headers={"Cache-Control": f"public, {FOR_EVER}"}, media_type=BYTES)

    return routes


def _tile(service: Service, path: str) -> Tile:
    """The tile at a path, where it is under a signature; raises Unknown."""
    try:
        tile = tiles.at(path)
    except ValueError:
        _no_tile(path)
    with service.store.read() as connection:
        signed = checkpoints.signed_size(connection)
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
