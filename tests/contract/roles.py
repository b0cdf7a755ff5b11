"""`python -m tests.contract.roles`: write docs/roles.md anew."""

from pathlib import Path
from typing import Final

from tests.contract import acts

FILE: Final = Path(__file__).parents[2] / "docs" / "roles.md"

if __name__ == "__main__":
    FILE.write_text(acts.table())
