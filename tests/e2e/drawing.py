"""Draws that pages look at: brought on by the running shop's own worker, with its clock turned."""

import asyncio
from datetime import datetime, timedelta

from models.draws import Draw
from tests.live.drawings import Staged

# When each winner came onto the page, by this machine's clock.
SEEN = """() => { window.seen = {}
  const look = () => document.querySelectorAll('li[data-prize]').forEach(
    row => { window.seen[row.dataset.prize] ??= Date.now() })
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true }); look() }"""
WINNERS = """query($id: ID!) { draw(id: $id) {
  stage winners(first: 100) { prize ticket revealedAt member { displayName } } } }"""


async def scene(page, name: str) -> None:
    """Wait until the page is in a scene of the draw."""
    await page.wait_for_selector(f"[data-scene={name}]", timeout=30_000)


async def soon(made: Staged, page, *, seconds: float) -> Draw:
    """Wait until it is locked, and turn the clock to so many seconds before the first winner."""
    await scene(page, "LOCKED")
    draw = await made.drawn.seen()
    await made.turned(draw.first_reveal_at - timedelta(seconds=seconds))
    return draw


async def shown(page, prizes: int) -> None:
    """Wait until so many winners stand on the page."""
    await page.wait_for_function(
        f"() => document.querySelectorAll('li[data-prize]').length >= {prizes}"
    )


def late_ms(shop, seen: dict[str, float], winners: list[dict]) -> list[float]:
    """How late each winner was on a page, in milliseconds after being shown to everybody."""
    ahead = shop.clock.ahead.total_seconds() * 1000
    told = {
        str(each["prize"]): datetime.fromisoformat(each["revealedAt"]).timestamp() * 1000
        for each in winners
    }
    return [seen[prize] + ahead - at for prize, at in told.items()]


class Wire:
    """Every frame and answer that came to a page, each with the server's moment."""

    def __init__(self, shop) -> None:
        self._shop = shop
        self._reading: set[asyncio.Task] = set()
        self.heard: list[tuple[datetime, str]] = []

    async def watch(self, page) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", self.note))
        page.on("response", self._answered)

    def note(self, frame: str | bytes) -> None:
        text = frame if isinstance(frame, str) else frame.decode()
        self.heard.append((self._shop.clock(), text))

    def first(self, text: str) -> datetime | None:
        """When something was heard first, None where it never was."""
        return next((at for at, said in self.heard if text in said), None)

    def _answered(self, response) -> None:
        if response.url.endswith("/graphql"):
            task = asyncio.create_task(self._read(response))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _read(self, response) -> None:
        at = self._shop.clock()
        self.heard.append((at, await response.text()))
