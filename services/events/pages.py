"""The one live page at `/`: the pipeline, and every journey behind a click. What moves on it, moves in the browser."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from services.events.ledger import entries
from shared.actor import Actor
from shared.errors import Unknown
from shared.service import Service
from shared.web.reader import from_local_header

ROOM: Final = Path(__file__).parent
FILES: Final = "/events/static"
DUTCH: Final = "nl"
LANGUAGES: Final = (DUTCH, "en")
YEAR: Final = 365 * 24 * 60 * 60

STAGES: Final = ("submitted", "assessed", "cleared", "published", "nominated")
ENDS: Final = ("rejected", "refused", "withdrawn")

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "Referrer-Policy": "same-origin",
    "Vary": "Cookie",
}
"""Nothing from another host, nothing inline, nobody's frame; and no text can ever become markup or script."""

MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Files:
    """What the browser gets besides the page; `version` is a digest of all of it, and part of each address."""

    version: str
    content: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path) -> "Files":
        paths = sorted(path for path in folder.rglob("*") if path.suffix in MEDIA_TYPES)
        content = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        digest = sha256()
        for name, body in content.items():
            digest.update(f"{name}\0{len(body)}\0".encode() + body)
        return cls(digest.hexdigest()[:16], content)

    @property
    def address(self) -> str:
        return f"{FILES}/{self.version}"

    def named(self, suffix: str) -> list[str]:
        """The addresses of all files of a kind."""
        return [f"{self.address}/{name}" for name in self.content if name.endswith(suffix)]


def router(service: Service) -> APIRouter:
    """The page and its files; at the root of the service's app, not under its API."""
    files = Files.read(ROOM / "static")
    texts = {language: json.loads(files.content[f"texts/{language}.json"]) for language in LANGUAGES}
    templates = Environment(loader=FileSystemLoader(ROOM / "templates"), autoescape=True, undefined=StrictUndefined)
    template = templates.get_template("page.html")
    routes = APIRouter(include_in_schema=False, redirect_slashes=False)

    @routes.get("/")
    def page(request: Request) -> Response:
        language = _language(request)
        shown = template.render(
            texts=texts[language],
            language=language,
            languages=LANGUAGES,
            stages=STAGES,
            ends=ENDS,
            files=files,
            journey=request.query_params.get("reis"),
            actor=_actor(request, service),
            position=_newest(service),
        )
        answer = HTMLResponse(shown, headers=HEADERS)
        if "taal" in request.query_params:
            answer.set_cookie("taal", language, max_age=YEAR, samesite="lax", httponly=True)
        return answer

    @routes.get(FILES + "/{version}/{name:path}")
    def file(version: str, name: str) -> Response:
        if version != files.version or name not in files.content:
            raise Unknown("There is no such file of this page. Load the page again.")
        headers = {"Cache-Control": f"public, max-age={YEAR}, immutable", "ETag": f'"{version}"'}
        return Response(files.content[name], media_type=MEDIA_TYPES[Path(name).suffix], headers=headers)

    return routes


def _language(request: Request) -> str:
    """Dutch, unless this person asked for another language now or before."""
    asked = request.query_params.get("taal", request.cookies.get("taal", DUTCH))
    return asked if asked in LANGUAGES else DUTCH


def _actor(request: Request, service: Service) -> str:
    """As whom the page reads: an auditor where the header is believed, the public where it is not."""
    local: Any = request.app.state.actors
    return str(Actor("auditor", service.ids.new())) if local is from_local_header else ""


def _newest(service: Service) -> int:
    """The newest position in the ledger: what the page reads afterwards shows at least this much."""
    with service.store.read() as connection:
        return entries.size(connection)
