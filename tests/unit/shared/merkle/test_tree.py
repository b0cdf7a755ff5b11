"""The tree and its proofs are those of RFC 6962, and what is no proof is refused."""

import hashlib
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.merkle import growing, hashing, nodes, proving, tiles, verifying
from shared.merkle.hashing import Hash
from tests.unit.shared.merkle import reference

KNOWN: Final = [bytes.fromhex(each) for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes.fromhex("606162636465666768696a6b6c6d6e6f")
]
"""The leaves with which implementations of Certificate Transparency try each other."""
ROOTS: Final = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

SIZES = st.one_of(st.integers(1, 40), st.integers(1, 700), st.sampled_from([255, 256, 257, 511, 512, 513]))


def leaves(size: int) -> list[bytes]:
    return [str(place).encode() for place in range(size)]


class Kept:
    """The tiles of a tree, kept as its keeper does: the widest of each."""

    def __init__(self, data: Sequence[bytes], batches: Sequence[int] = ()) -> None:
        self.edge = growing.EMPTY
        self.tiles: dict[tuple[int, int], bytes] = {}
        hashes = [hashing.leaf(each) for each in data]
        for cut in [*batches, len(hashes)]:
            self.edge, changed = self.edge.and_(hashes[:cut])
            self.tiles |= {(tile.level, tile.number): found for tile, found in changed.items()}
            hashes = hashes[cut:]

    def read(self, tile: tiles.Tile) -> bytes:
        return self.tiles[tile.level, tile.number]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_known_roots(size: int) -> None:
    """Roots that everybody knows come out."""
    assert Kept(KNOWN[:size]).edge.root.hex() == ROOTS[size]
    assert reference.mth(KNOWN[:size]).hex() == ROOTS[size]


@given(SIZES, st.lists(st.integers(0, 300), max_size=8))
@example(256, [])
@example(70_000, [1, 65_535])
def test_a_tree_grows_to_the_same(size: int, batches: list[int]) -> None:
    """However its leaves come in, root and tiles are those of the whole tree, and of each tile only the width says."""
    data = leaves(size)
    kept = Kept(data, batches)
    assert kept.edge.size == size
    assert kept.edge.root == proving.root(kept.read, size)
    widest = {(tile.level, tile.number): tile.width * hashing.WIDTH for tile in tiles.of(size)}
    assert {place: len(found) for place, found in kept.tiles.items()} == widest
    if size <= 1_000:
        assert kept.edge.root == reference.mth(data)
        assert all(found == reference.tile(data, *place) for place, found in kept.tiles.items())


@given(st.integers(0, 70_000))
@example(70_000)
@example(256)
def test_the_tiles_of_a_size(size: int) -> None:
    """A partial tile is as wide as C2SP tlog-tiles says; an empty one is none."""
    found = list(tiles.of(size))
    for level in range(4):
        rest = size // 256**level % 256
        assert [tile.width for tile in found if tile.level == level and tile.width < 256] == ([rest] if rest else [])
        assert sum(tile.level == level and tile.width == 256 for tile in found) == size // 256 ** (level + 1)


@given(SIZES, st.data())
def test_the_edge_is_what_the_tiles_tell(size: int, drawn: st.DataObject) -> None:
    """A tree goes on from its tiles, also as it was when it was smaller."""
    kept = Kept(leaves(size))
    smaller = drawn.draw(st.integers(0, size))
    found = growing.at(smaller, {tile: kept.read(tile) for tile in tiles.of(smaller)})
    assert found.root == reference.mth(leaves(smaller))
    again, _ = found.and_([hashing.leaf(each) for each in leaves(size)[smaller:]])
    assert again == kept.edge


def test_an_edge_of_short_tiles() -> None:
    """A tile that lacks what it should hold is told."""
    kept = Kept(leaves(5))
    with pytest.raises(ValueError, match=r"tile 0/000\.p/5 is 128 bytes long"):
        growing.at(5, {tiles.Tile(0, 0, 5): kept.read(tiles.Tile(0, 0))[:128]})
    with pytest.raises(ValueError, match=r"tile 0/000\.p/\d is 64 bytes long"):
        proving.inclusion(lambda tile: kept.read(tile)[:64], 4, 5)


@given(SIZES, st.data())
def test_inclusion(size: int, drawn: st.DataObject) -> None:
    """The proof of each leaf in each tree, also a smaller one of before, is the RFC's, and holds."""
    kept = Kept(leaves(size))
    then = drawn.draw(st.integers(1, size))
    position = drawn.draw(st.integers(0, then - 1))
    proof = proving.inclusion(kept.read, position, then)
    assert proof == reference.path(position, leaves(then))
    verifying.inclusion(hashing.leaf(leaves(size)[position]), position, then, proof, reference.mth(leaves(then)))


@given(SIZES, st.data())
def test_consistency(size: int, drawn: st.DataObject) -> None:
    """The proof between each two trees is the RFC's, and holds."""
    kept = Kept(leaves(size))
    new = drawn.draw(st.integers(0, size))
    old = drawn.draw(st.integers(0, new))
    proof = proving.consistency(kept.read, old, new)
    assert proof == (reference.proof(old, leaves(new)) if old else [])
    verifying.consistency(old, new, proof, reference.mth(leaves(old)), reference.mth(leaves(new)))


@given(st.integers(2, 200), st.data())
def test_no_proof_holds_for_anything_else(size: int, drawn: st.DataObject) -> None:
    """A proof that is bent anywhere, or told of another place, size, leaf or root, is refused."""
    kept = Kept(leaves(size))
    position = drawn.draw(st.integers(0, size - 1))
    proof: list[Hash] = proving.inclusion(kept.read, position, size)
    leaf, root = hashing.leaf(leaves(size)[position]), kept.edge.root
    other = drawn.draw(st.integers(0, size - 1).filter(lambda place: place != position))
    bent = drawn.draw(st.integers(0, len(proof) - 1))
    changed = [Hash(hashlib.sha256(each).digest()) if at == bent else each for at, each in enumerate(proof)]
    for place, told, part, found in (
        (other, proof, leaf, root),
        (position, changed, leaf, root),
        (position, proof[:-1], leaf, root),
        (position, [*proof, root], leaf, root),
        (position, proof, hashing.leaf(leaves(size)[other]), root),
        (position, proof, leaf, hashing.EMPTY),
    ):
        with pytest.raises(verifying.Unproven):
            verifying.inclusion(part, place, size, told, found)


@given(st.integers(2, 200), st.data())
def test_history_cannot_be_another(size: int, drawn: st.DataObject) -> None:
    """Two trees of which the smaller is not the larger one's beginning have no proof that holds."""
    old = drawn.draw(st.integers(1, size - 1))
    rewritten = leaves(size)
    rewritten[drawn.draw(st.integers(0, old - 1))] = b"another"
    kept = Kept(rewritten)
    proof = proving.consistency(kept.read, old, size)
    with pytest.raises(verifying.Unproven):
        verifying.consistency(old, size, proof, reference.mth(leaves(old)), kept.edge.root)


@pytest.mark.parametrize(("position", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_such_leaf(position: int, size: int) -> None:
    """A place that a tree does not have is told, to who proves and to who verifies."""
    with pytest.raises(ValueError, match=f"a tree of {size} leaves has none at {position}"):
        nodes.beside(position, size)
    with pytest.raises(verifying.Unproven, match=f"a tree of {size} leaves has none at {position}"):
        verifying.inclusion(hashing.EMPTY, position, size, [], hashing.EMPTY)


def test_no_such_history() -> None:
    """A larger tree does not come before a smaller one."""
    with pytest.raises(ValueError, match="a tree of 4 leaves does not come before one of 3"):
        nodes.between(4, 3)
    with pytest.raises(verifying.Unproven, match="a tree of 4 leaves does not come before one of 3"):
        verifying.consistency(4, 3, [], hashing.EMPTY, hashing.EMPTY)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (tiles.Tile(0, 0), "0/000"),
        (tiles.Tile(0, 1_234_067), "0/x001/x234/067"),
        (tiles.Tile(2, 1_000, 17), "2/x001/000.p/17"),
        (tiles.Tile(63, 999, 255), "63/999.p/255"),
    ],
)
def test_the_path_of_a_tile(tile: tiles.Tile, path: str) -> None:
    """A tile's address is that of C2SP tlog-tiles, both ways."""
    assert tile.path == path
    assert tiles.at(path) == tile


@given(st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_path_leads_back(level: int, number: int, width: int) -> None:
    """No two tiles share an address."""
    tile = tiles.Tile(level, number, width)
    assert tiles.at(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "0/", "0/0", "0/00", "0/0000", "00/000", "64/000", "-1/000", "0/x000/000", "0/x001", "0/001/000"),
        *("0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/", "0/000/", "0/..", "0/000.p/1/x", "0/٠٠٠", "0/000\n"),
    ],
)
def test_what_is_no_path(path: str) -> None:
    """An address is written one way; another, which a cache would keep apart, is none."""
    with pytest.raises(ValueError, match="names no tile"):
        tiles.at(path)
