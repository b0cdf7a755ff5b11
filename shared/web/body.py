"""Bodies are read strictly: JSON only, at most 48 KiB, no key twice, no field that we do not know."""

import json
import re
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from shared.envelope import moment
from shared.web.export.endpoint import FILES, listed
from shared.web.problems import Problem, WrongInput, pointer

LIMIT: Final = 48 * 1024
"""Bytes a body may have at most."""

EXACT: Final = 2**53 - 1
"""The largest whole number that JSON's readers agree on."""

PRINTABLE: Final = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"
"""Text as people write it: no control characters but tab and line ends."""


def text(most: int) -> Any:
    """The constraint of a text of 1 to `most` characters that holds more than white space."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most, pattern=PRINTABLE)


_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_day(given: Any) -> Any:
    """Only a day in words: a number or a moment would be read as one too."""
    if isinstance(given, str) and _DAY.fullmatch(given):
        return given
    raise PydanticCustomError("day", "write a day as 2019-06-17")


Line = Annotated[str, text(200)]
Paragraph = Annotated[str, text(4000)]
Day = Annotated[date, BeforeValidator(_as_day), Field(strict=False, examples=["2019-06-17"])]


_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _as_time(given: Any) -> Any:
    """Only a moment in words, with its offset: which one is meant is never guessed."""
    if isinstance(given, str) and _TIME.fullmatch(given):
        try:
            return moment(given.upper())
        except ValueError as no_moment:
            raise PydanticCustomError("time", "write a moment that is in the calendar") from no_moment
    raise PydanticCustomError("time", "write a moment as 2019-06-12T14:30:00Z")


Time = Annotated[
    datetime,
    BeforeValidator(_as_time),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2019-06-12T14:30:00Z"]}),
]


class Body(BaseModel):
    """What a client sends: camelCase, strict types, no unknown field."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        populate_by_name=False,  # said because a body may also be a fact, which code makes by name
    )


class StrictRequest(Request):
    """A request whose body is refused while it is read, not after."""

    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            read = bytearray()
            async for chunk in self.stream():
                read += chunk
                if len(read) > LIMIT:
                    raise Problem(413, "body-too-large", f"A body holds at most {LIMIT} bytes. Nothing was changed.")
            self._body = bytes(read)
            self._check_media_type()
        return self._body

    async def json(self) -> Any:
        body = await self.body()
        try:
            orjson.loads(body)  # stricter than json: no NaN, no lone surrogates, valid UTF-8, bounded depth
            return json.loads(body, object_pairs_hook=_once_each, parse_int=_exact)
        except (ValueError, RecursionError) as wrong:
            error = WrongInput(in_="body", pointer="", code="json-invalid", detail=str(wrong))
            detail = "The body is not JSON as it should be, see errors. Nothing was changed."
            raise Problem(400, "invalid-input", detail, [error]) from wrong

    def _check_media_type(self) -> None:
        media_type, _, parameters = self.headers.get("content-type", "").lower().partition(";")
        parameters = parameters.replace('"', "").replace("charset=utf-8", "")
        fits = media_type.strip() == "application/json" and "charset" not in parameters
        if not fits and (self._body or media_type):
            raise Problem(415, "unsupported-media-type", "Send application/json in UTF-8. Nothing was changed.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"a key stands twice in one object: {', '.join(twice)}")
    return found


def _exact(digits: str) -> int:
    """A whole number that every reader of JSON takes for the same one (RFC 8259, 6), and that a store can keep."""
    number = int(digits)
    if abs(number) > EXACT:
        raise ValueError(f"a whole number lies between -{EXACT} and {EXACT}")
    return number


class StrictRoute(APIRoute):
    """A route that reads its body so, and answers a list as a file too where one is wanted."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        if in_form := listed(endpoint):
            endpoint, more["responses"] = in_form, {**(more.get("responses") or {}), **FILES}
        super().__init__(path, endpoint, **more)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        reads_query = bool(self.dependant.query_params)

        async def strictly(request: Request) -> Response:
            _check_query(request, reads_query=reads_query)
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly


def _check_query(request: Request, *, reads_query: bool) -> None:
    """Raise Problem for keys that come twice, and for any key where none is read; the rest is for the route's model."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    if reads_query:
        wrong = [_in_query(name, "repeated", "give this once") for name, times in given.items() if times > 1]
    else:
        wrong = [_in_query(name, "extra-forbidden", "nothing is asked here by a query") for name in given]
    if wrong:
        raise Problem(400, "invalid-input", "The query is not as it should be, see errors. Nothing was changed.", wrong)


def _in_query(name: str, code: str, detail: str) -> WrongInput:
    return WrongInput(in_="query", pointer=pointer(name), code=code, detail=detail)


def router() -> APIRouter:
    """A router whose routes read their bodies strictly, and that takes no address with a slash too many."""
    return APIRouter(route_class=StrictRoute, redirect_slashes=False)
