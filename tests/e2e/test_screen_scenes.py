"""Every scene as it stands: readable across a room, within the edge, the same each time, calm."""

import io
from itertools import pairwise

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.e2e.looks import axe, chinese
from tests.e2e.walls import SIZES, STAGE, measured, paused

DRAW = "scene=draw&stage="
SCENES = (
    "scene=wall",
    "scene=wall&count=0",
    "scene=wall&count=3&health=stale",
    "scene=wall&count=24&names=long",
    "scene=wall&names=xss",
    "scene=focus&seats=20&names=long",
    "scene=focus&seats=50",
    "scene=ranking&names=long",
    "scene=poster&names=long",
    "scene=message",
    "scene=message&names=long",
    "scene=holding&health=degraded",
    "scene=pairing",
    "scene=pairing&health=retrying",
    f"{DRAW}scheduled",
    f"{DRAW}locked&beacon=1",
    f"{DRAW}countdown&at=2026-11-22T12:17:16Z",
    f"{DRAW}revealing&shown=2&health=stale",
    f"{DRAW}revealing&shown=9&count=12&names=long",
    f"{DRAW}published&shown=60&count=60&campaign=1&names=long",
    f"{DRAW}published&shown=450&count=450&campaign=1",
    f"{DRAW}locked&at=2026-11-22T12:30:00Z",
    f"{DRAW}void",
    f"{DRAW}not_held",
)
SOME = SCENES[3:21:6]


async def stood(page, query: str) -> None:
    await page.goto(f"/live/preview?{query}")
    await page.wait_for_selector(STAGE)
    await page.evaluate("() => document.fonts.ready")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_scene_is_read_across_a_room_and_keeps_clear_of_the_edge(
    bare, phone, size, lang, full
):
    width, height = SIZES[size]
    page = await phone(bare, "/live/preview?scene=holding", width=width, height=height, touch=False)
    # The other sizes are these two, larger or smaller.
    scenes = SCENES if full or size in {"1080p", "upright"} else SOME
    for place, query in enumerate(scenes):
        await stood(page, f"{query}&lang={lang}&theme={('night', 'day')[place % 2]}")
        assert await measured(page, "faults") == [], query
        assert await measured(page, "nodes") <= 1500, query
        assert lang == "zh" or await chinese(page) == [], query


async def test_what_is_small_at_the_edge_or_covered_is_seen_to_be(bare, phone):
    page = await phone(bare, "/live/preview?scene=message", width=1280, height=720, wait=STAGE)
    assert await measured(page, "faults") == []
    await page.evaluate(
        """() => { const [p, q] = ['one', 'two'].map(text => {
          const each = document.body.appendChild(document.createElement('p'))
          each.textContent = text
          Object.assign(each.style, {position: 'fixed', top: '0', fontSize: '12px'})
          return each }) }"""
    )
    found = " ".join(await measured(page, "faults"))
    assert all(word in found for word in ("small", "edge", "covered")), found


@pytest.mark.parametrize("theme", ["night", "day"])
async def test_a_scene_is_accessible(bare, phone, theme):
    page = await phone(bare, "/live/preview?scene=holding", width=1920, height=1080)
    for query in (SCENES[0], SCENES[5], SCENES[7], SCENES[8], SCENES[12], SCENES[16], SCENES[19]):
        await stood(page, f"{query}&theme={theme}")
        assert await axe(page) == [], query


def differing(one: bytes, other: bytes) -> float:
    """The share of pixels in which two pictures differ."""
    pictures = [Image.open(io.BytesIO(each)).convert("L") for each in (one, other)]
    seen = ImageChops.difference(*pictures).point(lambda value: 255 if value > 24 else 0)
    return ImageStat.Stat(seen).mean[0] / 255


async def test_a_fixed_moment_looks_the_same_each_time(bare, phone, pictures):
    taken = {}
    for name, query in (
        ("wall", "scene=wall"),
        ("draw", f"{DRAW}revealing&shown=2"),
        ("later", f"{DRAW}revealing&shown=3"),
    ):
        for turn in range(2):
            page = await phone(
                bare, f"/live/preview?{query}", width=1280, height=720, motion="reduce", wait=STAGE
            )
            taken[name, turn] = await page.screenshot(path=pictures / f"live-{name}.png")
    assert differing(taken["wall", 0], taken["wall", 1]) <= 0.003
    assert differing(taken["draw", 0], taken["draw", 1]) <= 0.003
    assert differing(taken["draw", 0], taken["later", 0]) > 0.003


async def brightness(page, pictures: int) -> list[list[float]]:
    """How bright each sixteenth of the screen was, picture after picture, fifteen a second."""
    found = []
    for _ in range(pictures):
        await page.clock.run_for(66)
        shot = await page.screenshot(type="jpeg", quality=40)
        found.append(list(Image.open(io.BytesIO(shot)).convert("L").resize((4, 4)).tobytes()))
    return found


def flashing(seen: list[list[float]]) -> int:
    """The most times that a quarter of the screen turned bright or dark within a second."""
    turns = []
    for before, after in pairwise(seen):
        changes = [b - a for a, b in zip(before, after, strict=True)]
        turns.append(next((s for s in (1, -1) if sum(s * c > 25 for c in changes) >= 4), 0))
    flips = []
    for second in (turns[start : start + 15] for start in range(len(turns) - 14)):
        real = [turn for turn in second if turn]
        flips.append(sum(a != b for a, b in pairwise(real)) if real else 0)
    return max(flips)


async def test_nothing_flashes(bare, phone):
    async def hasten(page) -> None:
        await page.clock.install()

    seen = {}
    for name, query in (
        ("wall", "scene=wall&run=1"),
        ("draw", "scene=draw&run=1&count=450&campaign=1&at=2026-11-22T12:17:22Z"),
    ):
        page = await phone(
            bare, f"/live/preview?{query}", width=640, height=360, before=hasten, wait=STAGE
        )
        await paused(page)
        seen[name] = flashing(await brightness(page, 30))
    await page.evaluate(
        """() => { const all = document.body.appendChild(document.createElement('div'))
          Object.assign(all.style, {position: 'fixed', inset: '0', background: 'white'})
          setInterval(() => all.hidden = !all.hidden, 100) }"""
    )
    assert flashing(await brightness(page, 30)) > 3
    assert max(seen.values()) <= 3, seen
