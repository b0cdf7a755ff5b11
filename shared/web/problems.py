"""Problem documents (RFC 9457): the only shape in which any of our addresses says no."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.routing import Match

from shared import errors as refused
from shared.envelope import TooLarge
from shared.errors import Forbidden, NotNow, Refusal, Stale, StoreAway, Unknown
from shared.once import KeyReused
from shared.restored.mark import Restored
from shared.vault import Erased

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[tuple[tuple[type[Refusal], int], ...]] = (
    (refused.WrongInput, 400),
    (Erased, 410),
    (Unknown, 404),
    (Forbidden, 403),
    (Stale, 412),
    (KeyReused, 422),
    (TooLarge, 413),
    (NotNow, 409),
    (Refusal, 409),
)
"""Which status a kind of refusal gets; the first that fits counts."""

TITLES: Final[Mapping[int, str]] = {
    400: "The request is not well formed",
    401: "An actor is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Not now",
    410: "Gone",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Unsupported media type",
    422: "Idempotency-Key used before",
    428: "If-Match is needed",
    500: "Something broke here",
    503: "The store is away",
}

METHODS: Final = ("DELETE", "GET", "PATCH", "POST", "PUT")

log = structlog.get_logger()


class WrongInput(BaseModel):
    """One thing that is wrong in a request."""

    model_config = ConfigDict(frozen=True)

    in_: Literal["body", "query", "path", "header"]
    pointer: str
    code: str
    detail: str

    def shown(self) -> dict[str, str]:
        return {"in": self.in_, "pointer": self.pointer, "code": self.code, "detail": self.detail}


class Problem(HTTPException):
    """Ends a request with a problem document; `rule` becomes the last part of its type."""

    def __init__(
        self,
        status: int,
        rule: str,
        detail: str,
        errors: Sequence[WrongInput] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.rule = rule
        self.errors = errors


def document(
    status: int,
    rule: str,
    detail: str,
    errors: Sequence[WrongInput] = (),
    told: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    """The answer that carries a problem; `told` are its extension members, under names that no problem has itself."""
    body: dict[str, Any] = {
        "type": f"urn:koploper:problem:{rule}",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = [error.shown() for error in errors]
    return Response(orjson.dumps({**body, **told, **body}), status, media_type=MEDIA_TYPE)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses`: with which statuses it says no, beside those that every route of its kind has."""
    return {status: {} for status in statuses}


TOLD: Final = 100
"""Errors told of one request; whoever sends nonsense is not answered with a multiple of it."""


def install(app: FastAPI) -> None:
    """Let `app` say no only in problem documents."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(StoreAway, _away)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101 - registered for this class
    status = next(status for kind, status in STATUS if isinstance(refusal, kind))
    wrong = refusal.wrong if isinstance(refusal, refused.WrongInput) else ()
    return document(status, refusal.rule, refusal.sentence, [given(each) for each in wrong[:TOLD]], refusal.told)


def given(wrong: refused.Wrong) -> WrongInput:
    """What a rule finds wrong in a body, as a problem tells it."""
    return WrongInput(in_="body", pointer=wrong.pointer, code=wrong.code, detail=wrong.detail)


async def _away(_: Request, away: Exception) -> Response:
    log.warning("store away", error=str(away))
    if isinstance(away, Restored):
        return _later(document(503, "restored", str(away)))
    detail = (
        "The store cannot be used just now. Nothing was written, nothing is half done; send the same request again."
    )
    return _later(document(503, "store-away", detail))


def _later(answer: Response) -> Response:
    answer.headers["Retry-After"] = "2"
    return answer


async def _invalid(_: Request, invalid: Exception) -> Response:
    assert isinstance(invalid, RequestValidationError)  # noqa: S101 - registered for this class
    errors = [wrong_input(error) for error in invalid.errors()[:TOLD]]
    detail = f"{counted(len(errors))} wrong in this request, see errors. Nothing was changed."
    return document(400, "invalid-input", detail, errors)


def counted(errors: int) -> str:
    """How many things are wrong, of which at most TOLD are told."""
    many = f"At least {TOLD}" if errors >= TOLD else str(errors)
    return "One thing is" if errors == 1 else f"{many} things are"


def wrong_input(error: Mapping[str, Any]) -> WrongInput:
    """One of pydantic's errors as ours; its `loc` begins with where the input was (`body`)."""
    place, *path = error["loc"]
    code = str(error["type"]).replace("_", "-")
    return WrongInput(in_=place, pointer=pointer(*path), code=code, detail=_sentence(code, error))


_FORM: Final = frozenset({"string-pattern-mismatch", "string-too-short"})
_STEERS: Final = re.compile(r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]")


def _sentence(code: str, error: Mapping[str, Any]) -> str:
    """What is wrong; of a text in another form than was asked for what to do, and not that form's expression."""
    given = error.get("input")
    if code not in _FORM or not isinstance(given, str):
        return str(error["msg"]).removeprefix("Value error, ")
    if not given.strip():
        return "there is nothing here but white space: write a text, or leave it out where it may be left out"
    if _STEERS.search(given):
        return "this holds a character that cannot be printed: leave it out"
    return "this is not written in the form that is asked for here: the service's openapi.json has it"


def pointer(*path: object) -> str:
    """A place as a JSON Pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


async def _http(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, HTTPException)  # noqa: S101 - registered for this class
    if isinstance(raised, Problem):
        problem = document(raised.status_code, raised.rule, str(raised.detail), raised.errors)
        problem.headers.update(raised.headers or {})
        return problem
    match raised.status_code:
        case 404:
            return document(404, "not-found", f"There is nothing at {request.url.path}. Nothing was changed.")
        case 405:
            detail = f"{request.method} is not possible at {request.url.path}. Nothing was changed."
            answer = document(405, "method-not-allowed", detail)
            answer.headers["Allow"] = ", ".join(_allowed(request))
            return answer
        case status:
            return document(status if status in TITLES else 400, "invalid-input", str(raised.detail))


def _allowed(request: Request) -> list[str]:
    """The methods of all routes at this address, and HEAD beside GET; the framework names the first route's only."""
    own = [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]
    return sorted([*own, "HEAD"]) if "GET" in own else own


def broken(path: str, failure: Exception) -> Response:
    """The answer when a request met a fault of ours, which is logged."""
    log.error("request failed", path=path, exc_info=failure)
    return document(500, "broken", "Something broke on our side. The operators see it in the log; nothing half done.")
