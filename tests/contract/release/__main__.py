"""Keep what a release left in a data folder."""

import sys
from pathlib import Path

from tests.contract.release import keep

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m tests.contract.release FOLDER")
    keep(Path(sys.argv[1]))
