"""Who asks: the actor of a request, from whatever this process trusts to name one."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Protocol

from fastapi import Depends, Request
from sqlalchemy import ColumnElement, Connection, false

from shared import shut
from shared.actor import OFFICE, Actor
from shared.event import Readers
from shared.web.problems import Problem, WrongInput

HEADER: Final = "Koploper-Actor"
CHALLENGE: Final = 'Bearer realm="koploper"'
"""What RFC 9110 (11.6.1) wants on every 401: how one may say who one is."""
LOCAL_SCHEME: Final[Mapping[str, str]] = {
    "type": "apiKey",
    "in": "header",
    "name": HEADER,
    "description": "Who acts: `<role>;id=<uuid>`. Without it one reads as the public.",
}
"""How OpenAPI says that the local header is believed."""


class Actors(Protocol):
    """How a process learns who acts. Raises Problem for a claim it does not accept; None is the public.

    One that does not believe the local header has a `scheme`, for OpenAPI to say how one names oneself.
    """

    def __call__(self, request: Request) -> Actor | None: ...


def from_local_header(request: Request) -> Actor | None:
    """Local mode, until sign-in exists: the header is believed. Never used by a process that others can reach."""
    claimed = request.headers.getlist(HEADER)
    if not claimed:
        return None
    try:
        actor = Actor.parse(claimed[0])
    except ValueError as wrong:
        raise _not_an_actor(str(wrong)) from wrong
    if len(claimed) > 1 or actor.role == "system":
        raise _not_an_actor("one person's role and id are needed; the system itself does not come over HTTP")
    return actor


def _not_an_actor(detail: str) -> Problem:
    error = WrongInput(in_="header", pointer=f"/{HEADER}", code="actor", detail=detail)
    return Problem(400, "invalid-input", f"The {HEADER} header names no actor. Nothing was changed.", [error])


async def reader(request: Request) -> Actor | None:
    """The actor of a request; None reads as the public. Async, so that no thread is asked for what takes no time."""
    actors: Actors = request.app.state.actors
    return actors(request)


Reader = Annotated[Actor | None, Depends(reader)]


def sight(actor: Actor | None) -> Readers:
    """Whose texts an actor may read everywhere: the office's roles all, everybody else what is public.

    Submitters and tippers read `party` of their own initiatives; that is for each reader to check.
    """
    return "office" if actor is not None and actor.role in OFFICE else "public"


def sight_of(connection: Connection, actor: Actor | None, subject: str) -> Readers:
    """Whose texts an actor may read of one subject: what is shut to somebody they read as everybody does."""
    return "public" if subject in shut.subjects(connection, actor) else sight(actor)


def submitter_of(actor: Actor | None) -> str | None:
    """The id of an actor who submits; None of everybody else, who has no initiatives of their own."""
    return actor.id if actor is not None and actor.role == "submitter" else None


def seen_by(actor: Actor | None, submitter: ColumnElement[Any], subject: ColumnElement[str]) -> ColumnElement[bool]:
    """Which rows an actor sees by whose they are: a submitter the own ones, the office all that is not shut to them.

    `subject` is the column with the initiative's id.
    """
    if sight(actor) == "office":
        return shut.open_to(actor, subject)
    own = submitter_of(actor)
    return false() if own is None else submitter == own


def actor_needed(does: str) -> Problem:
    """Nobody was named, and it matters who `does` this (asks, acts)."""
    detail = (
        f"Say who {does}: show a token (Authorization: Bearer …) or, to a process of your own machine only, "
        f"{HEADER}: <role>;id=<uuid>. Nothing was changed."
    )
    return Problem(401, "actor-needed", detail, headers={"WWW-Authenticate": CHALLENGE})


def must_be(actor: Actor | None, *roles: str) -> Actor:
    """The actor, when it has one of the roles; raises Problem 401 without an actor, 403 with another role."""
    if actor is None:
        raise actor_needed("asks")
    if actor.role not in roles:
        raise Problem(403, "role-may-not", f"This is for {' or '.join(sorted(roles))}. Nothing was changed.")
    return actor
