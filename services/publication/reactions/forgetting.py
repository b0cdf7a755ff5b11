"""Whom publication forgets: who is erased, and who does not want to be called any more."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from services.publication import commands, events
from shared import vault
from shared.decider import Command
from shared.erasure.deciding import RecordErased
from shared.erasure.facts import INITIATIVE, Because, Found, erased
from shared.erasure.hearing import FORGET_PERSONS, PersonGone, record_person
from shared.heard import Foreign, Heard, Reaction
from shared.store import schema
from shared.store.among import among

_AGREED: Final = (
    select(schema.event.c.body)
    .where(among(schema.event.c.stream, "streams"), schema.event.c.type == events.ArticleApproved.event_type)
    .order_by(schema.event.c.position)
)


class Gone(PersonGone):
    """intake: PersonErased, with the initiatives that knew them."""

    initiatives: tuple[str, ...]


class Removed(Foreign):
    """intake: ContactRemoved; `contact` is the reference of what it kept of them."""

    contact: str
    because: str


class EntriesGone(Foreign):
    """intake: PersonDataErased, with the references of what it kept of them."""

    erasure: str
    because: Because
    texts: tuple[str, ...]


def forget_who_is_removed(heard: Heard[Removed], connection: Connection) -> Sequence[Command]:
    """Who did not agree to be named is not called either, now or later; who declines may be named in the article."""
    contact, erasure = heard.data.contact, heard.envelope.id
    also = [heard.initiative_id] if heard.data.because == "declined" else []
    found = _found(connection, contact, also)
    facts = erased(found, erasure=erasure, because="person-erased", person=contact)
    record = RecordErased(act=heard.act, erasure=erasure, facts=facts)
    return [record, *_forget(heard, erasure, found.texts, also)]


def forget_person(heard: Heard[Gone], connection: Connection) -> Sequence[Command]:
    """What is about the person. The article of an initiative that knew them may name them, too."""
    gone = heard.data
    found = _found(connection, gone.person, gone.initiatives)
    return [*record_person(heard, found), *_forget(heard, gone.erasure, found.texts, gone.initiatives)]


def forget_entries(heard: Heard[EntriesGone], connection: Connection) -> Sequence[Command]:
    """What was published of contact persons goes with what intake kept of them, and is not given again."""
    gone = heard.data
    if gone.because != "person-erased":
        return []
    each = {entry: Found(vault.about(connection, [entry])) for entry in gone.texts}
    facts = [
        fact
        for entry, found in each.items()
        for fact in erased(found, erasure=gone.erasure, because=gone.because, person=entry)
    ]
    texts = vault.about(connection, gone.texts)
    record = RecordErased(act=heard.act, erasure=gone.erasure, facts=facts)
    return [record, *_forget(heard, gone.erasure, texts, ())]


def _found(connection: Connection, person: str, initiatives: Collection[str]) -> Found:
    """What is about this person, and what these initiatives let be published before it was asked whose it is."""
    about = vault.about(connection, [person])
    kept = vault.about_anybody(connection, [f"{INITIATIVE}{each}" for each in initiatives])
    nobodys = _nobodys(connection, kept)
    found = {
        stream: [*about.get(stream, ()), *(ref for ref in refs if ref in nobodys and ref not in about.get(stream, ()))]
        for stream, refs in kept.items()
    }
    return Found({stream: refs for stream, refs in (about | found).items() if refs})


def _nobodys(connection: Connection, streams: Collection[str]) -> set[str]:
    """The details in agreements of which it was not said yet whether they are of who agreed."""
    bodies = connection.execute(_AGREED, {"streams": list(streams)}).scalars()
    agreed = [orjson.loads(body)["data"] for body in bodies]
    return {ref for each in agreed if "own" not in each for ref, _ in vault.named(each.get("published") or {})}


def _forget(
    heard: Heard[Any], erasure: str, texts: Mapping[str, Sequence[str]], also: Collection[str]
) -> list[Command]:
    """What the stories make of it: those that held texts, and those that may name somebody."""
    streams = dict.fromkeys([*texts, *(f"{INITIATIVE}{each}" for each in also)])
    return [
        commands.ForgetContact(
            act=heard.act,
            initiative_id=events.InitiativeId(stream.removeprefix(INITIATIVE)),
            erasure=erasure,
            texts=texts.get(stream, ()),
        )
        for stream in streams
        if stream.startswith(INITIATIVE)
    ]


FORGETTING: Final[tuple[Reaction[Any], ...]] = (
    Reaction(
        "forget-who-declined",
        "intake",
        "nl.koploper.contact-removed.v1",
        Removed,
        forget_who_is_removed,
        looks_again=True,
    ),
    Reaction("forget-person", "intake", "nl.koploper.person-erased.v1", Gone, forget_person, looks_again=True),
    Reaction(
        "forget-entries", "intake", "nl.koploper.person-data-erased.v1", EntriesGone, forget_entries, looks_again=True
    ),
    FORGET_PERSONS,
)
