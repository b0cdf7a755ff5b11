"""Logs as the verifier finds them, made by hand in a folder: true ones, and what somebody may do to them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from shared.merkle import growing, hashing, tiles
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.notes.note import Note
from shared.testing.given import uuid

ORIGIN: Final = "koploper.example/events/log"
LOG: Final = Signer(ORIGIN, 1, b"l" * 32)
WITNESS: Final = Signer("witness.example/w1", 4, b"w" * 32)
NOW: Final = 1_679_315_147


def entry(number: int, stream: int, sequence: int, **more: Any) -> bytes:
    """An envelope with what the verifier reads."""
    told = {
        "id": uuid(number),
        "source": "urn:nld:koploper:systeem:intake",
        "stream": f"initiative-{uuid(stream)}",
        "sequence": str(sequence),
        "causationid": uuid(900_000 + number),
        "data": {"title": "Ketenstage", "stream": "not this one"},
    }
    return orjson.dumps(told | more)


def entries(count: int, streams: int = 7) -> list[bytes]:
    """True ones: each stream is complete, and every third has a reaction's cause before it."""
    made = []
    for number in range(count):
        caused = {"reaction": "r", "causationid": uuid(number - 1)} if number % 3 == 2 else {}
        made.append(entry(number, 1_000 + number % streams, number // streams + 1, **caused))
    return made


def written(folder: Path, bodies: Sequence[bytes], *, signer: Signer = LOG, told: Checkpoint | None = None) -> Path:
    """A log of these entries, signed and cosigned; `told` is another checkpoint than theirs."""
    edge, changed = growing.EMPTY.and_(map(hashing.leaf, bodies))
    told = told or Checkpoint(ORIGIN, edge.size, edge.root)
    note = Note(told.text).and_([signer.sign(told.text, 0), WITNESS.sign(told.text, NOW)])
    put(folder, "checkpoint", note.written)
    put(folder, "vkey", f"{signer.verifier}\n".encode())
    for tile, hashes in changed.items():
        put(folder, f"tile/{tile.path}", hashes)
    for tile in tiles.of(len(bodies)):
        if tile.level == 0:
            some = bodies[tile.number * 256 : tile.number * 256 + tile.width]
            bundle = b"".join(len(each).to_bytes(2) + each for each in some)
            put(folder, f"tile/entries/{tiles.numbered(tile.number, tile.width)}", bundle)
    return folder


def put(folder: Path, path: str, content: bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
