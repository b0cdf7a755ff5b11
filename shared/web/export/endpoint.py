"""What makes a file of a list: whatever endpoint gives a `Page` or a `Whole` answers in CSV and XLSX too.

A file holds what the same reader gets in JSON, since it is made of the endpoint's own answers: of all pages, one after
the other, and never more of them in memory than one; of some lists (`Asked.at_once`) as one page.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from inspect import Parameter, Signature, iscoroutinefunction, signature
from itertools import chain
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from shared.service import Service
from shared.web.export import as_csv, as_xlsx, cells
from shared.web.export.accept import wanted
from shared.web.listing import MOST, Asked, Form, Page, Wanted, Whole
from shared.web.problems import Problem, WrongInput

Endpoint = Callable[..., Any]
Table = Sequence[cells.Column]

FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {as_csv.MEDIA_TYPE: {"schema": {"type": "string"}}, as_xlsx.MEDIA_TYPE: {"schema": {}}}}
}
"""What a list's route says of its answers besides."""

ALL: Final = 10**9
"""More than any list has."""
_HTTP: Final = (
    Parameter("http_request", Parameter.KEYWORD_ONLY, annotation=Request),
    Parameter("http_response", Parameter.KEYWORD_ONLY, annotation=Response),
)
_FORM: Final = Parameter("form", Parameter.KEYWORD_ONLY, annotation=Annotated[Wanted, Query()])


def listed(endpoint: Endpoint) -> Endpoint | None:
    """The endpoint that answers as `endpoint`, and as a file to who wants one; None when `endpoint` gives no list.

    Raises TypeError for a list of pages that is not asked for with `Asked`, or that is read on the event loop.
    """
    told = signature(endpoint)
    if not (items := _items(told.return_annotation)):
        return None
    table = cells.columns(*items)
    if issubclass(told.return_annotation, Whole):
        made = _whole_async(endpoint, table) if iscoroutinefunction(endpoint) else _whole(endpoint, table)
        return _signed(made, told, _FORM)
    asked = next((name for name, each in told.parameters.items() if _is_asked(each)), None)
    if asked is None or iscoroutinefunction(endpoint):
        raise TypeError(f"{endpoint.__name__} gives pages: let it be a plain function that takes Asked as its query")
    return _signed(_paged(endpoint, table, asked), told)


def answer(form: Form, request: Request, table: Table, pages: Iterable[Iterable[BaseModel]]) -> Response:
    """The answer that carries all `pages` as a file, which is `csv` or `xlsx`.

    The first page is read before anything is answered, so that it may refuse; the others while the file is sent.
    """
    service: Service = request.app.state.service
    name = _name(request.url.path)
    left = iter(pages)
    first = next(left, [])
    rows = ([cells.cells(table, item) for item in page] for page in chain([first], left))
    body = as_csv.written(table, rows) if form == "csv" else as_xlsx.written(name, table, rows)
    disposition = f'attachment; filename="{name}-{service.clock.now().date().isoformat()}.{form}"'
    media_type = as_csv.MEDIA_TYPE if form == "csv" else as_xlsx.MEDIA_TYPE
    return StreamingResponse(body, headers={"Content-Disposition": disposition, **VARY}, media_type=media_type)


VARY: Final = {"Vary": "Accept"}


def must_be_whole(asked: BaseModel, *keys: str) -> None:
    """Raise Problem 400 when a file is asked for with one of the `keys` that ask for a part of a list."""
    errors = [
        WrongInput(in_="query", pointer=f"/{key}", code="no-page", detail="a file holds the whole list; leave this out")
        for key in keys
        if key in asked.model_fields_set
    ]
    if errors:
        raise Problem(400, "invalid-input", "A list comes as a file whole or not at all, see errors.", errors)


def _items(annotation: Any) -> Sequence[type[BaseModel]]:
    """The classes of a list's items; none of what is no list."""
    if not (isinstance(annotation, type) and issubclass(annotation, Page | Whole)):
        return ()
    (item,) = get_args(annotation.model_fields["items"].annotation)
    return get_args(item) if get_origin(item) in {Union, UnionType} else (item,)


def _is_asked(parameter: Parameter) -> bool:
    kind = next(iter(get_args(parameter.annotation)), None)
    return isinstance(kind, type) and issubclass(kind, Asked)


def _paged(endpoint: Endpoint, table: Table, name: str) -> Endpoint:
    @wraps(endpoint)
    def in_form(*, http_request: Request, http_response: Response, **given: Any) -> Any:
        asked: Asked = given[name]
        if (form := wanted(asked, http_request)) == "json":
            http_response.headers.update(VARY)
            return endpoint(**given)
        must_be_whole(asked, "limit", "cursor")

        def page(cursor: str | None) -> Page[BaseModel]:
            limit = ALL if asked.at_once else MOST
            following = asked.model_copy(update={"limit": limit, "cursor": cursor})
            found: Page[BaseModel] = endpoint(**{**given, name: following})
            return found

        return answer(form, http_request, table, _all(page))

    return in_form


def _all(read: Callable[[str | None], Page[BaseModel]]) -> Iterator[Sequence[BaseModel]]:
    """The items of all pages; `read` gives the one at a cursor, or the first."""
    page = read(None)
    yield page.items
    while page.next is not None:
        page = read(page.next)
        yield page.items


def _whole(endpoint: Endpoint, table: Table) -> Endpoint:
    @wraps(endpoint)
    def in_form(*, http_request: Request, http_response: Response, form: Wanted, **given: Any) -> Any:
        return _in_form(endpoint(**given), wanted(form, http_request), http_request, http_response, table)

    return in_form


def _whole_async(endpoint: Endpoint, table: Table) -> Endpoint:
    @wraps(endpoint)
    async def in_form(*, http_request: Request, http_response: Response, form: Wanted, **given: Any) -> Any:
        return _in_form(await endpoint(**given), wanted(form, http_request), http_request, http_response, table)

    return in_form


def _in_form(whole: Whole[BaseModel], form: Form, request: Request, response: Response, table: Table) -> Any:
    if form == "json":
        response.headers.update(VARY)
        return whole
    return answer(form, request, table, [whole.items])


def _signed(made: Endpoint, told: Signature, *more: Parameter) -> Endpoint:
    """`made`, with what it takes besides what it was made of written where the framework looks."""
    own = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in told.parameters.values()]
    setattr(made, "__signature__", told.replace(parameters=[*own, *more, *_HTTP]))  # noqa: B010 - no type knows it
    return made


def _name(path: str) -> str:
    """`assessment-dossiers` of `/assessment/v1/dossiers`."""
    service, _, *rest = path.strip("/").split("/")
    return re.sub("[^a-z0-9]+", "-", "-".join([service, *rest]).lower())
