"""The desk: where a person's act comes in over HTTP and its answer goes out. Rules live elsewhere."""

import re
from collections.abc import Callable, Collection, Sequence
from inspect import signature
from typing import Annotated, Any, Final, ParamSpec, TypeVar
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import BaseModel

from shared import once, persons, telemetry, vault
from shared.decider import Act, Command
from shared.event import Kept
from shared.handle import Provided
from shared.service import Service
from shared.tracing import trace_id
from shared.web.problems import Problem, WrongInput, refusals
from shared.web.reader import Reader, actor_needed
from shared.web.seen import TRACE

_ETAG: Final = re.compile(r'"(0|[1-9][0-9]{0,17})"')

REFUSALS: Final = (400, 401, 403, 409, 412, 413, 415, 422, 503)
"""How any act may be refused; 404 comes with an id in its path, 428 with a version it must have seen."""

P = ParamSpec("P")
R = TypeVar("R")

Id = Annotated[UUID, Path(description="The id of the resource.")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7E]+$",
        description="Makes a repeated request give the first one's answer, for 24 hours.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='The version the decision was made on, as its ETag: `"7"`. What a service notes of others is a new '
        "version too: when it is stale (412), read the resource again and decide on what it says now.",
    ),
]


class Desk:
    """One person's act: who and when, what to keep for it, and handing it over."""

    def __init__(self, request: Request, service: Service, act: Act, once_key: once.Once | None, expected: int | None):
        self.act: Final = act
        self.expected: Final = expected
        self._request = request
        self._service = service
        self.once = once_key
        self._keep: list[vault.Entry] = []

    def new_id(self) -> str:
        return self._service.ids.new()

    def person(self, email: str) -> str:
        """The id under which this service keeps what is about whoever has this address."""
        return persons.of_email(self._service.person_key, email)

    def seal(self, content: str, readers: Sequence[str], about: Collection[str] | None = None) -> Kept:
        """Have `content` kept in the vault with the act; what goes into the event in its stead.

        `about` are the ids of those whom it is about: actors' (`desk.act.actor.id`), or what `person` makes of an
        address. Without it these are the persons among its readers. Whoever is erased takes it along.
        """
        entry = vault.entry(self._service.ids, content, readers, about)
        self._keep.append(entry)
        return entry.kept

    async def give(
        self,
        command: Command,
        *,
        resource: str,
        location: str,
        provided: Provided | None = None,
        on_rows: bool = True,
    ) -> Response:
        """Hand the command over; 201 with the resource's version, after the commit.

        A command made of rows (`provided`) was made on their version, so `If-Match` is about those; unless `on_rows`
        says that it is about the command's stream all the same.
        """
        telemetry.follow(**telemetry.ids_of_act(command, self._service.name))
        done = await self._service.handle(
            command,
            resource=resource,
            location=location,
            keep=self._keep,
            expected=self.expected if provided is None or not on_rows else None,
            once=self.once,
            provided=provided,
        )
        return created(done)


def created(done: once.Done, **more: Any) -> Response:
    """The answer to an act that was done; `more` must be the same whenever it is asked again."""
    headers = {"Location": done.location, "ETag": f'"{done.version}"'}
    body = {"id": done.resource, "version": done.version, **more}
    return Response(orjson.dumps(body), 201, headers, "application/json")


async def desk(request: Request, actor: Reader, key: IdempotencyKey = None, if_match: IfMatch = None) -> Desk:
    """Take in an act; raises Problem when it does not say who acts, or says it wrongly."""
    if actor is None:
        raise actor_needed("acts")
    service: Service = request.app.state.service
    service.must_be_open()
    command_id = service.ids.new()
    trace = request.scope.get(TRACE) or request.headers.get("traceparent")
    telemetry.follow(service=service.name, correlation_id=command_id, trace_id=trace_id(trace))
    act = Act(
        id=command_id,
        now=service.clock.now(),
        actor=actor,
        correlation_id=command_id,
        causation_id=command_id,
        traceparent=trace if trace_id(trace) else None,
    )
    once_key = None
    if key is not None:
        body = await request.body()
        once_key = once.key(service.secret, str(actor), request.url.path, key, body)
    return Desk(request, service, act, once_key, version_seen(if_match))


def version_seen(if_match: IfMatch = None) -> int | None:
    """The version that `If-Match` names; raises Problem for what is no ETag of ours."""
    if if_match is None or if_match == "*":
        return None
    found = _ETAG.fullmatch(if_match)
    if not found:
        error = WrongInput(in_="header", pointer="/If-Match", code="etag", detail='give one ETag, like "7"')
        raise Problem(400, "invalid-input", "If-Match is not an ETag of ours. Nothing was changed.", [error])
    return int(found[1])


Acting = Annotated[Desk, Depends(desk)]


def seen_version(acting: Acting) -> Desk:
    """The same desk, for acts that must say which version they were made on; raises Problem 428."""
    version_needed(acting.expected)
    return acting


def version_needed(version: Annotated[int | None, Depends(version_seen)]) -> int:
    """The version that somebody has seen, where it must be said; raises Problem 428."""
    if version is None:
        raise Problem(
            428, "if-match-needed", "Send If-Match with the ETag of the version you have read. Nothing was changed."
        )
    return version


VersionNeeded = Annotated[int, Depends(version_needed)]
"""For a `PUT`, which is no act on the record: the version that it replaces."""


ActingOnSeen = Annotated[Desk, Depends(seen_version)]


class Acted(BaseModel):
    """What an act made: the resource before the act in the path, and its version from now on."""

    id: str
    version: int


def act(
    routes: APIRouter, path: str, summary: str, made: type[Acted] = Acted
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare an act: `POST path`, answered with 201, `Location`, `ETag` and the resource's new version (`made`)."""
    tag = path.split("/")[1]

    def declare(handler: Callable[P, R]) -> Callable[P, R]:
        needs_version = any(each.annotation is ActingOnSeen for each in signature(handler).parameters.values())
        saying_no = refusals(*REFUSALS, *([428] if needs_version else []))
        post = routes.post(path, status_code=201, response_model=made, summary=summary, tags=[tag], responses=saying_no)
        return post(handler)

    return declare
