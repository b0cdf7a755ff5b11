"""Each service's OpenAPI document: valid, true to the service, and within the Dutch API Design Rules.

A test of a rule names it: https://gitdocumentatie.logius.nl/publicatie/api/adr/
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import httpx
import jsonschema
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from shared.web import asyncapi, openapi
from shared.web.app import API_VERSION, SECURITY, bare
from tests.contract import services

Json = dict[str, Any]
SERVICES: Final = pytest.mark.parametrize("name", services.NAMES)

SEMVER: Final = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
SINGLE: Final = {"vault", "relay", "stream", "raw", "journey", "advice", "dossier", "spread", "proof"}
"""Resources of which there is one, and a word without a plural."""
ACT: Final = {"201", "400", "401", "403", "409", "412", "413", "415", "422", "503"}
OTHERWISE: Final = {
    "put": {"200", "400", "412", "413", "415", "503"},
    "delete": {"204", "400", "503"},
}
"""What is no act: a draft, of which nothing is on the record, is replaced and thrown away."""


def document(name: str) -> Json:
    return openapi.document(services.part(name).http, name)


def operations(name: str) -> Iterator[tuple[str, str, Json]]:
    """Path, method and operation."""
    for path, item in document(name)["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def parameters(operation: Json, place: str) -> list[str]:
    return [each["name"] for each in operation.get("parameters", ()) if each["in"] == place]


def nodes(node: Any) -> Iterator[Json]:
    """Every object in a document."""
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(part)


def resolved(whole: Json, node: Json) -> Json:
    """What a reference refers to; raises KeyError when it refers to nothing."""
    if "$ref" not in node:
        return node
    found: Json = whole
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


async def get(name: str, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(services.part(name).http)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(path)


@SERVICES
def test_doc_openapi(name: str) -> None:
    """/core/doc-openapi: it is OpenAPI 3.1, its schemas are JSON Schema, and every reference leads somewhere."""
    whole = document(name)
    jsonschema.Draft202012Validator(OPENAPI_31).validate(whole)
    assert whole["openapi"].startswith("3.1.")
    for schema in whole["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert all(resolved(whole, node) for node in nodes(whole) if "$ref" in node)


@SERVICES
async def test_publish_openapi(name: str) -> None:
    """/core/publish-openapi: it lies in JSON at the standard place, for browsers of any site."""
    answer = await get(name, f"/{name}/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == document(name)


@SERVICES
def test_doc_openapi_contact(name: str) -> None:
    """/core/doc-openapi-contact: it says whom to ask."""
    info = document(name)["info"]
    assert info["contact"] == {
        "name": "Actie Leer Netwerk, Koploper",
        "url": "https://koploper.example/contact",
        "email": "contact@koploper.example",
    }
    assert info["license"]["identifier"] == "EUPL-1.2"


def test_whom_to_ask_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who runs it says whom to ask, in both documents; what is no address stops the start."""
    told = {"name": "Beheer", "url": "https://beheer.example.org", "email": "beheer@example.org"}
    for name, value in told.items():
        monkeypatch.setenv(f"KOPLOPER_CONTACT_{name.upper()}", value)
    made = services.part.__wrapped__("intake")
    assert openapi.document(made.http, "intake")["info"]["contact"] == told
    assert asyncapi.document(made.http, made.service)["info"]["contact"] == told
    monkeypatch.setenv("KOPLOPER_CONTACT_URL", "nergens")
    with pytest.raises(ValueError, match="url"):
        bare("Koploper", "")


@SERVICES
def test_semver_and_uri_version(name: str) -> None:
    """/core/semver and /core/uri-version: the full version in the document, the major one in the address."""
    whole = document(name)
    assert re.fullmatch(SEMVER, whole["info"]["version"])
    major = whole["info"]["version"].split(".")[0]
    assert whole["servers"] == [{"url": f"/{name}/v{major}"}]


@SERVICES
async def test_version_header(name: str) -> None:
    """/core/version-header: every answer carries the full version, and the document says so."""
    whole = document(name)
    for _, _, operation in operations(name):
        for answer in operation["responses"].values():
            assert "API-Version" in resolved(whole, answer)["headers"]
    for path in ("openapi.json", "nowhere"):
        assert (await get(name, f"/{name}/v1/{path}")).headers["api-version"] == API_VERSION


@SERVICES
async def test_security_headers_and_cors(name: str) -> None:
    """/core/transport/security-headers and /core/transport/cors: on every answer, and no other site may read it."""
    answer = await get(name, f"/{name}/v1/nowhere")
    assert dict(SECURITY).items() <= {header.title(): value for header, value in answer.headers.items()}.items()
    assert "access-control-allow-origin" not in answer.headers


@SERVICES
def test_naming_resources_and_collections(name: str) -> None:
    """/core/naming-resources and /core/naming-collections: nouns, plural where there are many."""
    for path, _, _ in operations(name):
        for segment in path.strip("/").split("/"):
            assert segment.startswith("{") or segment.endswith(openapi.MANY) or segment in SINGLE, path


@SERVICES
def test_path_segments(name: str) -> None:
    """/core/path-segments-kebab-case and /core/no-trailing-slash: one way to write an address."""
    for path, _, _ in operations(name):
        assert re.fullmatch(r"(/([a-z0-9]+(-[a-z0-9]+)*|\{[a-z]+\}))+", path)


@SERVICES
async def test_no_trailing_slash(name: str) -> None:
    """/core/no-trailing-slash: an address with one slash too many does not exist, and leads nowhere else."""
    assert (await get(name, f"/{name}/v1/openapi.json/")).status_code == 404
    for path, method, _ in operations(name):
        if method == "get" and "{" not in path:
            assert (await get(name, f"/{name}/v1{path}/")).status_code == 404


@SERVICES
def test_query_keys_camel_case(name: str) -> None:
    """/core/query-keys-camel-case."""
    for _, _, operation in operations(name):
        for key in parameters(operation, "query"):
            assert re.fullmatch(r"[a-z][a-z\d]*([A-Z][a-z\d]*)*", key)


@SERVICES
def test_no_sensitive_uris_and_stateless(name: str) -> None:
    """/core/transport/no-sensitive-uris and /core/stateless: who somebody is stands in no address and in no cookie."""
    for _, _, operation in operations(name):
        assert not {"name", "email", "phone", "token", "actor"} & set(parameters(operation, "query"))
        assert not parameters(operation, "cookie")


@SERVICES
def test_http_methods(name: str) -> None:
    """/core/http-methods and /core/http-safety: reading with GET, acts with POST; PUT and DELETE as HTTP means them."""
    others = {(path, method) for path, method, _ in operations(name) if method not in {"get", "post"}}
    assert others == ({("/drafts/{id}", method) for method in OTHERWISE} if name == "intake" else set())
    for _, method, operation in operations(name):
        assert ("requestBody" in operation) == (method in {"post", "put"})


@SERVICES
def test_resource_operations_and_nested_children(name: str) -> None:
    """/core/resource-operations and /core/nested-child: an act is a resource of its own under what it is done to."""
    for path, method, _ in operations(name):
        if method == "post":
            assert re.fullmatch(r"/[a-z-]+(/\{[a-z]+\}/[a-z-]+){0,2}", path)


@SERVICES
def test_date_time_formats(name: str) -> None:
    """/core/date-time/format, timezone and date-omit-time-portion: moments and days say that they are."""
    for schema in document(name)["components"]["schemas"].values():
        for field, part in schema.get("properties", {}).items():
            kinds = [kind for kind in (part, *part.get("anyOf", ())) if kind.get("type") == "string"]
            if re.search("[a-z]At$", field):
                assert [kind["format"] for kind in kinds] == ["date-time"], field
            if re.search("^date$|[a-z]Date$", field):
                assert [kind["format"] for kind in kinds] == ["date"], field


@SERVICES
def test_problem_details(name: str) -> None:
    """/core/error-handling/problem-details: one shape for every refusal."""
    whole = document(name)
    for _, _, operation in operations(name):
        for status, answer in operation["responses"].items():
            content = resolved(whole, answer).get("content", {})
            assert status < "400" or list(content) == ["application/problem+json"]
    problem = whole["components"]["schemas"]["Problem"]
    assert problem["required"] == ["type", "title", "status", "detail"]


@SERVICES
def test_invalid_input_and_response_codes(name: str) -> None:
    """/core/error-handling/invalid-input and /core/http-response-code: 400 for input, each status where it can be."""
    for path, method, operation in operations(name):
        statuses, headers = set(operation["responses"]), parameters(operation, "header")
        assert {"400", "503"} <= statuses
        assert ("404" in statuses) == ("{" in path)
        assert ("422" in statuses) == ("Idempotency-Key" in headers) == (method == "post")
        assert method == "get" or statuses - {"404", "428"} == OTHERWISE.get(method, ACT)


@SERVICES
def test_acts_say_what_they_made_and_ask_who_acts(name: str) -> None:
    """An act answers where its resource is and its version, and names the header of the one who acts."""
    whole = document(name)
    assert whole["components"]["securitySchemes"]["actor"]["name"] == "Koploper-Actor"
    for _, method, operation in operations(name):
        if method == "post":
            assert operation["security"] == [{"actor": []}]
            done = operation["responses"]["201"]
            assert set(done["headers"]) == {"API-Version", "Location", "ETag"}
            made = resolved(whole, done["content"]["application/json"]["schema"])
            assert set(made["required"]) - {"key", "link"} == {"id", "version"}


@SERVICES
def test_a_served_service_asks_for_a_token(name: str) -> None:
    """`koploper serve` says how it wants to be told who acts, and nothing of the local header; all else is the same."""
    whole = openapi.document(services.served(name).http, name)
    jsonschema.Draft202012Validator(OPENAPI_31).validate(whole)
    scheme = whole["components"]["securitySchemes"].pop("actor")
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert "Koploper-Actor" not in json.dumps(whole | {"scheme": scheme})
    local = document(name)
    del local["components"]["securitySchemes"]["actor"]
    assert whole == local


def test_a_revision_needs_the_version_it_was_made_on() -> None:
    """If-Match is required exactly where its absence is a 428."""
    needed = {
        path: each["required"]
        for path, _, operation in operations("intake")
        for each in operation.get("parameters", ())
        if each["name"] == "If-Match"
    }
    replacing = ["/drafts/{id}", "/initiatives/{id}/revisions"]
    assert sorted(path for path, required in needed.items() if required) == replacing
    with_428 = [path for path, _, operation in operations("intake") if "428" in operation["responses"]]
    assert sorted(with_428) == replacing


@SERVICES
def test_operations_are_named_and_filed(name: str) -> None:
    """A generated client gets a method per operation, in camelCase, under a tag that the document lists."""
    every = [operation for _, _, operation in operations(name)]
    ids = [operation["operationId"] for operation in every]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)+", each) for each in ids)
    tags = {tag["name"] for tag in document(name)["tags"]}
    assert all(operation["summary"] and set(operation["tags"]) <= tags for operation in every)


@SERVICES
def test_nothing_of_the_framework_shows(name: str) -> None:
    """/core/hide-implementation: no schema or word that only FastAPI could have put there."""
    whole = document(name)
    assert not {"HTTPValidationError", "ValidationError"} & set(whole["components"]["schemas"])
    assert all(re.fullmatch("([A-Z][a-z0-9]*)+", schema) for schema in whole["components"]["schemas"])
    assert "Successful Response" not in str(whole)
