"""The harness itself: a page that misbehaves is caught, a way that is cut is cut."""

import pytest

from tests.e2e.looks import axe, chinese, overflows

BAD = """() => { document.documentElement.lang = 'en'
  document.body.innerHTML = '<main><h1>Bad</h1><img src=""><p id=wide>说中文</p></main>'
  document.getElementById('wide').style.width = '2000px' }"""


async def test_a_bad_page_is_seen_to_be_bad(still, phone):
    page = await phone(still, "/offline", wait="main")
    assert await overflows(page) == []
    await page.evaluate(BAD)
    assert any("image-alt" in found for found in await axe(page))
    assert "说中文" in await chinese(page)
    assert any("2000" in found or "P." in found for found in await overflows(page))


async def test_a_request_that_leaves_our_origin_is_a_problem(still, phone):
    page = await phone(still, "/offline", wait="main")
    await page.evaluate("() => fetch('http://127.0.0.1:9/').catch(() => 0)")
    assert any("127.0.0.1:9/" in problem for problem in page.witness.problems)
    page.witness.allow(".")


async def test_a_gate_is_cut_and_mended(still, gate, phone):
    way = await gate(still)
    page = await phone(still, "/offline", through=way, wait="main")
    ask = "() => fetch('/livez').then(answer => answer.status)"
    assert await page.evaluate(ask) == 200
    way.cut()
    page.witness.allow("livez|ERR_|WebSocket")
    with pytest.raises(Exception, match="Failed to fetch"):
        await page.evaluate(ask)
    way.mend()
    assert await page.evaluate(ask) == 200
