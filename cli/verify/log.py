"""A whole log: its checkpoint and who signed it, its tree, and every entry by its own bytes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from cli.language import say
from cli.verify import kept, origins
from cli.verify.along import Along
from cli.verify.findings import Findings, Wrong
from cli.verify.origins import Origins
from cli.verify.places import BUNDLE, Missing, Place, Unsafe
from cli.verify.signatures import by_whom
from cli.verify.streams import Streams
from cli.verify.trust import Trust
from cli.verify.words import entries, many, these
from shared.merkle import growing, hashing
from shared.merkle.growing import Edge
from shared.merkle.hashing import Hash
from shared.merkle.tiles import FULL, HEIGHT, Tile, numbered
from shared.notes.checkpoint import Checkpoint
from shared.notes.note import Malformed

AT_ONCE: Final = 16
"""Bundles that are hashed into the tree together."""
Tell = Callable[[int, int], object]
"""Hears how many entries were looked at, of how many."""


def verify(place: Place, trust: Trust, tell: Tell = lambda *_: None) -> Findings:
    """Look at everything; raises NotRead where nothing can be said."""
    found = Findings()
    signed = by_whom(place, trust, found)
    if signed is not None:
        _entries(place, signed.told, trust, found, tell)
    return found


def _entries(place: Place, told: Checkpoint, trust: Trust, found: Findings, tell: Tell) -> None:
    streams, anew, along = Streams(), Origins(), Along(place, told.size, found)
    grown = _Grown((each.size for each in trust.kept), along)
    for tile in _bundles(told.size):
        try:
            bundle = place.read(BUNDLE + numbered(tile.number, tile.width))
            bodies = _split(bundle, tile)
        except (Missing, Unsafe, Malformed) as error:
            found.add(Wrong("file", str(error), tile.number * FULL + 1))
            along.end(None)
            return
        some = [hashing.leaf(body) for body in bodies]
        along.tile(tile, b"".join(some))
        along.bundle(tile, bundle, bodies)
        grown.add(some)
        for wrong in filter(None, map(streams.take, bodies)):
            found.add(wrong)
        if origins.MARK in bundle:
            for position, body in enumerate(bodies, tile.number * FULL + 1):
                if origins.MARK in body:
                    anew.take(position, body)
        tell(tile.number * FULL + tile.width, told.size)
    _end(grown.end(), told, streams, found)
    anew.end(place, told, trust.log, found)
    along.end(anew.count)
    kept.hold(trust.kept, grown.roots, told, anew.begun, found)


class _Grown:
    """The tree of the entries so far, and the roots that it had when it had some sizes; `along` hears its tiles."""

    def __init__(self, sizes: Iterable[int], along: Along) -> None:
        self._along: Final = along
        self._sizes: Final = sorted(set(sizes), reverse=True)
        self._edge = growing.EMPTY
        self._leaves: list[Hash] = []
        self.roots: Final[dict[int, Hash]] = {}
        self._look()

    def add(self, leaves: Sequence[Hash]) -> None:
        self._leaves += leaves
        self._look()
        if len(self._leaves) >= AT_ONCE * FULL:
            self._grow()

    def end(self) -> Edge:
        """The whole of it, once there are no more; what stands at its right edge above the leaves is told now."""
        self._grow()
        for level, hashes in enumerate(self._edge.last):
            if level and hashes:
                number = self._edge.size >> level * HEIGHT
                self._along.tile(Tile(level, number // FULL, number % FULL), hashes)
        return self._edge

    def _grow(self) -> None:
        (self._edge, changed), self._leaves = self._edge.and_(self._leaves), []
        for tile, hashes in changed.items():
            if tile.level and tile.width == FULL:
                self._along.tile(tile, hashes)

    def _look(self) -> None:
        while self._sizes and (more := self._sizes[-1] - self._edge.size) <= len(self._leaves):
            self.roots[self._sizes.pop()] = self._edge.and_(self._leaves[:more])[0].root


def _end(edge: Edge, told: Checkpoint, streams: Streams, found: Findings) -> None:
    if edge.root == told.root:
        found.checked.append(
            say(
                f"De boom van {these(told.size)} heeft de wortel die getekend is.",
                f"The tree of {these(told.size)} has the root that was signed.",
            )
        )
    else:
        has = "has" if told.size == 1 else "have"
        says = say(
            f"de boom van {these(told.size)} heeft een andere wortel dan getekend is",
            f"{these(told.size)} {has} another root than was signed",
        )
        found.add(Wrong("tree", says))
    before = found.count
    for wrong in streams.end():
        found.add(wrong)
    if found.count > before:
        return
    complete = say(
        many(streams.count, "stroom is volledig", "stromen zijn volledig"),
        many(streams.count, "stream is complete", "streams are complete"),
    )
    if not streams.undecided:
        caused = say("en wat elk feit veroorzaakte, staat erin", "and what caused each fact is there")
        found.checked.append(f"{complete}, {caused}.")
        return
    found.checked.append(f"{complete}.")
    few = streams.undecided
    nl, en = ("heeft", "has") if few == 1 else ("hebben", "have")
    found.unknown.append(
        say(
            f"Van de nieuwste feiten {nl} er {few} geen oorzaak in het logboek: die "
            "kan iets later vastgelegd zijn. Controleer het dan opnieuw.",
            f"Of the newest facts {few} of them {en} no cause in the ledger: it may be "
            "recorded a little later. Check again then.",
        )
    )


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
        path, all_of_it = BUNDLE + numbered(tile.number, tile.width), entries(tile.width)
        raise Malformed(say(f"{path} bevat niet {all_of_it}", f"{path} does not hold {all_of_it}"))
    return found
