"""Every page in both languages, both themes and all widths: accessible, whole, and looked at."""

import pytest

from tests.e2e.looks import axe, chinese, overflows
from tests.e2e.places import PLACES, found

WIDTHS = (320, 360, 390, 430)
# A key that was not found is shown as itself: two words joined without a space, or with a dot.
MISSING_KEY = r"^[a-z]+(?:[A-Z][a-z]+)+$|^[a-z]+(?:\.[a-zA-Z]+)+$"
TEXTS = """pattern => [...document.querySelectorAll('body *')].filter(e => !e.children.length)
  .map(e => e.textContent.trim()).filter(text => new RegExp(pattern).test(text))"""
# What a phone does whose owner wants text twice as large: every size is doubled, boxes are not.
ZOOM = """() => { const all = [...document.querySelectorAll('body, body *:not(svg *)')]
  const sizes = all.map(element => parseFloat(getComputedStyle(element).fontSize))
  all.forEach((element, n) => { element.style.fontSize = 2 * sizes[n] + 'px' }) }"""
DRESSED = "theme => { document.documentElement.dataset.theme = theme }"
BUSY = "[aria-busy=true], .skeleton-block"


async def settled(page) -> None:
    """The page has what it asked for, and draws no skeleton any more."""
    await page.wait_for_selector("main h1, main .page-state-title")
    await page.wait_for_function("busy => !document.querySelector(busy)", arg=BUSY)
    await page.evaluate("() => document.fonts.ready")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
async def test_a_page_is_whole(still, phone, pictures, place, lang):
    here = await found(still, place)
    page = await phone(still, here.path, who=here.who, lang=lang, scale=2)
    page.witness.allow("404")  # the shell of what is not there says so
    await settled(page)
    seen = []
    for theme in ("day", "night"):
        await page.evaluate(DRESSED, theme)
        seen += [f"{theme}: {problem}" for problem in await axe(page)]
        await page.screenshot(path=pictures / f"{place.name}-{lang}-{theme}.png", full_page=True)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 844})
        seen += [f"{width} px: {problem}" for problem in await overflows(page)]
    await page.set_viewport_size({"width": 320, "height": 844})
    await page.evaluate(ZOOM)
    seen += [f"200 %: {problem}" for problem in await overflows(page)]
    seen += [f"key: {text}" for text in await page.evaluate(TEXTS, MISSING_KEY)]
    if lang == "en":
        seen += [f"Chinese: {text}" for text in await chinese(page)]
    assert seen == []
