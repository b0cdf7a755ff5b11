"""The OpenAPI document of a service, as the Dutch API Design Rules (2.1, and the draft of 2.2) want it.

FastAPI tells the addresses, parameters and bodies; here they get what every address of ours has: problems, headers,
names. https://gitdocumentatie.logius.nl/publicatie/api/adr/
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final

import orjson
from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.service import Service
from shared.web.listing import dated
from shared.web.problems import MEDIA_TYPE, TITLES
from shared.web.reader import LOCAL_SCHEME, Actors

LICENSE: Final = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
MANY: Final = ("s", "data")
"""How the name of a collection ends."""
SCHEMAS: Final = "#/components/schemas/"
ANYBODY: Final = {"Access-Control-Allow-Origin": "*"}

_TEXT: Final = {"type": "string"}
PROBLEM: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "Why a request was not done (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            **_TEXT,
            "description": "The rule that said no.",
            "examples": ["urn:koploper:problem:already-decided"],
        },
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {**_TEXT, "description": "What happened, what was kept, what to do now."},
        "errors": {
            "type": "array",
            "description": "All that is wrong with the input.",
            "items": {
                "type": "object",
                "required": ["in", "pointer", "code", "detail"],
                "properties": {
                    "in": {**_TEXT, "enum": ["body", "query", "path", "header"]},
                    "pointer": {**_TEXT, "description": "Where, as a JSON Pointer."},
                    "code": _TEXT,
                    "detail": _TEXT,
                },
            },
        },
        "newest": {"type": "integer", "description": "Of `seen-older-version`: the version to decide on."},
        "changed": {
            "type": "array",
            "description": "Of `seen-older-version`: what was told anew since then, where that is known.",
            "items": {**_TEXT, "examples": ["criteria.innoveren"]},
        },
        "differences": {
            **_TEXT,
            "format": "uri-reference",
            "description": "Of `seen-older-version`: where that version and the newest are compared.",
        },
    },
}
HEADERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "API-Version": {"description": "The full version of this API.", "schema": {**_TEXT, "examples": ["1.0.0"]}},
    "Location": {"description": "Where the resource is.", "schema": {**_TEXT, "format": "uri-reference"}},
    "ETag": {"description": "The version of the resource from now on.", "schema": {**_TEXT, "examples": ['"1"']}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}

Json = dict[str, Any]


class Contact(BaseSettings):
    """`KOPLOPER_CONTACT_NAME`, `_URL` and `_EMAIL`: whom users of the API may ask.

    Who runs it sets them: `.example` is a place that never exists (RFC 2606).
    """

    model_config = SettingsConfigDict(env_prefix="KOPLOPER_CONTACT_", frozen=True)

    name: str = "Actie Leer Netwerk, Koploper"
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] = "https://koploper.example/contact"
    email: Annotated[str, Field(pattern=r"^\S+@\S+$")] = "contact@koploper.example"


def install(app: FastAPI, service: Service) -> None:
    """Serve the document to everybody, browsers of other sites included. It is made when it is first asked for."""

    @cache
    def made() -> bytes:
        return orjson.dumps(document(app, service.name))

    @app.get(f"/{service.name}/v1/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        return Response(made(), headers=ANYBODY, media_type="application/json")


def document(app: FastAPI, service: str) -> Json:
    """What `app` answers under `/<service>/v1`."""
    base = f"/{service}/v1"
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        servers=[{"url": base}],
        separate_input_output_schemas=False,
    )
    info = {**made["info"], "contact": app.contact, "license": LICENSE}
    paths = {path.removeprefix(base): item for path, item in made["paths"].items() if path.startswith(base + "/")}
    for path, item in paths.items():
        for method, operation in item.items():
            _complete(path, method, operation)
    schemas = {_pascal(name): _tidy(_dated(schema)) for name, schema in made["components"]["schemas"].items()}
    tags = sorted({tag for item in paths.values() for operation in item.values() for tag in operation.get("tags", ())})
    named = [{"name": tag} for tag in tags]
    components = _components(schemas, app.state.actors)
    return {**made, "info": info, "paths": _tidy(paths), "tags": named, "components": components}


def _components(schemas: Json, actors: Actors) -> Json:
    own = {name: schema for name, schema in schemas.items() if name not in {"HTTPValidationError", "ValidationError"}}
    return {
        "schemas": {**own, "Problem": PROBLEM},
        "responses": {f"Problem{status}": _refusal(status) for status in TITLES},
        "headers": HEADERS,
        "securitySchemes": {"actor": getattr(actors, "scheme", LOCAL_SCHEME)},
    }


def _refusal(status: int) -> Json:
    names = ["API-Version", "Retry-After"] if status == 503 else ["API-Version"]
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMAS + "Problem"}}}
    return {"description": TITLES[status], "headers": _headers(*names), "content": content}


def _headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _complete(path: str, method: str, operation: Json) -> None:
    """Give an operation its name, its headers, and a problem for every way in which it says no."""
    operation["operationId"] = operation_id(method, path)
    parameters = [_parameter(each, operation["responses"]) for each in operation.pop("parameters", [])]
    if parameters:
        operation["parameters"] = parameters
    responses = operation["responses"]
    if not any(each["name"] == "Idempotency-Key" for each in parameters):
        responses.pop("422", None)
    refusals = {int(status) for status in responses if int(status) >= 400} | {400, 503}
    refusals |= {404} if "{" in path else set()
    done = {status: _done(status, answer) for status, answer in responses.items() if int(status) < 400}
    operation["responses"] = {
        **done,
        **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(refusals)},
    }
    operation["security"] = [{"actor": []}] if 401 in refusals else [{}, {"actor": []}]


def _done(status: str, answer: Json) -> Json:
    names = ("API-Version", "Location", "ETag") if status == "201" else ("API-Version",)
    description = "Done." if status == "201" else "What was asked for."
    if answer["description"] != "Successful Response":
        description = answer["description"]
    return {**answer, "description": description, "headers": {**answer.get("headers", {}), **_headers(*names)}}


def _parameter(parameter: Json, responses: Json) -> Json:
    """A parameter is there or it is not, it is never null; an act that can miss If-Match needs it."""
    schema = {name: part for name, part in parameter["schema"].items() if name not in {"title", "description"}}
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    schema |= kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {}
    needed = parameter["required"] or (parameter["name"] == "If-Match" and "428" in responses)
    return {**parameter, "required": needed, "schema": schema}


def operation_id(method: str, path: str) -> str:
    """`listDossiers`, `getDossier`, `createDossierJudgement`: what is done to which resource."""
    *above, last = [part for part in path.split("/") if part]
    owners = [_singular(part) for part in above if not part.startswith("{")]
    if last.startswith("{"):
        return _camel("get" if method == "get" else method, *owners)
    if method == "get":
        return _camel("list" if last.endswith(MANY) else "get", *owners, last)
    return _camel("create" if method == "post" else method, *owners, _singular(last))


def _singular(noun: str) -> str:
    return re.sub("s$", "", re.sub("ies$", "y", noun))


def _camel(verb: str, *nouns: str) -> str:
    return verb + "".join(part.capitalize() for noun in nouns for part in noun.split("-"))


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split("[^A-Za-z0-9]+", name))


def _dated(schema: Json) -> Json:
    """What is a moment or a day by its name says so, also where the code holds it as text."""
    for name, part in schema.get("properties", {}).items():
        form = dated(name)
        for kind in (part, *part.get("anyOf", ())):
            if form and kind.get("type") == "string":
                kind.setdefault("format", form)
    return schema


def _tidy(node: Any) -> Any:
    """The same without titles that only repeat a field's name, and with our names of schemas."""
    if isinstance(node, list):
        return [_tidy(part) for part in node]
    if not isinstance(node, dict):
        return node
    found: Json = {}
    for name, part in node.items():
        match name, part:
            case "title", str():
                continue
            case "$ref", str() if part.startswith(SCHEMAS):
                found[name] = SCHEMAS + _pascal(part.removeprefix(SCHEMAS))
            case "properties", _:
                found[name] = {key: _tidy(value) for key, value in part.items()}
            case (("examples" | "default" | "enum" | "const"), _):
                found[name] = part
            case _:
                found[name] = _tidy(part)
    return found
