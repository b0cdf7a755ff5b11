"""Each service's AsyncAPI document: whole, true to the service, and accepted by AsyncAPI's own parser."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import jsonschema
import pytest

from shared.web import asyncapi
from tests import needs
from tests.contract import services

Json = dict[str, Any]
PARSER: Final = Path(__file__).parent / "asyncapi"
WRONG: Final = 0
"""The parser's severity of an error; 1 is a warning, 2 and 3 are advice."""


def document(name: str) -> Json:
    part = services.part(name)
    return asyncapi.document(part.http, part.service)


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from references(part)


def follow(whole: Json, reference: str) -> Json:
    found: Json = whole
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return follow(whole, found["$ref"]) if "$ref" in found else found


def heard(whole: Json) -> set[tuple[str, str]]:
    """Which messages come in over which address."""
    return {
        (follow(whole, operation["channel"]["$ref"])["address"], follow(whole, message["$ref"])["name"])
        for operation in whole["operations"].values()
        if operation["action"] == "receive"
        for message in operation["messages"]
    }


@pytest.mark.parametrize("name", services.NAMES)
def test_all_that_is_sent_is_there(name: str) -> None:
    """Every type a service records is a message of its own topic, keyed by stream, as one whole envelope."""
    whole = document(name)
    assert all(follow(whole, reference) for reference in references(whole))
    send = whole["operations"]["sendFacts"]
    assert follow(whole, send["channel"]["$ref"])["address"] == f"koploper.{name}"
    sent = [follow(whole, message["$ref"]) for message in send["messages"]]
    assert {message["name"] for message in sent} == set(services.part(name).service.model.core.types.by_type)
    for message in sent:
        assert message["contentType"] == "application/cloudevents+json"
        assert message["bindings"]["kafka"]["key"]["type"] == "string"
        jsonschema.Draft7Validator(message["payload"]).validate(message["examples"][0]["payload"])


@pytest.mark.parametrize("name", services.REACTING)
def test_each_reaction_is_told(name: str) -> None:
    """A service says of which topics it hears which types, one operation per reaction."""
    whole = document(name)
    reactions = services.reactions(name)
    assert heard(whole) == {(f"koploper.{each.source}", each.on) for each in reactions}
    assert len(whole["operations"]) == 1 + len(services.part(name).service.outlets) + len(reactions)


def test_what_partners_hear_is_told() -> None:
    """Publication says what it sends to partners, on which topic, as whole envelopes of that topic's own source."""
    whole = document("publication")
    send = whole["operations"]["sendPublic"]
    assert follow(whole, send["channel"]["$ref"])["address"] == "koploper.public"
    messages = [follow(whole, message["$ref"]) for message in send["messages"]]
    assert len(messages) == 5
    for message in messages:
        shown = message["examples"][0]["payload"]
        assert shown["source"] == "urn:nld:koploper:systeem:public"
        jsonschema.Draft7Validator(message["payload"]).validate(shown)


def test_the_ledger_takes_everything() -> None:
    """It hears all topics, whatever comes."""
    assert heard(document("events")) == {(f"koploper.{name}", asyncapi.ANY) for name in services.NAMES}


@pytest.mark.parametrize("name", services.NAMES)
async def test_the_document_is_for_everybody(name: str) -> None:
    """It lies beside the OpenAPI document, for browsers of any site."""
    transport = httpx.ASGITransport(services.part(name).http)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get(f"/{name}/v1/asyncapi.json")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == document(name)


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """AsyncAPI's own parser, from the lock beside this page; where npm cannot fetch it, that is said."""
    npm = needs.present("node", shutil.which("node") and shutil.which("npm"), "Node.js with npm is not installed.")
    folder = tmp_path_factory.mktemp("asyncapi")
    for file in ("package.json", "package-lock.json", "parse.cjs"):
        shutil.copy(PARSER / file, folder)
    fetch = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0"]
    fetched = subprocess.run(fetch, cwd=folder, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    here = str(folder) if fetched.returncode == 0 else None
    return Path(needs.present("node", here, f"npm could not fetch AsyncAPI's parser: {fetched.stderr[-200:]}"))


def against(parser: Path, described: Json) -> list[str]:
    """What the parser has against a document."""
    file = parser / "document.json"
    file.write_text(json.dumps(described))
    node = shutil.which("node") or "node"
    told = subprocess.run([node, "parse.cjs", str(file)], cwd=parser, capture_output=True, check=True, timeout=60)  # noqa: S603
    found = json.loads(told.stdout)
    wrong = [f"{each['message']} at {each['path']}" for each in found["against"] if each["severity"] == WRONG]
    return wrong or ([] if found["accepted"] else ["the document was not accepted"])


def test_asyncapis_own_parser_accepts_them(parser: Path) -> None:
    """All five, and it would have said so if they were wrong."""
    for name in services.NAMES:
        assert against(parser, document(name)) == []
    assert against(parser, {**document("intake"), "channels": {}})
    spoiled = document("intake")
    spoiled["components"]["messages"]["nl.koploper.initiative-submitted.v1"]["payload"] = {"type": "nonsense"}
    assert against(parser, spoiled)
