"""What a service knows of a person, for that person and the operator; what was erased; who looked into the vault."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection, select

from shared import known, vault
from shared.actor import Actor
from shared.erasure.facts import Because
from shared.errors import NotYours
from shared.once import Done
from shared.service import Service
from shared.store import schema
from shared.store.store import AnyRow, Store, named
from shared.vault import Purpose
from shared.web.body import router as new_router
from shared.web.desk import Desk, Id, created
from shared.web.listing import Asked, Moment, Page, Shown, filtered, page
from shared.web.problems import refusals
from shared.web.reader import Reader, actor_needed, must_be
from shared.web.vault_api import Also

SEEN_BY: Final = ("auditor", "operator")
ASKED_FOR: Final[Purpose] = "person-request"


@dataclass(frozen=True, slots=True)
class Beside:
    """A row about somebody that no fact tells of, such as a draft."""

    kind: str
    id: str
    content: Any
    at: str


Rows = Callable[[Connection, str], Sequence[Beside]]
"""Such rows about a person."""


def none(_connection: Connection, _person: str) -> Sequence[Beside]:
    return ()


class Named(Shown):
    """The fact that names a text, and its field there."""

    type: str
    time: Moment
    field: str


class Text(Shown):
    """A text about the person; `published`: everybody may read it now."""

    ref: str
    content: str
    initiative_id: str | None
    named: Named | None
    published: bool


class Row(Shown):
    """What is kept of the person that no fact tells of, such as a draft."""

    kind: str
    id: str
    content: Any
    at: Moment


class Deed(Shown):
    """Something that the person did."""

    type: str
    time: Moment
    actor: str
    stream: str
    initiative_id: str | None


class Access(Shown):
    """Who looked at a text, when and why; null: from before it was asked."""

    ref: str
    actor: str
    at: Moment
    purpose: Purpose | None


class Erasure(Shown):
    """What was erased here of a person, or of an initiative's persons when their term was over."""

    erasure: str
    because: Because
    person: str | None
    initiative_id: str | None
    texts: int
    rows: int
    done_at: Moment


class Person(Shown):
    """All that this service knows of a person. `alsoKnownAs` are other ids under which the same texts are kept."""

    id: str
    also_known_as: list[str]
    texts: list[Text]
    rows: list[Row]
    deeds: list[Deed]
    accesses: list[Access]
    erasures: list[Erasure]


class Accesses(Asked):
    """Which accesses."""

    ref: str | None = None
    purpose: Purpose | None = None


class Erasures(Asked):
    """Which erasures."""

    erasure: str | None = None
    initiative_id: str | None = None
    because: Because | None = None


def router(service: Service, also: Also, rows: Rows = none) -> APIRouter:
    """The addresses of `service`; `also` tells who may read a text just now, `rows` what else it keeps."""
    routes = new_router()

    @routes.get(
        "/persons/{id}", summary="What is known here of a person", tags=["persons"], responses=refusals(401, 403)
    )
    async def person(id: Id, actor: Reader) -> Person:
        asking = themselves_or_operator(actor, str(id))
        service.must_be_open()
        found = await asyncio.to_thread(_look, service.store, str(id), also, rows)
        refs = [each.ref for each in found.texts]
        await service.store.write(
            partial(vault.note, refs=refs, actor=asking, now=service.clock.now(), purpose=ASKED_FOR)
        )
        return found

    @routes.get("/erasures", summary="What was erased of persons", tags=["persons"], responses=refusals(401, 403))
    def erasures(actor: Reader, asked: Annotated[Erasures, Query()]) -> Page[Erasure]:
        must_be(actor, *SEEN_BY)
        table = schema.erasure
        chosen = filtered(
            select(table),
            (table.c.erasure, asked.erasure),
            (table.c.initiative_id, asked.initiative_id),
            (table.c.because, asked.because),
        )
        with service.store.read() as connection:
            fields = {"doneAt": table.c.done_at}
            return page(connection, chosen, asked, fields=fields, key=table.c.id, show=_erasure)

    @routes.get("/vault-accesses", summary="Who looked into the vault", tags=["vault"], responses=refusals(401, 403))
    def accesses(actor: Reader, asked: Annotated[Accesses, Query()]) -> Page[Access]:
        must_be(actor, *SEEN_BY)
        table = schema.vault_access
        chosen = filtered(select(table), (table.c.ref, asked.ref), (table.c.purpose, asked.purpose))
        with service.store.read() as connection:
            fields = {"at": table.c.at}
            return page(connection, chosen, asked, fields=fields, key=table.c.number, show=_access)

    return routes


async def known_as(service: Service, desk: Desk, email: str) -> Response:
    """The id that this service makes of an address, for an operator who looks for somebody; it is written down."""
    must_be(desk.act.actor, "operator")
    person = desk.person(email)
    note = partial(vault.note, refs=[person], actor=desk.act.actor, now=desk.act.now, purpose=ASKED_FOR)
    await service.store.write(note)
    return created(Done(person, 0, f"/{service.name}/v1/persons/{person}"))


def themselves_or_operator(actor: Actor | None, person: str) -> Actor:
    """The actor, who is this person or an operator; raises Problem 401 without one, NotYours for anybody else."""
    if actor is None:
        raise actor_needed("asks")
    if actor.role != "operator" and actor.id != person:
        raise NotYours("What is known of somebody is shown to that person only, or to an operator. Nothing was shown.")
    return actor


def _look(store: Store, person: str, also: Also, rows: Rows) -> Person:
    """Reads much where much is known, so not on the loop, nor the writer's thread."""
    with store.read() as connection:
        return _known(connection, person, also, rows(connection, person))


def _known(connection: Connection, person: str, also: Also, rows: Sequence[Beside]) -> Person:
    texts = known.texts(connection, [person])
    erased = select(schema.erasure).where(schema.erasure.c.person == person).order_by(schema.erasure.c.done_at)
    return Person(
        id=person,
        also_known_as=known.other_names(connection, person),
        texts=[_text(each, public=_is_public(connection, each, also)) for each in texts],
        rows=[Row.model_validate(asdict(each)) for each in rows],
        deeds=[Deed.model_validate(asdict(each)) for each in known.deeds(connection, person)],
        accesses=[_access(row) for row in known.accesses(connection, [each.ref for each in texts])],
        erasures=[_erasure(row) for row in connection.execute(erased)],
    )


def _is_public(connection: Connection, text: known.TextAbout, also: Also) -> bool:
    return vault.is_reader({*text.readers, *also(connection, text.ref)}, None)


def _text(text: known.TextAbout, *, public: bool) -> Text:
    return Text.model_validate({**asdict(text), "published": public})


def _access(row: AnyRow) -> Access:
    return Access.model_validate(named(row))


def _erasure(row: AnyRow) -> Erasure:
    return Erasure.model_validate(named(row))
