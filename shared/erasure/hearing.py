"""What any service makes of it when it hears that somebody is to be forgotten: it erases what it holds, and says so."""

from collections.abc import Sequence

from sqlalchemy import Connection

from shared import vault
from shared.decider import Command
from shared.erasure.facts import Because, Found, erased
from shared.heard import Foreign, Heard
from shared.operations import Record


class PersonGone(Foreign):
    """Somebody is to be forgotten: `texts` went where it was decided, and so do copies of them."""

    erasure: str
    person: str
    texts: tuple[str, ...]


class TermPassed(Foreign):
    """The term is over for which the persons of the fact's stream are kept."""

    erasure: str


def forget_person(heard: Heard[PersonGone], connection: Connection) -> Sequence[Command]:
    """Erase what is about the person, and copies of what was."""
    gone = heard.data
    found = Found(vault.about(connection, [gone.person, *gone.texts]))
    return _recorded(heard, found, gone.erasure, "person-erased", gone.person)


def forget_persons_of_stream(heard: Heard[TermPassed], connection: Connection) -> Sequence[Command]:
    """Erase what is about anybody of what the facts of that stream name here."""
    stream = heard.envelope.stream
    refs = vault.about_anybody(connection, stream)
    return _recorded(heard, Found({stream: refs} if refs else {}), heard.data.erasure, "term-passed", None)


def _recorded(
    heard: Heard[PersonGone] | Heard[TermPassed], found: Found, erasure: str, because: Because, person: str | None
) -> Sequence[Command]:
    facts = erased(found, erasure=erasure, because=because, person=person)
    return [Record(act=heard.act, service=heard.act.actor.id, fact=fact) for fact in facts]
