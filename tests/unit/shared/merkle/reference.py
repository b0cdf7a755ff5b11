"""The tree of RFC 6962 as its section 2.1 writes it down, for lists: slow, and nothing of `shared.merkle` is in it."""

import hashlib

Leaves = list[bytes]


def mth(d: Leaves) -> bytes:
    """MTH(D[n])."""
    n = len(d)
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + d[0]).digest()
    k = _k(n)
    return hashlib.sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Leaves) -> list[bytes]:
    """PATH(m, D[n])."""
    n = len(d)
    if n == 1:
        return []
    k = _k(n)
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: Leaves) -> list[bytes]:
    """PROOF(m, D[n])."""
    return _subproof(m, d, known=True)


def _subproof(m: int, d: Leaves, *, known: bool) -> list[bytes]:
    n = len(d)
    if m == n:
        return [] if known else [mth(d)]
    k = _k(n)
    if m <= k:
        return [*_subproof(m, d[:k], known=known), mth(d[k:])]
    return [*_subproof(m - k, d[k:], known=False), mth(d[:k])]


def _k(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def tile(d: Leaves, level: int, number: int) -> bytes:
    """The hashes of a tile after C2SP tlog-tiles, as far as `d` has the leaves for it."""
    wide = 256**level
    places = range(number * 256, min((number + 1) * 256, len(d) // wide))
    return b"".join(mth(d[place * wide : (place + 1) * wide]) for place in places)
