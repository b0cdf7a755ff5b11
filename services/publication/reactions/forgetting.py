"""Whom publication forgets: who is erased, and what stories let be published of the contacts of their initiatives."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.publication import commands, events
from shared import vault
from shared.decider import Command
from shared.erasure.deciding import RecordErased
from shared.erasure.facts import INITIATIVE, Found, erased
from shared.erasure.hearing import PersonGone, TermPassed, forget_persons_of_stream, record_person
from shared.heard import Foreign, Heard, Reaction


class Gone(PersonGone):
    """intake: PersonErased, with the initiatives that knew them."""

    initiatives: tuple[str, ...]


class Removed(Foreign):
    """intake: ContactRemoved."""

    because: str


def forget_who_declined(heard: Heard[Removed], connection: Connection) -> Sequence[Command]:
    """Who declines is not called either. Nobody says whose a published name is, so it goes, whoever's."""
    found = Found(vault.about_anybody(connection, [heard.envelope.stream]))
    if heard.data.because != "declined" or not found.texts:
        return []
    erasure = heard.envelope.id
    facts = erased(found, erasure=erasure, because="person-erased")
    initiative = events.InitiativeId(heard.initiative_id)
    return [
        RecordErased(act=heard.act, erasure=erasure, facts=facts),
        commands.ForgetContact(act=heard.act, initiative_id=initiative, erasure=erasure),
    ]


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
    Reaction("forget-who-declined", "intake", "nl.koploper.contact-removed.v1", Removed, forget_who_declined),
    Reaction("forget-person", "intake", "nl.koploper.person-erased.v1", Gone, forget_person),
    Reaction("forget-persons", "intake", "nl.koploper.retention-ended.v1", TermPassed, forget_persons_of_stream),
)
