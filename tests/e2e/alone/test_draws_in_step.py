"""Winners come to all pages at their moment, and to none before."""

from datetime import datetime

from tests.e2e.drawing import SEEN, WINNERS, Wire, late_ms, scene, soon
from tests.live.drawings import staged


async def test_winners_come_to_all_pages_in_step_and_to_none_early(bare, phone):
    made, wire = await staged(bare, size=8, winners=3), Wire(bare)
    path = f"/d/{made.uuid}"
    pages = [
        await phone(bare, path, before=wire.watch, wait=".draw-scene"),
        await phone(bare, path, lang="en", wait=".draw-scene"),
    ]
    for page in pages:
        await page.evaluate(SEEN)
    await soon(made, pages[0], seconds=4)
    await scene(pages[0], "COUNTDOWN")
    for page in pages:
        await scene(page, "PUBLISHED")
    winners = (await bare.client().ask(WINNERS, id=made.uuid))["draw"]["winners"]
    assert len(winners) == 3
    # The first waits for whoever draws, who looks each second; the others for the clock alone.
    first, *others = [
        late_ms(bare, await page.evaluate("() => window.seen"), winners) for page in pages
    ]
    later = [late for page in (first, *others) for late in page[1:]]
    assert all(0 <= late <= 300 for late in later), later
    assert abs(first[0] - others[0][0]) <= 300
    for winner in winners:
        heard = wire.first(winner["ticket"])
        assert heard is not None
        assert heard >= datetime.fromisoformat(winner["revealedAt"])
