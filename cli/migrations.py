"""Bringing stores to the present shape, apart from running on them: for operators who do that by itself."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from cli.cannot import CannotRun
from cli.language import say
from cli.system import SERVICES, Lock, build_one, store_url
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock, SystemIds
from shared.errors import StoreAway
from shared.store import migrate
from shared.web.app import Surroundings
from shared.web.reader import from_local_header


async def run(console: Console, services: Sequence[str], url: str | None, data: Path, *, as_json: bool) -> None:
    """Bring the stores of these services (all, when none is named) up, and show what was run; raises CannotRun.

    With `url` there is one, which others may use meanwhile; else they are those in the data folder.
    """
    lock = Lock.take(data) if url is None else None
    try:
        ran = {name: await _one(name, url or store_url(data, name)) for name in services or SERVICES}
    finally:
        if lock is not None:
            lock.release()
    if as_json:
        console.print_json(json.dumps([{"service": name, "ran": steps} for name, steps in ran.items()]))
    else:
        _show(console, ran)


async def _one(name: str, url: str) -> list[str]:
    around = Surroundings(EmbeddedBus("sqlite://"), SystemClock(), SystemIds(), from_local_header)  # never opened
    part = build_one(name, url, around)
    try:
        return await migrate.upgrade(part.service.store, part.migrations)
    except migrate.NewerStore as newer:
        raise CannotRun(
            say(
                f"De gegevens van {name} zijn door een nieuwere versie gemaakt; er is niets veranderd. "
                "Gebruik die versie.",
                f"The data of {name} were made by a newer version; nothing was touched. Use that version.",
            )
        ) from newer
    except StoreAway as away:
        raise CannotRun(
            say(
                f"De opslag van {name} is er niet: {away} Er is niets veranderd; probeer het later weer.",
                f"{away} Nothing was changed; try again later.",
            )
        ) from away
    finally:
        await part.service.close()


def _show(console: Console, ran: Mapping[str, Sequence[str]]) -> None:
    for name, steps in ran.items():
        done = ", ".join(steps) or say("was al bij", "was up to date")
        console.print(f"{name}: {done}", soft_wrap=True, markup=False, highlight=False)
