"""A process that writes to a store beside others: `python -m tests.contract.writing <url> <number> <events>`."""

import sys

from sqlalchemy import insert

from shared.store import schema
from shared.store.store import Store


def main(url: str, number: str, events: str) -> None:
    """Append `events`, some transactions with several, each as soon as the one before is committed."""
    store = Store(url, "toy")
    version = 0
    while version < int(events):
        with store.transaction() as connection:
            for _ in range(1 + version % 3):
                version += 1
                connection.execute(
                    insert(schema.event).values(
                        stream=f"tally-{number}",
                        version=version,
                        id=f"{number}/{version}",
                        type="t",
                        causation="c",
                        ordinal=0,
                        body=b"{}",
                    )
                )
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
