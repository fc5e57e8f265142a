"""Winners come to all pages at their moment, and to none before."""

from datetime import datetime

from tests.e2e.drawing import SEEN, WINNERS, Wire, late_ms, scene, shown, soon
from tests.e2e.walls import hung
from tests.live.drawings import staged


async def test_winners_come_to_all_pages_in_step_and_to_none_early(bare, phone):
    made, wire = await staged(bare, size=8, winners=3), Wire(bare)
    path = f"/d/{made.uuid}"
    pages = [
        await phone(bare, path, before=wire.watch, wait=".draw-scene"),
        await phone(bare, path, lang="en", wait=".draw-scene"),
        (await hung(bare, phone)).page,
    ]
    for page in pages:
        await page.evaluate(SEEN)
    await soon(made, pages[0], seconds=4)
    for page in pages:
        await scene(page, "PUBLISHED")
        await shown(page, 3)
    winners = (await bare.client().ask(WINNERS, id=made.uuid))["draw"]["winners"]
    assert len(winners) == 3
    # All were drawn before the first was due: each waits for the clock alone.
    seen = [await page.evaluate("() => window.seen") for page in pages]
    late = sorted(ms for each in seen for ms in late_ms(bare, each, winners))
    assert len(late) == 9
    assert late[4] <= 300, late
    assert late[0] >= -20, late
    for winner in winners:
        heard = wire.first(winner["ticket"])
        assert heard is not None
        assert heard >= datetime.fromisoformat(winner["revealedAt"])
