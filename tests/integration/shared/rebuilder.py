"""A rebuild in a process of its own: `python -m tests.integration.shared.rebuilder URL READS`.

It rebuilds the toy's tallies fact by fact, and kills its process when it is to read for the READS-th time.
"""

import asyncio
import os
import signal
import sys
from typing import Any, Final

from shared import read_model as read_models
from shared import rebuild as rebuilds
from shared.read_model import OwnEvents, ReadModel
from shared.rebuild import Rebuild
from shared.store.store import Store
from shared.testing.given import act, uuid
from shared.testing.seeded import SeededIds
from shared.unfinished import Unfinished, release
from tests.toy.core import SERVICE
from tests.toy.stand import MODEL

FIRST: Final = uuid(501)


async def run(url: str, reads: int) -> None:
    read_models._AFTER = read_models._after(1)  # type: ignore[misc]  # this process lives for this only
    rebuilds.PAGES = 1  # type: ignore[misc]
    store = Store(url, SERVICE)
    kept = Unfinished(FIRST, "tallies", release())
    rebuild = Rebuild(store, ReadModel(MODEL.projections[0], OwnEvents(MODEL)), unfinished=kept)
    read, left = rebuild._read, [reads]

    def read_or_die() -> Any:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return read()

    rebuild._read = read_or_die  # type: ignore[method-assign]
    await rebuild.run(MODEL, SeededIds(9), act("operator"), "a test", dry=False)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2])))
