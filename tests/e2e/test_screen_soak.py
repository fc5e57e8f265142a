"""A screen that is told something twenty times a second, for hours: nothing piles up in it."""

import asyncio
import json
from dataclasses import dataclass, field

from tests.e2e.crowds import pictured
from tests.e2e.walls import hung

EVERY_SECONDS = 0.05
# How many it is told to warm up, and how many while it is watched: for seconds in CI, for half an
# hour as proof. After each eight of them every team is as full as before.
SHORT, LONG = (120, 200), (2400, 36_000)
GROWS_MOST = 1.05
# What a collection leaves lying about, however small the heap is.
SLACK_BYTES = 600_000
TEAMS = 24
STOOD = """text => document.querySelector('.figures')?.innerText.includes(text)
  && !document.querySelector('[class*=flip-]')
  && document.getAnimations().every(each => each.playState === 'finished')"""


@dataclass
class Flood:
    """Stands between a page and its socket: repeats the first frame, each time another one."""

    sent: int = 0
    first: dict | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    def carry(self, socket) -> None:
        self.page = socket
        server = socket.connect_to_server()
        server.on_message(self.heard)

    def heard(self, text: str) -> None:
        said = json.loads(text)
        frame = ((said.get("payload") or {}).get("data") or {}).get("screen")
        if frame and self.first is None and frame["wall"]:
            self.first = said
            self.begun.set()
        if not frame:
            self.page.send(text)

    def next(self) -> str:
        """Another frame: two dozen teams, of which some fill, form and leave."""
        self.sent += 1
        said = json.loads(json.dumps(self.first))
        frame = said["payload"]["data"]["screen"]
        [team] = frame["wall"]["teams"]
        frame["version"] += self.sent
        frame["wall"]["formed"] = self.sent
        frame["wall"]["teams"] = [self.grown(team, self.sent + n * 3) for n in range(TEAMS)]
        return json.dumps(said)

    def grown(self, team: dict, age: int) -> dict:
        """A team as old as this: after so many frames another one has its place."""
        filled = 1 + age % 8
        seats = [{"number": n + 1, "state": "FILLED" if n < filled else "EMPTY"} for n in range(8)]
        formed = self.first["payload"]["data"]["screen"]["serverTime"] if filled == 8 else None
        return {
            **team,
            "code": f"T{age // 8:07}",
            "size": 8,
            "seatsFilled": filled,
            "seatsLeft": 8 - filled,
            "status": "FORMED" if formed else "OPEN",
            "formedAt": formed,
            "seats": seats,
        }

    async def pour(self, page, frames: int) -> None:
        """Send so many, and wait until the last one stands and nothing moves."""
        for _ in range(frames):
            self.page.send(self.next())
            await asyncio.sleep(EVERY_SECONDS)
        await page.wait_for_function(STOOD, arg=f"{self.sent:,}")


async def weighed(page) -> dict[str, float]:
    """What a page holds once everything that can go is gone."""
    line = await page.context.new_cdp_session(page)
    await line.send("Performance.enable")
    for _ in range(3):
        await line.send("HeapProfiler.collectGarbage")
    found = (await line.send("Performance.getMetrics"))["metrics"]
    await line.detach()
    return {each["name"]: each["value"] for each in found}


async def test_nothing_piles_up_in_a_page_that_runs_for_long(bare, phone, full):
    crowd, flood = await pictured(bare, size=8), Flood()
    await crowd.opened(await crowd.member("林一"))
    warm, watched = LONG if full else SHORT

    async def before(page) -> None:
        await page.route_web_socket("**/graphql", flood.carry)

    wall = await hung(bare, phone, before=before)
    async with asyncio.timeout(15):
        await flood.begun.wait()
    await flood.pour(wall.page, warm)
    first = await weighed(wall.page)
    await flood.pour(wall.page, watched)
    last = await weighed(wall.page)
    assert last["JSHeapUsedSize"] <= first["JSHeapUsedSize"] * GROWS_MOST + SLACK_BYTES * (not full)
    assert last["Nodes"] <= first["Nodes"] * GROWS_MOST, (first["Nodes"], last["Nodes"])
    assert last["JSEventListeners"] <= first["JSEventListeners"] + 4
