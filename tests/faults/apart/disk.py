"""A disk that is full: the database of a service on a file system of a few MB, which somebody fills up."""

import asyncio
import os
import pwd
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from psycopg import sql

from tests.faults.apart.fault import Fault, Whole

ON_IT: Final = ("intake", "assessment", "events")
TIMES: Final = 2
SIZE: Final = "96m"
BLOCK: Final = bytes(4096)


async def disturb(scene: Whole) -> None:
    """Fill it up until somebody cannot write, and make room again."""
    small = await _move(scene)
    for service in ON_IT * TIMES:
        await scene.load.acknowledged(5)
        failed = _counted(scene, service)
        await asyncio.to_thread(_fill, small / "ballast")
        await scene.until(failed, f"somebody cannot write any more, {service} for one")
        await asyncio.sleep(scene.chance.uniform(0, 3))
        (small / "ballast").unlink()
        began = time.monotonic()
        await scene.load.acknowledged(1)
        scene.done(f"room again for {service}, people were answered", time.monotonic() - began)


def _counted(scene: Whole, service: str) -> Callable[[], bool]:
    """Tells whether a full disk was met since now: somebody was told so, or what is heard could not be written."""
    (replica,) = scene.town.replicas[service]
    said, away = len(replica.said), scene.town.witness.away
    return lambda: scene.town.witness.away > away or "DiskFull" in replica.said[said:]


async def _move(scene: Whole) -> Path:
    """Put databases on a small file system; their services are stopped meanwhile."""
    small = await asyncio.to_thread(_mounted, scene.after)
    scene.server.run(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(sql.Literal(str(small / "data"))))
    for service in ON_IT:
        (replica,) = scene.town.replicas[service]
        await scene.town.stop(replica)
        name = scene.town.stores[service].rpartition("/")[2]
        scene.server.run(sql.SQL("ALTER DATABASE {} SET TABLESPACE small").format(sql.Identifier(name)))
        await scene.town.ready(await scene.town.begin(service))
    return small


def _mounted(after: ExitStack) -> Path:
    """A small file system of our own, with a folder in it for PostgreSQL's data."""
    small = Path(tempfile.mkdtemp(prefix="koploper-small-"))
    after.callback(small.rmdir)
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", small], check=True)  # noqa: S603
    after.callback(partial(subprocess.run, ["/bin/umount", small], check=True))
    small.chmod(0o755)
    place = small / "data"
    place.mkdir()
    owner = pwd.getpwnam("postgres")
    os.chown(place, owner.pw_uid, owner.pw_gid)
    return small


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as ballast:
        try:
            while ballast.write(BLOCK):
                continue
        except OSError:  # full, which is what was wanted
            return


FAULT: Final = Fault(
    "disk-full",
    "the disk of one service's database full, and room again",
    "people are answered again",
    disturb,
    needs_root=True,
)
