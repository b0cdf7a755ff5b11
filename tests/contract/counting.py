"""In which states old facts count: those that the corpus' own facts come to, one after the other, in every order."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from shared import envelope
from shared.decider import Decider
from tests.contract.services import part

DEPTH: Final = 14
"""Facts in a row."""
OF_A_KIND: Final = 150
"""States of a class that are gone on from; their number grows without end, and what counts in them does not."""

Told = tuple[str, Any]
"""The name of a file, and its fact."""


def nowhere(files: Mapping[str, bytes]) -> list[str]:
    """The files whose fact changes no state that was come to."""
    return sorted(name for decider, facts in _deciders(files) for name in _without_effect(decider, facts))


def _deciders(files: Mapping[str, bytes]) -> Iterator[tuple[Decider[Any, Any, Any], Sequence[Told]]]:
    """Each decider with the facts of its streams."""
    found: dict[int, Decider[Any, Any, Any]] = {}
    facts: dict[int, list[Told]] = defaultdict(list)
    for name, body in files.items():
        model = part(envelope.open_(body).service).service.model
        fact = model.load(body)
        decider = model.core.decider(fact.stream)
        found[id(decider)] = decider
        facts[id(decider)].append((name, fact.event))
    return ((decider, facts[key]) for key, decider in found.items())


def _without_effect(decider: Decider[Any, Any, Any], facts: Sequence[Told]) -> set[str]:
    left, reached, kinds = {name for name, _ in facts}, [decider.initial], Counter[type]()
    seen = {repr(decider.initial)}
    for _ in range(DEPTH):
        following = []
        for state in reached:
            for name, event in facts:
                after = decider.evolve(state, event)
                if after == state:
                    continue
                left.discard(name)
                if repr(after) not in seen and kinds[type(after)] < OF_A_KIND:
                    seen.add(repr(after))
                    kinds[type(after)] += 1
                    following.append(after)
        reached = following
    return left
