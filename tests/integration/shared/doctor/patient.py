"""What is done to the patient, and what the doctor says of it."""

from sqlalchemy import text

from shared.doctor.examine import examine
from shared.doctor.finding import Finding
from shared.testing.running import Running


async def spoil(now: Running, *statements: str) -> None:
    """Write past the service."""
    await now.service("intake").store.write(
        lambda connection: [connection.execute(text(statement)) for statement in statements]
    )


async def alter(now: Running, table: str, change: str, row: int) -> None:
    """Change one row past the service."""
    await spoil(now, " ".join(("UPDATE", table, "SET", change, "WHERE rowid =", str(row))))


async def found(now: Running) -> list[Finding]:
    return list((await examine(now.service("intake"))).findings)


async def names(now: Running) -> list[str]:
    """The checks that found something."""
    return [finding.check for finding in await found(now)]
