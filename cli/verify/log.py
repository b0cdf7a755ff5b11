"""A whole log: its checkpoint and who signed it, its tree, and every entry by its own bytes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cli.verify import origins
from cli.verify.findings import Findings, Wrong
from cli.verify.origins import Origins
from cli.verify.places import BUNDLE, Missing, Place, Unsafe
from cli.verify.streams import Streams
from shared.merkle import growing, hashing
from shared.merkle.growing import Edge
from shared.merkle.hashing import WIDTH, Hash
from shared.merkle.tiles import FULL, Tile, numbered
from shared.notes import checkpoint, keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Verifier
from shared.notes.note import Malformed, Note

AT_ONCE: Final = 16
"""Bundles that are hashed into the tree together."""
Tell = Callable[[int, int], object]
"""Hears how many entries were looked at, of how many."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word is taken: the log's keys, those of witnesses, and checkpoints of before that somebody kept."""

    log: Sequence[Verifier] = ()
    witnesses: Sequence[Verifier] = field(default_factory=tuple)
    kept: Sequence[Checkpoint] = field(default_factory=tuple)


def verify(place: Place, trust: Trust, tell: Tell = lambda *_: None) -> Findings:
    """Look at everything; raises NotRead where nothing can be said."""
    found = Findings()
    signed = by_whom(place, trust, found)
    if signed is not None:
        _entries(place, signed.told, trust, found, tell)
    return found


@dataclass(frozen=True, slots=True)
class Signed:
    """A note that was signed, and the checkpoint that it says."""

    note: Note
    told: Checkpoint


def by_whom(place: Place, trust: Trust, found: Findings) -> Signed | None:
    """The checkpoint of a place, after a look at its signatures; None where there is none to hold entries against."""
    try:
        signed = note.read(place.read("checkpoint"))
        told = checkpoint.read(signed.text)
    except (Missing, Unsafe, Malformed) as error:
        found.add(Wrong("checkpoint", f"there is no checkpoint to be read: {error}"))
        return None
    _by_the_log(place, signed, told, trust, found)
    for witness in trust.witnesses:
        _by_a_witness(signed, told, witness, found)
    if not trust.witnesses:
        found.unknown.append("No key of a witness was given, so nothing is said of witnesses.")
    return Signed(signed, told)


def _by_the_log(place: Place, signed: Note, told: Checkpoint, trust: Trust, found: Findings) -> None:
    trusted = trust.log
    if not trusted:
        trusted = _own_keys(place)
        found.unknown.append(
            "No key of the log was given: its own is taken, so it can still be anybody's. Give it with --key."
        )
    try:
        names = [key.name for key, _ in keys.signed_by(signed, trusted)]
    except (keys.Unsigned, keys.Forged) as error:
        found.add(Wrong("checkpoint", str(error)))
        return
    if told.origin not in names:
        found.add(Wrong("checkpoint", f"it is of {told.origin}, and {', '.join(names)} signed it"))
    found.checked.append(f"{', '.join(dict.fromkeys(names))} signed for {told.size} entries.")


def _own_keys(place: Place) -> list[Verifier]:
    try:
        return [keys.verifier(line) for line in place.read("vkey").decode().split()]
    except (Missing, Unsafe, Malformed, UnicodeDecodeError):
        return []


def _by_a_witness(signed: Note, told: Checkpoint, witness: Verifier, found: Findings) -> None:
    try:
        [(_, seen), *_] = keys.signed_by(signed, [witness])
    except (keys.Unsigned, keys.Forged) as error:
        found.add(Wrong("witness", str(error)))
        return
    found.checked.append(f"{witness.name} saw these {told.size} entries, at {keys.seen_at(seen)} (seconds since 1970).")


def _entries(place: Place, told: Checkpoint, trust: Trust, found: Findings, tell: Tell) -> None:
    streams, anew = Streams(), Origins()
    grown = _Grown(each.size for each in trust.kept)
    for tile in _bundles(told.size):
        try:
            bundle = place.read(BUNDLE + numbered(tile.number, tile.width))
            bodies = _split(bundle, tile)
        except (Missing, Unsafe, Malformed) as error:
            found.add(Wrong("file", str(error), tile.number * FULL + 1))
            return
        some = [hashing.leaf(body) for body in bodies]
        _hold(place, tile, some, found)
        grown.add(some)
        for wrong in filter(None, map(streams.take, bodies)):
            found.add(wrong)
        if origins.MARK in bundle:
            for position, body in enumerate(bodies, tile.number * FULL + 1):
                if origins.MARK in body:
                    anew.take(position, body)
        tell(tile.number * FULL + tile.width, told.size)
    _end(grown.edge(), told, streams, found)
    anew.end(place, told, trust.log, found)
    origins.hold(trust.kept, grown.roots, told, anew.begun, found)


class _Grown:
    """The tree of the entries so far, and the roots that it had when it had some sizes."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self._sizes: Final = sorted(set(sizes), reverse=True)
        self._edge = growing.EMPTY
        self._leaves: list[Hash] = []
        self.roots: Final[dict[int, Hash]] = {}
        self._look()

    def add(self, leaves: Sequence[Hash]) -> None:
        self._leaves += leaves
        self._look()
        if len(self._leaves) >= AT_ONCE * FULL:
            self.edge()

    def edge(self) -> Edge:
        (self._edge, _), self._leaves = self._edge.and_(self._leaves), []
        return self._edge

    def _look(self) -> None:
        while self._sizes and (more := self._sizes[-1] - self._edge.size) <= len(self._leaves):
            self.roots[self._sizes.pop()] = self._edge.and_(self._leaves[:more])[0].root


def _end(edge: Edge, told: Checkpoint, streams: Streams, found: Findings) -> None:
    if edge.root == told.root:
        found.checked.append(f"The tree of these {told.size} entries has the root that was signed.")
    else:
        found.add(Wrong("tree", f"these {told.size} entries have another root than was signed"))
    before = found.count
    for wrong in streams.end():
        found.add(wrong)
    if found.count == before and not streams.undecided:
        found.checked.append(f"{streams.count} streams are complete, and what caused each fact is there.")
    elif found.count == before:
        few = f"{streams.undecided} of them has" if streams.undecided == 1 else f"{streams.undecided} of them have"
        found.checked.append(f"{streams.count} streams are complete.")
        found.unknown.append(
            f"Of the newest facts {few} no cause in the ledger: it may be recorded a little later. Check again then."
        )


def _hold(place: Place, tile: Tile, leaves: Sequence[Hash], found: Findings) -> None:
    """Where the log has its hashes along, say which entry is not the one that it was made of."""
    try:
        told = place.read(f"tile/{tile.path}")
    except Missing:
        return
    except Unsafe as error:
        found.add(Wrong("file", str(error), tile.number * FULL + 1))
        return
    if told == b"".join(leaves):
        return
    for at, leaf in enumerate(leaves):
        if told[at * WIDTH : (at + 1) * WIDTH] != leaf:
            found.add(Wrong("entry", "its bytes are not those that its tree was made of", tile.number * FULL + at + 1))


def _bundles(size: int) -> Iterator[Tile]:
    full, rest = divmod(size, FULL)
    yield from (Tile(0, number) for number in range(full))
    if rest:
        yield Tile(0, full, rest)


def _split(bundle: bytes, tile: Tile) -> list[bytes]:
    """The entries of a bundle; raises Malformed."""
    found: list[bytes] = []
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2])
        found.append(bundle[at + 2 : end])
        at = end
    if at != len(bundle) or len(found) != tile.width:
        raise Malformed(f"{BUNDLE}{numbered(tile.number, tile.width)} does not hold {tile.width} entries")
    return found
