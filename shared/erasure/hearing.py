"""What any service makes of it when it hears that somebody is to be forgotten: it erases what it holds, and says so."""

from collections.abc import Collection, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from shared import vault
from shared.decider import Command
from shared.erasure.deciding import RecordErased
from shared.erasure.facts import Found, PersonDataErased, erased
from shared.heard import Foreign, Heard, Reaction


class PersonGone(Foreign):
    """Somebody is to be forgotten."""

    erasure: str
    person: str


class TermPassed(Foreign):
    """The term is over for which the persons of the fact's stream are kept."""

    erasure: str


G = TypeVar("G", bound=PersonGone)


def forget_person(heard: Heard[PersonGone], connection: Connection) -> Sequence[Command]:
    """Erase what is about the person."""
    return record_person(heard, Found(vault.about(connection, [heard.data.person])))


def forget_persons_of_stream(heard: Heard[TermPassed], connection: Connection) -> Sequence[Command]:
    """Erase what is about anybody of what the facts of that stream name here."""
    return forget_persons_of(heard, connection, [heard.envelope.stream])


def forget_persons_of(heard: Heard[TermPassed], connection: Connection, streams: Collection[str]) -> Sequence[Command]:
    """Erase what is about anybody of what the facts of these streams name here."""
    return record_term(heard, Found(vault.about_anybody(connection, streams)))


def record_term(heard: Heard[TermPassed], found: Found) -> Sequence[Command]:
    """Erase what was found of persons whose term is over."""
    return _recorded(heard, erased(found, erasure=heard.data.erasure, because="term-passed"))


def record_person(heard: Heard[G], found: Found) -> Sequence[Command]:
    """Erase what was found of a person."""
    gone = heard.data
    return _recorded(heard, erased(found, erasure=gone.erasure, because="person-erased", person=gone.person))


def _recorded(heard: Heard[Any], facts: Sequence[PersonDataErased]) -> Sequence[Command]:
    return [RecordErased(act=heard.act, erasure=heard.data.erasure, facts=facts)]


FORGET_PERSON: Final = Reaction(
    "forget-person", "intake", "nl.koploper.person-erased.v1", PersonGone, forget_person, looks_again=True
)
FORGET_PERSONS: Final = Reaction(
    "forget-persons", "intake", "nl.koploper.retention-ended.v1", TermPassed, forget_persons_of_stream, looks_again=True
)
"""What a service that holds texts about persons of others' streams reacts with; intake, which says so, has its own."""
