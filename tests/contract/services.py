"""The five services as they are put together, nothing opened or started."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from shared.auth.tokens import ByToken
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock, SystemIds
from shared.heard import Reaction
from shared.testing.running import Builder, store_url
from shared.web.app import Part, Surroundings
from shared.web.reader import Actors, from_local_header

NAMES: Final = ("intake", "assessment", "review", "publication", "events")
REACTING: Final = NAMES[:4]
"""The ledger reacts to nothing in particular: it takes everything."""
NOWHERE: Final = "sqlite:///" + str(Path(__file__).parent / "never-made.db")


@cache
def part(name: str) -> Part:
    """A service with its app, as one process runs all of them."""
    return _built(name, from_local_header)


@cache
def served(name: str) -> Part:
    """The same as `koploper serve` runs it."""
    return _built(name, ByToken({}))


def _built(name: str, actors: Actors) -> Part:
    around = Surroundings(EmbeddedBus(NOWHERE), SystemClock(), SystemIds(), actors)
    settings = import_module(f"services.{name}.settings").Settings(store_url=NOWHERE)
    built: Part = import_module(f"services.{name}.app").build(settings, around)
    return built


def builder(name: str) -> Builder:
    """How a service is put together to run on a test's folder."""

    def build(data: Path, around: Surroundings) -> Part:
        settings = import_module(f"services.{name}.settings").Settings(store_url=store_url(data, name))
        made: Part = import_module(f"services.{name}.app").build(settings, around)
        return made

    return build


def reactions(name: str) -> Sequence[Reaction[Any]]:
    """What a service reacts to."""
    found: Sequence[Reaction[Any]] = import_module(f"services.{name}.reactions").REACTIONS
    return found
