"""Deliveries in another order, as a broker's partitions may give them: shuffled, but each key's own order kept."""

from collections import defaultdict, deque
from collections.abc import Sequence
from random import Random  # noqa: TID251 - seeded, and in tests only

from shared.bus.embedded import Order
from shared.bus.protocol import Delivery


def between_keys(seed: int) -> Order:
    """An order for the embedded bus; the same seed shuffles the same way."""
    chance = Random(seed)  # noqa: S311 - nothing here is secret

    def order(found: Sequence[tuple[str, Delivery]]) -> Sequence[tuple[str, Delivery]]:
        queues: dict[str, deque[tuple[str, Delivery]]] = defaultdict(deque)
        for key, delivery in found:
            queues[key].append((key, delivery))
        turns = [key for key, _ in found]
        chance.shuffle(turns)
        return [queues[key].popleft() for key in turns]

    return order
