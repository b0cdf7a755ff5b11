"""Add to the corpus what it lacks."""

import sys

from tests.contract.history import add

if __name__ == "__main__":
    try:
        added = add()
    except ValueError as no:
        sys.exit(f"{no}\nNothing was added.")
    sys.stdout.write("".join(f"{name}\n" for name in added) or "Nothing lacked.\n")
