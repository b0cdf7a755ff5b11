"""For everybody: two languages, the keyboard alone, and names that are read aloud."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.site import Site
from tests.e2e.test_page import card, look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("page"),
    pytest.mark.asyncio(loop_scope="session"),
]
NAMED = {"link", "button", "checkbox", "dialog", "region", "navigation", "heading"}


async def test_dutch_first_english_on_request_and_remembered(window: Page, site: Site) -> None:
    """The page is Dutch; the switch makes it English, keeps the journey that is open, and is remembered."""
    initiative = await site.submit("Twee talen")
    await look(window, f"{site.url}/?reis={initiative.id}")
    await expect(window.locator("html")).to_have_attribute("lang", "nl")
    await window.keyboard.press("Escape")
    await card(window, initiative).click()
    english = await window.locator(".languages a", has_text="English").get_attribute("href")
    assert english is not None
    await look(window, english)
    await expect(window.locator("html")).to_have_attribute("lang", "en")
    await expect(window.locator(".step-what").first).to_contain_text("Initiative submitted: “Twee talen”")
    await look(window, site.url)
    await expect(window.get_by_role("heading", name="Where does every initiative stand?")).to_be_visible()
    await window.get_by_role("link", name="Nederlands").click()
    await expect(window.get_by_role("heading", name="Waar staat elk initiatief?")).to_be_visible()


async def test_an_unknown_language_is_dutch(window: Page, site: Site) -> None:
    """Whoever asks for a language there is no dictionary for, reads Dutch."""
    await look(window, f"{site.url}/?taal=tlh")
    await expect(window.locator("html")).to_have_attribute("lang", "nl")


async def test_the_keyboard_is_enough(window: Page, site: Site) -> None:
    """Past the head, to a card, into its journey and out again, with the focus back where it was."""
    initiative = await site.submit("Zonder muis")
    await look(window, site.url)
    await expect(card(window, initiative)).to_be_visible()
    await window.keyboard.press("Tab")
    await expect(window.get_by_role("link", name="Naar de pijplijn")).to_be_focused()
    await window.keyboard.press("Enter")
    await window.keyboard.press("Tab")
    link = card(window, initiative).get_by_role("link")
    await expect(link).to_be_focused()
    await window.keyboard.press("Enter")
    await expect(window.get_by_role("heading", level=2, name="Zonder muis")).to_be_focused()
    await window.keyboard.press("Tab")
    await expect(window.get_by_role("button", name="Sluiten")).to_be_focused()
    await window.keyboard.press("Escape")
    await expect(link).to_be_focused()


async def test_a_card_that_moves_keeps_the_focus(window: Page, site: Site) -> None:
    """Somebody on a card with the keyboard stays on it while it moves to another column."""
    initiative = await site.submit("Met focus")
    await look(window, site.url)
    link = card(window, initiative).get_by_role("link")
    await link.focus()
    await initiative.withdraw()
    await expect(window.locator(f'#fase-withdrawn .card[data-id="{initiative.id}"]')).to_be_visible()
    await expect(link).to_be_focused()


async def test_landmarks_are_there_and_everything_has_a_name(window: Page, site: Site) -> None:
    """One main, one banner, one footer, headings in order; whatever can be used or entered has a name."""
    initiative = await site.submit("Voorgelezen")
    await look(window, f"{site.url}/?reis={initiative.id}")
    await expect(window.locator(".step").first).to_be_visible()
    nameless = [node for node in await tree(window) if role(node) in NAMED and not name(node)]
    assert nameless == []
    await window.keyboard.press("Escape")
    for landmark in ("banner", "main", "contentinfo"):
        await expect(window.get_by_role(landmark)).to_have_count(1)
    await expect(window.get_by_role("navigation", name="Taal")).to_be_visible()
    await expect(window.get_by_role("region", name="Niet verder gegaan")).to_be_visible()
    nameless = [node for node in await tree(window) if role(node) in NAMED and not name(node)]
    assert nameless == []
    levels = [int(level[1]) for level in await window.evaluate(HEADINGS)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


HEADINGS = (
    "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].filter(h => h.checkVisibility()).map(h => h.tagName)"
)


async def tree(window: Page) -> list[dict[str, Any]]:
    """What a screen reader gets."""
    session = await window.context.new_cdp_session(window)
    answer = await session.send("Accessibility.getFullAXTree")
    nodes: list[dict[str, Any]] = answer["nodes"]
    return [node for node in nodes if not node["ignored"]]


def role(node: dict[str, Any]) -> str:
    return str(node.get("role", {}).get("value", ""))


def name(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", "")).strip()
