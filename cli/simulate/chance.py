"""Chance from a seed: the same draws in every run."""

import random  # noqa: TID251 - drawn from a seed that is given
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")


class Chance:
    """One source of chance; `of` names what it is for, so that others are drawn apart from it."""

    def __init__(self, seed: int, of: str) -> None:
        self._random: Final = random.Random(f"{seed} {of}")  # noqa: S311 - not a secret, and from a seed

    def hits(self, share: float) -> bool:
        """True this often, of 1."""
        return self._random.random() < share

    def one(self, of: Sequence[T]) -> T:
        return self._random.choice(of)

    def some(self, of: Sequence[T], least: int, most: int) -> list[T]:
        """Between `least` and `most` of them, each once."""
        return self._random.sample(of, self._random.randint(least, most))

    def between(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def around(self, usual: float) -> float:
        """About `usual`, now and then much more: as long as people take."""
        return usual * self._random.lognormvariate(0, 0.6)

    def bits(self) -> int:
        """64 of them."""
        return self._random.getrandbits(64)
