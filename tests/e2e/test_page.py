"""The pipeline while somebody looks: cards come and move by the stream alone, and it is said when they cannot."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, Request, expect

from tests.e2e.site import ASSESSED, Initiative, Site, Wire, serving, submissions

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("page"),
    pytest.mark.asyncio(loop_scope="session"),
]


def card(window: Page, initiative: Initiative) -> Locator:
    return window.locator(f'.card[data-id="{initiative.id}"]')


def in_stage(window: Page, stage: str, initiative: Initiative) -> Locator:
    return window.locator(f"#fase-{stage}").locator(f'.card[data-id="{initiative.id}"]')


async def look(window: Page, url: str) -> None:
    await window.goto(url)
    await expect(window.locator(".live")).to_have_attribute("data-live", "live")


async def test_an_empty_ledger_tells_how_to_begin(window: Page, tmp_path: Path) -> None:
    """Without initiatives the page says how to begin, and the first card takes the place of that by itself."""
    async with serving(tmp_path) as site:
        await look(window, site.url)
        await expect(window.get_by_role("heading", name="Nog geen initiatieven")).to_be_visible()
        await expect(window.locator("#pijplijn")).to_be_hidden()
        first = await site.submit("Het eerste")
        await expect(in_stage(window, "submitted", first)).to_be_visible()
        await expect(window.get_by_role("heading", name="Nog geen initiatieven")).to_be_hidden()


async def test_a_card_comes_and_moves_while_one_looks(window: Page, site: Site) -> None:
    """A submission's card appears, glides on when it is assessed, and the page was never loaded anew."""
    await look(window, site.url)
    await window.evaluate("window.stayed = true")
    initiative = await site.submit("Ketenstage in beweging")
    await expect(in_stage(window, "submitted", initiative)).to_contain_text("Ketenstage in beweging")
    await expect(card(window, initiative)).to_contain_text("Zelf aangemeld")
    await expect(card(window, initiative)).to_contain_text("zojuist")
    before = int(await window.locator('h3 [data-count="assessed"]').inner_text())
    await initiative.go(*ASSESSED)
    await expect(in_stage(window, "assessed", initiative)).to_have_class("card card-moved")
    await expect(window.locator('h3 [data-count="assessed"]')).to_have_text(str(before + 1))
    await expect(window.locator("#omroep")).to_have_text("Ketenstage in beweging: van Aangemeld naar Getoetst.")
    await initiative.withdraw()
    await expect(in_stage(window, "withdrawn", initiative)).to_be_visible()
    await expect(card(window, initiative)).to_have_count(1)
    assert await window.evaluate("window.stayed")


async def test_a_moving_card_glides_unless_motion_is_unwanted(browser: Browser, site: Site) -> None:
    """A card travels from column to column, and is simply there for who asked for less motion."""
    for wish, glides in (("no-preference", True), ("reduce", False)):
        context = await browser.new_context(viewport={"width": 1280, "height": 900})
        page = await context.new_page()
        await page.emulate_media(reduced_motion="reduce" if wish == "reduce" else "no-preference")
        await page.add_init_script(
            "const play = Element.prototype.animate; window.glided = [];"
            "Element.prototype.animate = function (...how) { window.glided.push(this.dataset.id); "
            "return play.apply(this, how); };"
        )
        initiative = await site.submit(f"Met {wish}")
        await look(page, site.url)
        await expect(in_stage(page, "submitted", initiative)).to_be_visible()
        await initiative.go(*ASSESSED)
        await expect(in_stage(page, "assessed", initiative)).to_be_visible()
        assert (initiative.id in await page.evaluate("window.glided")) is glides
        await context.close()


async def test_nothing_is_asked_by_the_clock(window: Page, site: Site) -> None:
    """While nothing happens nothing is asked; news of an initiative asks for that journey, and no more."""
    initiative = await site.submit("In alle rust")
    await window.clock.install()
    await look(window, site.url)
    await expect(in_stage(window, "submitted", initiative)).to_be_visible()
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url.removeprefix(site.url)))
    await window.clock.run_for(35_000)
    assert asked == []
    await initiative.go(*ASSESSED)
    await expect(in_stage(window, "assessed", initiative)).to_be_visible()
    terms = {each for each in asked if "type=nl.koploper.reference-activated.v1" in each}  # what it speaks in: once
    assert set(asked) - terms == {f"/events/v1/initiatives/{initiative.id}/journey"}
    assert len(terms) <= 1


async def test_a_lost_connection_is_said_and_taken_up_where_it_broke_off(window: Page, site: Site) -> None:
    """Cut off, the page says so and how old its picture is; back again it shows all that happened meanwhile."""
    wire = Wire(site.port)
    seen: list[Request] = []
    window.on("request", lambda request: seen.append(request) if request.url.endswith("/stream") else None)
    async with wire.laid() as url:
        initiative = await site.submit("Even weg")
        await look(window, url)
        await expect(in_stage(window, "submitted", initiative)).to_be_visible()
        wire.cut()
        await expect(window.locator(".live")).to_have_attribute("data-live", "lost")
        await expect(window.get_by_text("Niet live")).to_be_visible()
        await expect(window.locator("#live-age")).to_contain_text("Beeld van")
        await initiative.go(*ASSESSED)
        await expect(in_stage(window, "submitted", initiative)).to_be_visible()
        again = window.get_by_role("button", name="Nu opnieuw verbinden")
        await expect(again).to_be_visible()
        wire.mend()
        await again.evaluate_all("those => those.forEach(each => each.click())")  # gone when the page is back by itself
        await expect(window.locator(".live")).to_have_attribute("data-live", "live")
        await expect(in_stage(window, "assessed", initiative)).to_be_visible()
        assert int((await seen[-1].all_headers())["last-event-id"]) > 0
        await expect(window.get_by_role("button", name="Nu opnieuw verbinden")).to_be_hidden()


async def test_it_comes_back_by_itself(window: Page, site: Site) -> None:
    """Nobody has to press anything after a break."""
    wire = Wire(site.port)
    async with wire.laid() as url:
        await look(window, url)
        wire.cut()
        await expect(window.locator(".live")).to_have_attribute("data-live", "lost")
        wire.mend()
        await expect(window.locator(".live")).to_have_attribute("data-live", "live")


async def test_the_stream_is_read_however_it_is_cut(window: Page, site: Site) -> None:
    """Events arrive whole when the network splits them anywhere: between lines, line ends or a letter's bytes."""
    await look(window, site.url)
    sent = "id: 7\r\nevent: één\r\ndata: a\r\ndata:b\r\n\r\n: teken\n\nid: 8\ndata: {}\n\nid: 9\ndata: half"
    found = await window.evaluate(READ, sent)
    whole = [{"id": "7", "type": "één", "data": "a\nb"}, None, {"id": "8", "type": "message", "data": "{}"}]
    assert found == [whole] * len(sent.encode())


READ = """async (sent) => {
  const { events } = await import(document.querySelector('link[href$="/sse.js"]').href);
  const bytes = new TextEncoder().encode(sent);
  const all = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const parts = [bytes.slice(0, at), bytes.slice(at)];
    const body = new ReadableStream({ start(to) { parts.forEach((part) => to.enqueue(part)); to.close(); } });
    const found = [];
    for await (const event of events(body)) found.push(event);
    all.push(found);
  }
  return all;
}"""


async def test_a_page_that_nobody_sees_lets_its_connection_go(window: Page, site: Site) -> None:
    """Hidden, a page holds no stream; seen again it shows what happened meanwhile."""
    initiative = await site.submit("Achter een ander tabblad")
    await look(window, site.url)
    hide = "(hidden) => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true}); "
    hide += "document.dispatchEvent(new Event('visibilitychange')); }"
    await window.evaluate(hide, True)
    await expect(window.locator(".live")).to_have_attribute("data-live", "paused")
    await initiative.go(*ASSESSED)
    await window.evaluate(hide, False)
    await expect(in_stage(window, "assessed", initiative)).to_be_visible()


async def test_what_submitters_write_is_text_and_nothing_else(window: Page, site: Site) -> None:
    """Markup in a title is shown as it was written, on the card and in its journey."""
    title = '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>'
    await look(window, site.url)
    initiative = await site.submit(title)
    await expect(card(window, initiative).get_by_role("link")).to_have_text(title)
    await card(window, initiative).click()
    await expect(window.get_by_role("dialog").get_by_role("heading", level=2)).to_have_text(title)
    await expect(window.locator(".step-what").first).to_contain_text(title)
    await expect(window.locator("main img, dialog img, main script, dialog script")).to_have_count(0)
    assert await window.evaluate("window.hacked") is None


async def test_hundreds_of_cards_come_at_once_and_all_are_there(window: Page, tmp_path: Path) -> None:
    """More journeys than a page of the list holds: all are shown, by the stream and after loading anew."""
    async with serving(tmp_path) as site:
        await look(window, site.url)
        await site.announce("intake", *submissions(site, [f"Initiatief {number}" for number in range(520)]))
        await expect(window.locator("#fase-submitted .card")).to_have_count(520, timeout=30_000)
        await look(window, site.url)
        await expect(window.locator("#fase-submitted .card")).to_have_count(520)
        await expect(window.locator('h3 [data-count="submitted"]')).to_have_text("520")


@pytest.mark.parametrize("width", [320, 360, 820, 1280, 2560, 3840])
async def test_it_fits_every_width(window: Page, site: Site, width: int) -> None:
    """From the smallest phone to 4K nothing has to be scrolled sideways, also not with a title without spaces."""
    await site.submit("Zorgverleningsorganisatiesamenwerkingsverband" * 3)
    await window.set_viewport_size({"width": width, "height": 900})
    await look(window, site.url)
    await expect(window.locator(".card").first).to_be_visible()
    assert await window.evaluate("document.documentElement.scrollWidth") <= width
