"""Bringing rows in: what each would change, and then doing it; what is there already is passed over."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar

from cli.client import Client, NotReachable, SaysNo
from cli.operate import OPERATOR
from cli.registers.columns import FIELDS
from cli.registers.rows import Read

T = TypeVar("T")
Item = Mapping[str, Any]
Outcome = Literal["new", "unchanged", "changed", "refused"]

ENTRIES: Final = "/intake/v1/register-entries"
AT_ONCE: Final = 16
"""Rows that are asked about together: intake writes them in one go."""
OF_THE_ROW: Final = frozenset({400, 409, 413})
"""With which statuses intake says no to a row; all else is about the whole."""
CONTACT: Final = "contact"
COMPARED: Final = tuple(dict.fromkeys(each.name.partition(".")[0] for each in FIELDS))


@dataclass(frozen=True, slots=True)
class Told:
    """A row, what becomes of it, and why not; `differs` says of each field that changes what it was and becomes."""

    row: Read
    outcome: Outcome
    why: Sequence[str] = ()
    differs: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    before: int = 0
    """The version of its entry so far; 0 where there is none."""
    entry: str | None = None
    """The entry it is about; None of a row that was refused."""


async def known(client: Client, register: str) -> dict[str, Item]:
    """What intake has of a register, by id."""
    return {each["id"]: each for each in await client.all(ENTRIES, OPERATOR, register=register)}


async def tell(
    client: Client, register: str, rows: Sequence[Read], entries: Mapping[str, Item], done: Callable[[], None]
) -> list[Told]:
    """What would become of each row; nothing is written. Raises SaysNo or NotReachable for what is not about a row."""

    async def one(row: Read) -> Told:
        if row.wrong:
            return Told(row, "refused", row.wrong)
        try:
            would = await client.post(_address(register), {**row.body, "dryRun": True}, OPERATOR)
        except SaysNo as no:
            if no.status not in OF_THE_ROW:
                raise
            return Told(row, "refused", [str(no)])
        entry, before = would["id"], entries.get(would["id"])
        if before is None:
            return Told(row, "new", entry=entry)
        version = before["version"]
        if would["version"] == version:
            return Told(row, "unchanged", before=version, entry=entry)
        return Told(row, "changed", differs=_different(row.body, before), before=version, entry=entry)

    return await _some_at_once(rows, one, done)


def absent(rows: Sequence[Told], entries: Mapping[str, Item]) -> int:
    """How many entries of the register no row is about."""
    return len(set(entries) - {told.entry for told in rows})


async def bring_in(client: Client, register: str, rows: Sequence[Told], done: Callable[[], None]) -> None:
    """Bring in rows that are new or changed; raises SaysNo or NotReachable when that ends halfway.

    Done again, it goes on: what was brought in is there, and the same request is answered as before.
    """

    async def one(told: Told) -> None:
        await client.post(_address(register), told.row.body, OPERATOR, _key(told))

    await _some_at_once(rows, one, done)


async def _some_at_once(rows: Sequence[T], one: Callable[[T], Awaitable[Any]], done: Callable[[], None]) -> list[Any]:
    """The results of `one` for all rows, in order, some of them under way together.

    When one fails no more are begun; what is under way is ended first, so that `done` counts what is done.
    """
    left, found = iter(enumerate(rows)), [None] * len(rows)
    failed: list[Exception] = []

    async def work() -> None:
        for at, row in left:
            try:
                found[at] = await one(row)
            except (SaysNo, NotReachable) as no:
                failed.append(no)
            else:
                done()
            if failed:
                return

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    if failed:
        raise failed[0]
    return found


def _address(register: str) -> str:
    return f"/intake/v1/registers/{register}/entries"


def _key(told: Told) -> str:
    """The same for the same row at the same version of its entry: a row that changed back is another request."""
    said = json.dumps([told.before, told.row.body], sort_keys=True, ensure_ascii=False)
    return f"import-{hashlib.sha256(said.encode()).hexdigest()}"


def _different(body: Mapping[str, Any], before: Item) -> dict[str, tuple[Any, Any]]:
    """What a row changes in an entry; that of a contact is in the vault, so only that it changes is told."""
    found = {
        name: (before.get(name), body.get(name))
        for name in COMPARED
        if name != CONTACT and before.get(name) != body.get(name)
    }
    is_there, becomes = before.get(CONTACT) is not None, CONTACT in body
    if is_there != becomes or not found:
        found[CONTACT] = (is_there, becomes)
    return found
