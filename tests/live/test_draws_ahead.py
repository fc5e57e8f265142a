"""Winners that are fixed before any is shown are watched as if they were not, until their times."""

from datetime import datetime, timedelta

from tests.live.drawings import STAGES, staged
from tests.live.watching import greeted


async def test_winners_that_are_fixed_ahead_come_at_their_times_and_nobody_has_to_bring_them(shop):
    made = await staged(shop, size=5, winners=2)
    locked = await made.lock()
    first = locked.first_reveal_at
    await made.turned(first - timedelta(seconds=4))
    async with greeted(shop.socket_url) as watch:
        await watch.ask(STAGES, id=made.uuid)
        counting = await watch.news()
        assert await shop.step("draws drawn") == 1
        hidden = await watch.news()
        await made.turned(first - timedelta(milliseconds=300))
        seen = [await watch.news() for _ in range(2)]
    assert [(told["stage"], told["version"]) for told in (counting, hidden)] == [
        ("COUNTDOWN", 3),
        ("COUNTDOWN", 4),
    ]
    assert (hidden["winners"], hidden["revealed"]) == ([], 0)
    assert datetime.fromisoformat(hidden["nextAt"]) == first
    assert [[each["prize"] for each in told["winners"]] for told in seen] == [[1], [2]]
    for told in seen:
        late = _instant(told["serverTime"]) - _instant(told["winners"][0]["revealedAt"])
        assert timedelta(0) <= late < timedelta(seconds=1), (
            "a timer to its time, and no look around"
        )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
