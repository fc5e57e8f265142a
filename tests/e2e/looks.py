"""What a page looks like to a machine: accessible, in one language, within its width."""

import json

from app.settings import ROOT

HERE = ROOT / "tests" / "e2e"
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = HERE / "looks.js"
# What is on its way from one look to another is neither.
STILL = """() => { const ending = a => a.effect.getComputedTiming().endTime < 5000
  const all = document.getAnimations().filter(ending)
  return Promise.all(all.map(a => a.finished.catch(() => null))).then(() => null) }"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


async def axe(page) -> list[str]:
    """What axe finds on a page as it stands now, each with where."""
    await _put(page, "axe", AXE)
    await page.evaluate(STILL)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = await page.evaluate(f"() => axe.run(document, {json.dumps(options)})")
    return [
        f"{rule['impact']} {rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


async def overflows(page) -> list[str]:
    """What stands outside the window or makes the page scroll sideways."""
    await _put(page, "looks", LOOKS)
    return await page.evaluate("() => looks.overflows()")


async def chinese(page) -> list[str]:
    """Chinese in a page that is read in English, but for people's own words."""
    await _put(page, "looks", LOOKS)
    return await page.evaluate("() => looks.chinese()")


async def _put(page, name: str, file) -> None:
    """Have a file of ours run in the page: no address serves it, no policy need allow it."""
    if not await page.evaluate(f"() => '{name}' in window"):
        await page.evaluate(file.read_text())
