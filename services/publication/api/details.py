"""Whose details an approval lets be published: the submitter's own, or those of another contact person."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from services.publication import commands, events
from services.publication.api.acting import OFFICE
from shared import known
from shared.errors import Stale
from shared.handle import Provided
from shared.service import Service
from shared.web.desk import Desk


def sealed(desk: Desk, given: dict[str, str], of: Sequence[str]) -> events.PublishedContact:
    """Each in the vault for its own people; everybody reads it while it is out (see `reading.also`).

    They are about the submitter, unless they are of somebody else (`of`); and about whoever has the address.
    """
    actor = desk.act.actor
    readers = (*OFFICE, str(actor))
    about = (*(of or [actor.id]), *_address(desk, given))
    return events.PublishedContact(**{name: desk.seal(content, readers, about) for name, content in given.items()})


def others(desk: Desk, given: dict[str, str], of: Sequence[str]) -> list[str]:
    """Under which ids whoever is meant may be known here, but that of who acts."""
    return [*of, *_address(desk, given)]


def _address(desk: Desk, given: dict[str, str]) -> list[str]:
    return [desk.person(given["email"])] if "email" in given else []


async def looked_up(
    service: Service, command: commands.Approve, persons: Sequence[str]
) -> tuple[commands.Approve, Provided | None]:
    """The command with whether one of these was forgotten, and what looks again when it is written."""
    if command.terms is None or not persons:
        return command, None
    erased = await asyncio.to_thread(_read, service, persons)
    told = replace(command, terms=replace(command.terms, erased=erased))
    return told, partial(_as_before, persons, erased)


def _read(service: Service, persons: Sequence[str]) -> bool:
    with service.store.read() as connection:
        return known.were_erased(connection, persons)


def _as_before(persons: Sequence[str], erased: bool, connection: Connection) -> None:
    """Raise Stale when somebody was forgotten since it was looked up."""
    if known.were_erased(connection, persons) is not erased:
        raise Stale("Whoever these details are of was forgotten just now. Nothing was saved; send the same again.")
