"""What the page is sent with, and that its dictionaries are complete; no browser needed."""

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from services.assessment import events as assessment
from services.events import pages
from services.events.decider import CORE
from services.intake import events as intake
from services.publication import events as publication
from services.review import events as review
from shared.operations import with_operations
from tests.e2e.site import Site

pytestmark = pytest.mark.xdist_group("page")

TEXTS = {name: json.loads((pages.ROOM / f"static/texts/{name}.json").read_text()) for name in pages.LANGUAGES}
EVENTS = sorted(
    type_.removeprefix("nl.koploper.")
    for types in (intake.TYPES, assessment.TYPES, review.TYPES, publication.TYPES, with_operations(CORE).types)
    for type_ in types.by_type
)


def leaves(texts: Any, path: str = "") -> Mapping[str, str]:
    """Every text of a dictionary by its path."""
    if isinstance(texts, str):
        return {path: texts}
    parts = texts.items() if isinstance(texts, dict) else enumerate(texts)
    return {at: text for key, part in parts for at, text in leaves(part, f"{path}/{key}").items()}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_both_dictionaries_say_the_same_things() -> None:
    """A text that exists in one language exists in the other, with the same places to fill."""
    dutch, english = (leaves(TEXTS[name]) for name in pages.LANGUAGES)
    assert dutch.keys() == english.keys()
    assert [path for path in dutch if placeholders(dutch[path]) != placeholders(english[path])] == []


@pytest.mark.parametrize("language", pages.LANGUAGES)
def test_every_event_of_ours_has_a_sentence(language: str) -> None:
    """No service has an event type that the page knows by its name only."""
    assert sorted(TEXTS[language]["events"]) == EVENTS


@pytest.mark.asyncio(loop_scope="session")
async def test_the_page_allows_nothing_from_elsewhere(site: Site) -> None:
    """The page may load from its own host only, nothing inline, and is never kept by a cache."""
    async with httpx.AsyncClient(base_url=site.url) as client:
        page = await client.get("/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page.text) == []


@pytest.mark.asyncio(loop_scope="session")
async def test_files_are_kept_for_ever_under_an_address_of_their_content(site: Site) -> None:
    """A file's address has the digest of all files in it, so a browser may keep it; another digest is 404."""
    async with httpx.AsyncClient(base_url=site.url) as client:
        page = await client.get("/")
        addresses = set(re.findall(r'"(/events/static/[^"#]+)"', page.text))
        assert any(address.endswith("main.js") for address in addresses)
        for address in addresses:
            file = await client.get(address)
            assert file.status_code == 200
            assert "immutable" in file.headers["cache-control"]
        older = await client.get("/events/static/0123456789abcdef/main.js")
        outside = await client.get(f"{next(iter(addresses)).rpartition('/')[0]}/..%2f..%2fpages.py")
    assert (older.status_code, outside.status_code) == (404, 404)
    assert older.headers["content-type"] == "application/problem+json"


@pytest.mark.asyncio(loop_scope="session")
async def test_the_page_reads_as_an_auditor_of_its_own_in_local_mode(site: Site) -> None:
    """Each rendering names another auditor, and the newest position of the ledger."""
    await site.submit("Voor de auditor")
    async with httpx.AsyncClient(base_url=site.url) as client:
        first, second = [(await client.get("/")).text for _ in range(2)]
    actors = [re.findall(r'data-actor="(auditor;id=[0-9a-f-]{36})"', text) for text in (first, second)]
    assert all(len(each) == 1 for each in actors)
    assert actors[0] != actors[1]
    assert re.search(r'data-position="\d+"', first)
