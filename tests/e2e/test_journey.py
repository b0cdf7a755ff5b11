"""One journey behind a click: its address, its steps, and what is said when something is missing."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.site import ASSESSED, Initiative, Site
from tests.e2e.test_page import card, look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("page"),
    pytest.mark.asyncio(loop_scope="session"),
]


async def assessed(site: Site, title: str) -> Initiative:
    initiative = await site.submit(title)
    await initiative.go(*ASSESSED)
    return initiative


def step(window: Page, sentence: str) -> Locator:
    """The steps that say this themselves, not only as their cause."""
    return window.locator(".step").filter(has=window.locator(".step-what", has_text=sentence))


async def test_a_click_opens_the_journey_under_an_address_of_its_own(window: Page, site: Site) -> None:
    """A card opens its journey; back closes it, forward opens it again, and closing goes back too."""
    initiative = await site.submit("Met een adres")
    await look(window, site.url)
    await card(window, initiative).click()
    await expect(window.get_by_role("dialog", name="Met een adres")).to_be_visible()
    assert window.url == f"{site.url}/?reis={initiative.id}"
    await expect(window).to_have_title("Met een adres – Koploper")
    await window.go_back()
    await expect(window.get_by_role("dialog")).to_be_hidden()
    await window.go_forward()
    await expect(window.get_by_role("dialog", name="Met een adres")).to_be_visible()
    await window.get_by_role("button", name="Sluiten").click()
    await expect(window.get_by_role("dialog")).to_be_hidden()
    await window.wait_for_url(f"{site.url}/")


async def test_an_address_opens_its_journey(window: Page, site: Site) -> None:
    """Somebody who was given the address sees the journey at once, and the board after closing it."""
    initiative = await site.submit("Doorgestuurd")
    await look(window, f"{site.url}/?reis={initiative.id}")
    await expect(window.get_by_role("dialog", name="Doorgestuurd")).to_be_visible()
    await window.keyboard.press("Escape")
    await expect(window.get_by_role("dialog")).to_be_hidden()
    await window.wait_for_url(f"{site.url}/")


@pytest.mark.parametrize("id", ["0190d0de-0000-7000-8000-00000000ffff", "<b>geen id</b>"])
async def test_a_journey_that_is_not_there_is_said(window: Page, site: Site, id: str) -> None:
    """An address of nothing says so, in a sentence."""
    await look(window, f"{site.url}/?reis={id}")
    await expect(window.get_by_role("dialog")).to_contain_text("staat niet in het logboek")


async def test_every_step_says_who_when_under_what_and_why(window: Page, site: Site) -> None:
    """Steps are sentences with their person, service, policy and cause; what is confidential lies in a vault."""
    initiative = await assessed(site, "Stap voor stap")
    await look(window, f"{site.url}/?reis={initiative.id}")
    first = window.locator(".step").first
    await expect(first).to_contain_text("Initiatief aangemeld: “Stap voor stap”")
    await expect(first).to_contain_text("Indiener")
    await expect(first).to_contain_text("Door een persoon")
    judged = step(window, "Criterium samenwerken")
    await expect(judged).to_contain_text("Motivering: vertrouwelijk (in kluis)")
    await expect(judged).to_contain_text("Adviseur ALN")
    decided = step(window, "Besluit: het initiatief voldoet aan de criteria.")
    await expect(decided).to_contain_text("2019-03")
    await expect(decided).to_contain_text("Toetsing")
    await expect(decided.locator("time")).not_to_be_empty()
    await decided.get_by_text("Gegevens").click()
    await expect(decided.locator(".data").first).to_contain_text("voldoet aan de criteria")
    spans = window.locator(".span")
    await expect(spans).to_have_count(2)
    await expect(spans.last).to_contain_text("tot nu")


async def test_it_says_what_witnesses_saw(window: Page, site: Site) -> None:
    """Of each how many of the steps, and when; who saw nothing yet is called so; without witnesses nothing is said."""
    initiative = await site.submit("Met een getuige")
    items = [
        {"name": "w.example/1", "key": "k", "size": 1_000_000, "seenAt": "2019-04-01T12:00:00.000000Z", "beyond": None},
        {"name": "w.example/2", "key": "k", "size": None, "seenAt": None, "beyond": None},
    ]
    await look(window, f"{site.url}/?reis={initiative.id}")
    await expect(window.locator("#stappen-lijst .step").first).to_be_visible()
    await expect(window.locator("#reis-getuigd")).to_be_hidden()
    await window.route("**/events/v1/witnesses", lambda route: route.fulfill(json={"items": items, "next": None}))
    await window.reload()
    told = window.locator("#reis-getuigd li")
    await expect(told).to_have_count(2)
    await expect(told.nth(0)).to_contain_text(re.compile(r"Getuige w.example/1 zag (\d+) van de \1 stappen, "))
    await expect(told.nth(1)).to_have_text("Getuige w.example/2 zag nog niets van deze reis.")


async def test_a_decision_shows_what_was_seen(window: Page, site: Site) -> None:
    """A quiet line names the versions; behind it stands the submission of then, and whether its digest is right."""
    initiative = await assessed(site, "Gezien en besloten")
    await look(window, f"{site.url}/?reis={initiative.id}")
    decided = step(window, "Besluit: het initiatief voldoet aan de criteria.")
    line = decided.get_by_text("Besloten op versie 1 van de aanmelding en beleid 2019-03")
    await expect(line).to_be_visible()
    await expect(decided).not_to_contain_text("Nagerekend")
    await line.click()
    await expect(decided).to_contain_text("Nagerekend: de vingerafdruk van deze tekst is de vastgelegde")
    await expect(decided.locator(".step-seen .data").first).to_contain_text("Gezien en besloten")
    await expect(step(window, "Dossier geopend onder beleid").locator(".step-seen")).to_have_count(0)


async def test_what_was_erased_is_called_so(window: Page, site: Site) -> None:
    """While somebody looks: the contact was in a vault, is erased ("gewist"), and the rest of the step stays."""
    initiative = await site.submit("Iemand gaat")
    await look(window, f"{site.url}/?reis={initiative.id}")
    submitted = step(window, "Initiatief aangemeld")
    await expect(submitted).to_contain_text("Contactpersoon: vertrouwelijk (in kluis)")
    await initiative.forget()
    await expect(submitted).to_contain_text("Contactpersoon: gewist")
    await expect(submitted).to_contain_text("Iemand gaat")
    await expect(submitted).not_to_contain_text("in kluis")


async def test_words_are_called_as_their_version_calls_them(window: Page, site: Site) -> None:
    """In the reader's language, by the version that a step names, also one that holds since the page was opened."""
    initiative = await site.submit("Van een thema")
    await look(window, f"{site.url}/?reis={initiative.id}&taal=en")
    first = step(window, "Initiative submitted")
    await first.get_by_text("Data").click()
    await expect(first).to_contain_text("Healthy work")
    await expect(first).not_to_contain_text("gezond-werken")
    renamed = [{"name": "gezond-werken", "nl": "Fit werken", "en": "Working fit"}]
    words = {"referenceVersion": "2099-01", "validFrom": "2099-01-01", "themes": renamed, "branches": renamed}
    activated = {"stream": "reference-2099-01", "type": "nl.koploper.reference-activated.v1", "initiativeid": None}
    await site.announce("intake", {**activated, "sequence": "1", "data": words})
    revised = {"stream": f"initiative-{initiative.id}", "type": "nl.koploper.initiative-revised.v1"}
    data = {"submissionVersion": 2, "themes": ["gezond-werken", "geluk"], "referenceVersion": "2099-01"}
    await site.announce("intake", {**revised, "sequence": "2", "data": data})
    second = step(window, "Submission revised")
    await second.get_by_text("Data").click()
    await expect(second).to_contain_text("Working fit and geluk")
    await expect(first).to_contain_text("Healthy work")


async def test_a_judgement_that_differs_from_what_followed_says_so(window: Page, site: Site) -> None:
    """Of a criterion that follows from the organisations, a judgement tells whether the adviser saw it otherwise."""
    initiative = await site.submit("Anders gezien")
    judged = {"stream": f"initiative-{initiative.id}", "type": "nl.koploper.criterion-judged.v1"}
    data = {"criterion": "samenwerken", "met": False, "submissionVersion": 1}
    await look(window, f"{site.url}/?reis={initiative.id}")
    await expect(step(window, "Dossier geopend onder beleid")).to_be_visible()
    await site.announce("assessment", {**judged, "sequence": "2", "data": {**data, "proposed": True}})
    await site.announce("assessment", {**judged, "sequence": "3", "data": {**data, "proposed": False}})
    differs = step(window, "Criterium samenwerken: voldoet niet, anders dan uit de organisaties volgde.")
    await expect(differs).to_have_count(1)
    await expect(step(window, "Criterium samenwerken: voldoet niet.")).to_have_count(1)


async def test_a_cause_leads_to_the_step_that_caused(window: Page, site: Site) -> None:
    """What the system did by itself links to the step it followed from."""
    initiative = await site.submit("Oorzaak en gevolg")
    await look(window, f"{site.url}/?reis={initiative.id}")
    opened = step(window, "Dossier geopend onder beleid")
    await opened.get_by_role("link").click()
    await expect(window.locator(".step").first).to_be_focused()


async def test_only_acts_and_decisions_on_request(window: Page, site: Site) -> None:
    """What the system merely noted can be left out."""
    initiative = await assessed(site, "Zonder ruis")
    await look(window, f"{site.url}/?reis={initiative.id}")
    noted = window.get_by_text("Dossier geopend onder beleid")
    await expect(noted).to_be_visible()
    await window.get_by_label("Alleen wat mensen deden").check()
    await expect(noted).to_be_hidden()
    await expect(window.get_by_text("Criterium innoveren: voldoet")).to_be_visible()


async def test_an_open_journey_goes_on_by_itself(window: Page, site: Site) -> None:
    """New steps join an open journey, with their causes, and what somebody opened in it stays open."""
    initiative = await site.submit("Onder uw ogen")
    await look(window, f"{site.url}/?reis={initiative.id}")
    first = window.locator(".step").first
    await first.get_by_text("Gegevens").click()
    await expect(first.locator(".data").first).to_be_visible()
    await initiative.go(*ASSESSED)
    await expect(step(window, "Besluit: het initiatief voldoet")).to_be_visible()
    await expect(window.locator("#reis-feiten")).to_contain_text("Getoetst")
    await expect(first.locator(".data").first).to_be_visible()
    asked = step(window, "Akkoord gevraagd aan")
    await expect(asked.get_by_role("link")).to_be_visible()


async def test_gaps_and_unknown_events_are_shown_as_they_are(window: Page, site: Site) -> None:
    """A number that is missing is a clear warning; an event this page does not know has its name and data."""
    initiative = await site.submit("Met een gat")
    stream = f"initiative-{initiative.id}"
    await look(window, f"{site.url}/?reis={initiative.id}")
    await expect(window.locator(".step").first).to_be_visible()
    await expect(window.locator("#reis-gaten")).to_be_hidden()
    strange = {"stream": stream, "type": "nl.koploper.wonder-gezien.v7", "data": {"wonderlijk": "<i>zeer</i>"}}
    await site.announce("intake", {**strange, "sequence": "4"})
    await site.announce("intake", {**strange, "sequence": "2"})
    unknown = step(window, "Onbekende gebeurtenis: wonder-gezien.v7")
    await expect(unknown).to_be_visible()
    await unknown.get_by_text("Gegevens").click()
    await expect(unknown).to_contain_text("<i>zeer</i>")
    await expect(window.get_by_role("heading", name="Deze reis is niet compleet")).to_be_visible()
    await expect(window.locator("#gaten-lijst")).to_have_text(f"In {stream} ontbreekt nummer 3; nummer 4 is al binnen.")
