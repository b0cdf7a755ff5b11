"""Whether a proof holds: RFC 9162 (2.1.3.2 and 2.1.4.2), whose steps also bind how long a proof is."""

from collections.abc import Sequence

from shared.merkle.hashing import EMPTY, WIDTH, Hash, node


class Unproven(Exception):
    """A proof does not show what it is said to show; the sentence says where it stops."""


def inclusion(leaf: Hash, position: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise Unproven unless `proof` shows that the tree of `size` leaves with this `root` has `leaf` at `position`."""
    if not 0 <= position < size:
        raise Unproven(f"a tree of {size} leaves has none at {position}")
    _whole(proof, root)
    place, last, found = position, size - 1, leaf
    for part in proof:
        if last == 0:
            raise Unproven(f"the proof goes on above the root: it has {len(proof)} hashes")
        if place & 1 or place == last:
            found = node(part, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, part)
        place, last = place >> 1, last >> 1
    if last:
        raise Unproven(f"the proof ends below the root: it has {len(proof)} hashes")
    if found != root:
        raise Unproven(f"the leaf at {position} leads to another root than the tree of {size} has")


def consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise Unproven unless `proof` shows that the tree of `new` leaves begins with that of `old` leaves."""
    if not 0 <= old <= new:
        raise Unproven(f"a tree of {old} leaves does not come before one of {new}")
    _whole(proof, old_root, new_root)
    if old in {0, new}:
        _nothing_to_prove(old, new, proof, old_root, new_root)
        return
    if not proof:
        raise Unproven("the proof is empty")
    parts = [old_root, *proof] if old & (old - 1) == 0 else [*proof]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = becomes = Hash(parts[0])
    for part in parts[1:]:
        if last == 0:
            raise Unproven(f"the proof goes on above the root: it has {len(proof)} hashes")
        if place & 1 or place == last:
            was, becomes = node(part, was), node(part, becomes)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            becomes = node(becomes, part)
        place, last = place >> 1, last >> 1
    if last:
        raise Unproven(f"the proof ends below the root: it has {len(proof)} hashes")
    if was != old_root:
        raise Unproven(f"the proof leads to another root than the tree of {old} has")
    if becomes != new_root:
        raise Unproven(f"the tree of {new} does not begin with that of {old}")


def _nothing_to_prove(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    if proof:
        raise Unproven(f"there is nothing to prove from {old} to {new}, and the proof has {len(proof)} hashes")
    if old == new and old_root != new_root:
        raise Unproven(f"two trees of {old} leaves have two roots")
    for size, root in ((old, old_root), (new, new_root)):
        if size == 0 and root != EMPTY:
            raise Unproven("a tree without leaves has another root")


def _whole(proof: Sequence[bytes], *roots: bytes) -> None:
    if any(len(each) != WIDTH for each in (*proof, *roots)):
        raise Unproven(f"a hash is {WIDTH} bytes long, and one of these is not")
