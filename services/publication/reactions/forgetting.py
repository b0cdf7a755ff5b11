"""Whom publication forgets: who is erased, and what stories let be published of the contacts of their initiatives."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.publication import commands, events
from shared import vault
from shared.decider import Command
from shared.erasure.facts import INITIATIVE, Found
from shared.erasure.hearing import PersonGone, TermPassed, forget_persons_of_stream, record_person
from shared.heard import Heard, Reaction


class Gone(PersonGone):
    """intake: PersonErased, with the initiatives that knew them."""

    initiatives: tuple[str, ...]


def forget_person(heard: Heard[Gone], connection: Connection) -> Sequence[Command]:
    """Nobody says whose a published name is: it goes with whoever was a contact of the initiative."""
    streams = [f"{INITIATIVE}{each}" for each in heard.data.initiatives]
    known = vault.about(connection, [heard.data.person]) | vault.about_anybody(connection, streams)
    found = Found(known)
    return [*record_person(heard, found), *(_forget(heard, initiative) for initiative in found.initiatives)]


def _forget(heard: Heard[Gone], initiative: str) -> Command:
    return commands.ForgetContact(
        act=heard.act, initiative_id=events.InitiativeId(initiative), erasure=heard.data.erasure
    )


FORGETTING: Final[tuple[Reaction[Any], ...]] = (
    Reaction("forget-person", "intake", "nl.koploper.person-erased.v1", Gone, forget_person),
    Reaction("forget-persons", "intake", "nl.koploper.retention-ended.v1", TermPassed, forget_persons_of_stream),
)
