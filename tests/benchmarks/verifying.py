"""`python -m tests.benchmarks.verifying FOLDER N`: verify a log, or only hash its entries; tells in JSON what it took.

A process of its own, so that the memory it came to is that of one or the other.
"""

import hashlib
import resource
import sys
from pathlib import Path
from time import process_time

import orjson

from cli.verify import log
from cli.verify.places import Folder
from cli.verify.trust import Trust
from tests.benchmarks.journeys import bodies
from tests.unit.cli.verify.logs import LOG, written


def main(what: str, folder: Path, initiatives: int) -> None:
    match what:
        case "write":
            told: dict[str, float] = {"entries": write(folder, initiatives)}
        case "verify":
            began = process_time()
            found = log.verify(Folder(folder), Trust((LOG.verifier,)))
            told = {"seconds": process_time() - began}
            if not found.true:
                raise RuntimeError(f"a true log is not believed: {found.wrong}")
        case _:
            told = {"seconds": hashed(folder)}
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.buffer.write(orjson.dumps(told))


def write(folder: Path, initiatives: int) -> int:
    """A log of the journeys of so many; gives how many entries they are."""
    made = list(bodies(initiatives))
    written(folder, made)
    return len(made)


def hashed(folder: Path) -> float:
    """Seconds of one SHA-256 for each entry; reading them is not counted."""
    took = 0.0
    for file in sorted(each for each in (folder / "tile" / "entries").rglob("*") if each.is_file()):
        bundle, at, some = file.read_bytes(), 0, []
        while at < len(bundle):
            end = at + 2 + int.from_bytes(bundle[at : at + 2])
            some.append(bundle[at + 2 : end])
            at = end
        began = process_time()
        for body in some:
            hashlib.sha256(body).digest()
        took += process_time() - began
    return took


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
