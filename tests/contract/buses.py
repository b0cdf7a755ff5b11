"""The buses that the contract is for: each opens on a place of the test, again and again."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import Bus, topic_of
from shared.testing.running import store_url
from shared.testing.shuffled import between_keys
from tests.parts.kafka import ADDRESS, Apart

TOPIC: Final = topic_of("neighbour")


def embedded(place: Path) -> Bus:
    return EmbeddedBus(store_url(place, "bus"))


def shuffling(place: Path) -> Bus:
    return EmbeddedBus(store_url(place, "bus"), between_keys(7))


def kafka(place: Path) -> Bus:
    """The run's broker, with topics and groups of this place."""
    return Apart(os.environ[ADDRESS], place)


ADAPTERS: Final[Mapping[str, Callable[[Path], Bus]]] = {
    "embedded": embedded,
    "embedded, shuffling": shuffling,
    "kafka": kafka,
}
